// All cameras the server looks through, by id: started, changed, watched and stopped.

import { RostroError } from '../../core/errors.ts'
import { openSource as openRealSource } from '../../video/open-source.ts'
import { Camera } from './camera.ts'
import { checkCameraAddress } from './camera-address.ts'
import type { Accesses } from './accesses.ts'
import type { Engine, EngineListener } from './engine.ts'
import type { FaceEvents } from './face-events.ts'
import { probeCamera } from './probe-camera.ts'
import type { Vision } from './vision.ts'

export interface CameraOptions {
  readonly listener: Pick<EngineListener, 'onPicture' | 'onCamera' | 'onCrossing' | 'onLook'>
  readonly doorsAt: Accesses['at']
  readonly eventsOf: (source: { readonly id: string; readonly name: string }) => FaceEvents
  readonly openSource: typeof openRealSource
}

export interface Cameras extends Pick<Engine, 'runCamera' | 'stopCamera' | 'watchCamera' | 'cameraPicture' | 'probeCamera'> {
  /** The settings in force have changed. */
  decideAnew(): void
  close(): Promise<void>
}

const MAX_CAMERAS = 64

export function createCameras(
  vision: Vision,
  given: Omit<CameraOptions, 'openSource'> & Partial<Pick<CameraOptions, 'openSource'>>,
): Cameras {
  const options: CameraOptions = { openSource: openRealSource, ...given }
  const cameras = new Map<string, Camera>()
  const watched = new Set<string>()
  /** Starting and stopping one camera go one after another. */
  const changing = new Map<string, Promise<void>>()

  function inOrder(id: string, work: () => Promise<void>): Promise<void> {
    const change = (changing.get(id) ?? Promise.resolve()).then(work)
    const settled = change
      .catch(() => {}) // The caller gets the error; the next change goes on.
      .then(() => {
        if (changing.get(id) === settled) changing.delete(id)
      })
    changing.set(id, settled)
    return change
  }

  async function stop(id: string): Promise<void> {
    const camera = cameras.get(id)
    cameras.delete(id)
    await camera?.stop()
  }

  return {
    runCamera: camera =>
      inOrder(camera.id, async () => {
        await checkCameraAddress(camera.address).catch((error: unknown) => {
          // What is refused is the caller's mistake; what is away at this moment may come.
          if (error instanceof RostroError && error.code === 'address_refused') throw error
        })
        await stop(camera.id)
        if (cameras.size >= MAX_CAMERAS)
          throw new RostroError('too_many_requests', `${MAX_CAMERAS} cameras are running: stop one first.`)
        const started = new Camera(camera, vision, options)
        started.pictures.watch(watched.has(camera.id))
        cameras.set(camera.id, started)
      }),

    stopCamera: id => inOrder(id, () => stop(id)),

    watchCamera(id, isWatched) {
      if (isWatched) watched.add(id)
      else watched.delete(id)
      cameras.get(id)?.pictures.watch(isWatched)
      return Promise.resolve()
    },

    async cameraPicture(id) {
      const camera = cameras.get(id)
      if (!camera) throw new RostroError('camera_not_found', `No camera ${id} is running.`)
      return camera.pictures.newest(camera.isRunning)
    },

    probeCamera: address => probeCamera(address, options.openSource, vision.clock),

    decideAnew() {
      for (const camera of cameras.values()) camera.decideAnew()
    },

    async close() {
      await Promise.all([...cameras.keys()].map(id => inOrder(id, () => stop(id))))
    },
  }
}
