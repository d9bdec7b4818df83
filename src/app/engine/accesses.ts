// Whoever looks at doors, by id. Of browsers: newest frame only, one frame of each at a time, everybody in turn.

import { RostroError } from '../../core/errors.ts'
import { EarlierChallenges } from '../../recognition/challenge/earlier-challenges.ts'
import { Access } from './access.ts'
import type { AccessSettings } from './access-look.ts'
import type { AccessPushed, Engine } from './engine.ts'
import { NewestFrame } from './newest-frame.ts'
import type { Vision } from './vision.ts'

const MAX_ACCESSES = 32

export interface OpenAccess {
  readonly id: string
  readonly settings: AccessSettings
}

interface Open {
  readonly access: Access
  readonly newest: NewestFrame<AccessPushed>
  busy: boolean
}

export interface Accesses extends Pick<Engine, 'openAccess' | 'pushAccessFrame' | 'beginChallenge' | 'closeAccess'> {
  /** Doors that look through this camera of the server. */
  at(cameraId: string): readonly OpenAccess[]
  /** The settings in force have changed. */
  decideAnew(): void
  close(): void
}

export function createAccesses(vision: Vision): Accesses {
  const open = new Map<string, Open>()
  const earlier = new EarlierChallenges()
  /** Cameras have eyes of their own: see DoorEyes. */
  const atCameras = new Map<string, AccessSettings>()

  async function work(one: Open): Promise<void> {
    one.busy = true
    for (let next = one.newest.take(); next; next = one.newest.take()) {
      const { jpeg, atMs, resolve, reject } = next
      try {
        resolve({ dropped: false, look: await vision.turns.run(() => one.access.look(jpeg, atMs)) })
      } catch (error) {
        reject(error)
      }
    }
    one.busy = false
  }

  function found(id: string): Open {
    const one = open.get(id)
    if (!one) throw new RostroError('request_invalid', `Nobody stands at a door as ${id}: open it first.`)
    return one
  }

  function close(id: string): void {
    open.get(id)?.newest.drop()
    open.delete(id)
    atCameras.delete(id)
  }

  return {
    openAccess({ id, settings }) {
      const before = open.get(id)
      if (!before && !atCameras.has(id) && open.size + atCameras.size >= MAX_ACCESSES)
        return Promise.reject(new RostroError('too_many_requests', `${MAX_ACCESSES} doors are watched: close one first.`))
      if (settings.camera) atCameras.set(id, settings)
      else if (before) before.access.change(settings)
      else open.set(id, { access: new Access(id, settings, vision), newest: new NewestFrame(), busy: false })
      return Promise.resolve()
    },

    async pushAccessFrame(id, jpeg) {
      const one = found(id)
      const pushed = one.newest.put(jpeg, vision.clock.monotonic())
      if (!one.busy) void work(one)
      return pushed
    },

    async beginChallenge(id, challenge) {
      found(id).access.begin(challenge, earlier)
      return Promise.resolve()
    },

    closeAccess(id) {
      close(id)
      return Promise.resolve()
    },

    at: cameraId => [...atCameras].flatMap(([id, settings]) => (settings.camera?.id === cameraId ? [{ id, settings }] : [])),

    decideAnew() {
      for (const { access } of open.values()) access.decideAnew()
    },

    close() {
      for (const id of [...open.keys(), ...atCameras.keys()]) close(id)
    },
  }
}
