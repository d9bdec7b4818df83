// Runs the cameras that are switched on and knows how each is doing; how a camera is read is the engine's.

import type { CameraHealth, Engine, StreamSettings } from '../app/engine/engine.ts'
import type { OwnSettings } from '../app/replay.ts'
import { messageOf } from '../core/errors.ts'
import type { KeptCamera } from '../core/records.ts'
import { redactUrl } from '../video/redact-url.ts'
import { cameraSettings, type CameraJson, type CameraSettingsJson } from './contract/cameras.ts'
import type { Log } from './log.ts'

export class CameraRunner {
  readonly #engine: Pick<Engine, 'runCamera' | 'stopCamera'>
  readonly #viewers: (cameraId: string) => number
  readonly #log: Log
  readonly #health = new Map<string, CameraHealth>()
  readonly #running = new Set<string>()
  readonly #places = new Map<string, string>()
  /** As they were last applied. */
  readonly #applied = new Map<string, string>()
  /** Cameras that another server watches, and what people call it. */
  readonly #elsewhere = new Map<string, string>()
  #following: Promise<void> = Promise.resolve()

  constructor(engine: Pick<Engine, 'runCamera' | 'stopCamera'>, viewers: (cameraId: string) => number, log: Log) {
    this.#engine = engine
    this.#viewers = viewers
    this.#log = log
  }

  /** Whether an event with this source comes from a camera of the server. */
  runs(sourceId: string): boolean {
    return this.#running.has(sourceId)
  }

  /** The place it watches, where it was given one. */
  placeOf(cameraId: string): string | undefined {
    return this.#places.get(cameraId)
  }

  onHealth(health: CameraHealth): void {
    if (!this.#running.has(health.cameraId)) return
    const before = this.#health.get(health.cameraId)
    if (before?.state !== health.state)
      this.#log('info', `Camera ${health.cameraId}: ${health.state}${health.reason ? ` (${health.reason})` : ''}`)
    this.#health.set(health.cameraId, health)
  }

  /**
   * Does what all cameras say: starts one, goes on with changed settings, or stops it. One that cannot start says so in its state and
   * holds up nobody, and is tried again the next time. One list after the other, each read when it is its turn: no older one is done last.
   * @param elsewhere what people call the server that watches this camera; undefined: this one does
   */
  follow(
    read: () => Promise<readonly KeptCamera[]>,
    elsewhere: (camera: KeptCamera) => string | undefined = () => undefined,
  ): Promise<void> {
    const followed = this.#following.then(async () => this.#follow(await read(), elsewhere))
    this.#following = followed.catch(() => {}) // The caller gets the error; the next one goes on.
    return followed
  }

  async #follow(cameras: readonly KeptCamera[], elsewhere: (camera: KeptCamera) => string | undefined): Promise<void> {
    const kept = new Set(cameras.map(({ id }) => id))
    for (const id of new Set([...this.#applied.keys(), ...this.#running])) if (!kept.has(id)) await this.#forget(id)
    for (const camera of cameras) {
      const { id, name, address, settings, enabled } = camera
      const holder = enabled ? elsewhere(camera) : undefined
      const wanted = JSON.stringify([name, address, settings, enabled, holder])
      if (this.#applied.get(id) === wanted) continue
      this.#applied.set(id, wanted)
      await this.#apply(camera, holder).catch((error: unknown) => {
        this.#applied.delete(id)
        const reason = messageOf(error)
        if (this.#health.get(id)?.reason !== reason) this.#log('warn', `Camera ${id} cannot start: ${reason}`)
        this.#health.set(id, failed(id, reason))
      })
    }
  }

  async #apply(camera: KeptCamera, holder: string | undefined): Promise<void> {
    const { id, name, address, enabled } = camera
    const { place } = settingsOf(camera)
    if (place === null) this.#places.delete(id)
    else this.#places.set(id, place)
    if (holder === undefined) this.#elsewhere.delete(id)
    else this.#elsewhere.set(id, holder)
    if (!enabled || holder !== undefined) {
      await this.#stop(id)
      return
    }
    this.#running.add(id)
    await this.#engine.runCamera({ id, name, address, settings: toStreamSettings(settingsOf(camera)) })
  }

  async #forget(cameraId: string): Promise<void> {
    for (const map of [this.#applied, this.#places, this.#elsewhere]) map.delete(cameraId)
    await this.#stop(cameraId)
  }

  async #stop(cameraId: string): Promise<void> {
    this.#health.delete(cameraId)
    if (this.#running.delete(cameraId)) await this.#engine.stopCamera(cameraId)
  }

  healthOf(cameraId: string): CameraHealth | undefined {
    return this.#health.get(cameraId)
  }

  toJson(camera: KeptCamera): CameraJson {
    const health = this.#health.get(camera.id)
    const holder = this.#elsewhere.get(camera.id)
    return {
      id: camera.id,
      name: camera.name,
      address: redactUrl(camera.address),
      enabled: camera.enabled,
      settings: settingsOf(camera),
      createdAt: camera.createdAt.toISOString(),
      state: {
        state: !camera.enabled ? 'off' : holder !== undefined ? 'elsewhere' : (health?.state ?? 'connecting'),
        reason: holder ?? health?.reason ?? null,
        framesPerSecond: health?.framesPerSecond ?? 0,
        lastFrameAgeMs: health?.lastFrameAgeMs ?? null,
        reconnects: health?.reconnects ?? 0,
        droppedFrames: health?.droppedFrames ?? 0,
        width: health?.width ?? null,
        height: health?.height ?? null,
        viewers: this.#viewers(camera.id),
      },
    }
  }
}

/** As validated when they were kept; what another version wrote and this one cannot read counts as the default. */
function settingsOf({ settings }: KeptCamera): CameraSettingsJson {
  const kept = cameraSettings.safeParse(JSON.parse(settings))
  return kept.success ? kept.data : cameraSettings.parse({})
}

const toStreamSettings = ({ threshold, rule, minFacePx, far, zones, lines }: CameraSettingsJson): StreamSettings => ({
  threshold: threshold ?? undefined,
  rule: rule ?? undefined,
  minFacePx,
  far,
  zones,
  lines,
})

/** How the faces of each camera are decided where that differs. */
export const ownSettings = (cameras: readonly KeptCamera[]): OwnSettings =>
  Object.fromEntries(cameras.map(camera => [camera.id, toStreamSettings(settingsOf(camera))]))

/** The place each camera watches, where it was given one. */
export function placesOf(cameras: readonly KeptCamera[]): (cameraId: string) => string | undefined {
  const places = new Map(cameras.map(camera => [camera.id, settingsOf(camera).place]))
  return cameraId => places.get(cameraId) ?? undefined
}

const failed = (cameraId: string, reason: string): CameraHealth => ({
  cameraId,
  state: 'failed',
  reason,
  framesPerSecond: 0,
  lastFrameAgeMs: undefined,
  reconnects: 0,
  droppedFrames: 0,
  width: undefined,
  height: undefined,
  faces: 0,
})
