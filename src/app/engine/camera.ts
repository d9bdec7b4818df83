// One camera of the server: its frames recognised, its events told, its state known at every moment.

import { messageOf, RostroError } from '../../core/errors.ts'
import type { Frame, Size, Source } from '../../core/ports.ts'
import { Crossings } from '../../recognition/crossings.ts'
import { Recognizer } from '../../recognition/recognizer.ts'
import type { FrameResult } from '../../recognition/recognized.ts'
import type { SourceStatus } from '../../video/source-status.ts'
import { recognizerSettings } from '../open-rostro.ts'
import { checkCameraAddress } from './camera-address.ts'
import { isProgram } from './camera-program.ts'
import { CameraPictures } from './camera-picture.ts'
import type { CameraOptions } from './cameras.ts'
import { DoorEyes } from './door-eyes.ts'
import type { CameraHealth, Engine } from './engine.ts'
import type { FaceEvents } from './face-events.ts'
import { lookingOnce, sharedFrame } from './look-once.ts'
import { toStreamFaces } from './streams.ts'
import type { Vision } from './vision.ts'

export type CameraToRun = Parameters<Engine['runCamera']>[0]

const HEALTH_EVERY_MS = 1000
const RATE_OVER_MS = 3000
/** A recording that is shown later than this skips ahead: it plays in real time. */
const MAX_LATE_MS = 200
/** After an error that may pass. */
const RETRY_MS = 5000
const MAX_STOP_MS = 3500

/** From opening the source to its end. */
interface Following {
  readonly source: Source
  readonly recognizer: Recognizer
  readonly doors: DoorEyes
  readonly events: FaceEvents
  readonly crossings: Crossings
}

export class Camera {
  readonly pictures: CameraPictures
  readonly #camera: CameraToRun
  readonly #vision: Vision
  readonly #options: CameraOptions
  readonly #stop = new AbortController()
  readonly #running: Promise<void>
  readonly #stopTelling: () => void
  #following: Following | undefined
  #state: CameraHealth['state'] = 'connecting'
  #reason: string | undefined
  #size: { readonly width: number; readonly height: number } | undefined
  #frameTimes: number[] = []
  #lastFrameMs: number | undefined
  #reconnects = 0
  #dropped = 0
  #faces = 0

  constructor(camera: CameraToRun, vision: Vision, options: CameraOptions) {
    this.#camera = camera
    this.#vision = vision
    this.#options = options
    this.pictures = new CameraPictures(camera.id, vision.clock, picture => {
      options.listener.onPicture(picture)
    })
    this.#tell()
    this.#stopTelling = vision.clock.every(HEALTH_EVERY_MS, () => {
      this.#tell()
    })
    this.#running = this.#run()
  }

  get isRunning(): boolean {
    return this.#state !== 'ended' && this.#state !== 'failed'
  }

  decideAnew(): void {
    if (!this.#following) return
    const { recognizer, source, doors } = this.#following
    doors.decideAnew()
    recognizer.decideBy({ ...this.#vision.decision(this.#camera.settings), liveness: this.#vision.liveness(source) })
  }

  /** Resolves when the camera is let go of, or after 3.5 s at the latest. */
  async stop(): Promise<void> {
    this.#stopTelling()
    this.#stop.abort()
    const stopped = new AbortController()
    await Promise.race([this.#running, this.#vision.clock.wait(MAX_STOP_MS, stopped.signal)])
    stopped.abort()
    await this.pictures.close()
  }

  async #run(): Promise<void> {
    const { signal } = this.#stop
    while (!signal.aborted) {
      try {
        await this.#follow()
        if (!hasStopped(signal)) this.#become('ended', undefined)
        return
      } catch (error) {
        if (hasStopped(signal)) return
        const passes = !(error instanceof RostroError) || error.kind === 'model' || error.code === 'source_unavailable'
        this.#become(passes ? 'offline' : 'failed', messageOf(error))
        if (!passes) return
        this.#reconnects++
        await this.#vision.clock.wait(RETRY_MS, signal)
      } finally {
        this.#faces = 0
      }
    }
  }

  async #follow(): Promise<void> {
    const { id, address } = this.#camera
    const { clock } = this.#vision
    // A name may lead elsewhere by now.
    await checkCameraAddress(address)
    const source = await this.#options.openSource(address, {
      id,
      keepTrying: true,
      clock: clock.monotonic,
      onStatus: status => {
        this.#hear(status)
      },
    })
    if (source.stills) throw new RostroError('source_unsupported', 'A camera needs a moving picture, and this is a photo.')
    const following = this.#openEyes(source)
    this.#following = following
    let atMs = 0
    try {
      for await (const frame of paced(source, this.#vision, this.#stop.signal, count => (this.#dropped += count))) {
        try {
          atMs = frame.atMs
          await this.#take(frame, following)
        } finally {
          frame.close()
        }
      }
    } finally {
      const { events } = following
      const end = { atMs, faces: [], events: following.recognizer.end(atMs) }
      this.#cross(following, end, this.#size ?? { width: 1, height: 1 })
      events.take(end)
      await events.settled()
    }
  }

  #openEyes(source: Source): Following {
    const { id, name, address, settings } = this.#camera
    const [vision, { eventsOf, doorsAt, listener }] = [this.#vision, this.#options]
    const networks = lookingOnce(vision.rostro.networks)
    return {
      source,
      recognizer: new Recognizer(networks, {
        ...recognizerSettings(vision.decision(settings), settings.far),
        liveness: vision.liveness(source),
        minFacePx: settings.minFacePx,
        zones: settings.zones,
        keepBest: true,
      }),
      doors: new DoorEyes({
        ...{ vision, networks, zones: settings.zones ?? [] },
        isProgram: async () => !source.live || (await isProgram(address)),
        doors: () => doorsAt(id),
        onLook: (accessId, seen) => {
          if (!hasStopped(this.#stop.signal)) listener.onLook(accessId, seen)
        },
      }),
      events: eventsOf({ id, name }),
      crossings: new Crossings(settings),
    }
  }

  async #take(given: Frame, following: Following): Promise<void> {
    const frame = sharedFrame(given)
    const { recognizer, doors, events } = following
    const { clock, turns, rostro } = this.#vision
    const takenAtMs = clock.monotonic()
    this.#lastFrameMs = takenAtMs
    this.#frameTimes = [...this.#frameTimes.filter(time => takenAtMs - time < RATE_OVER_MS), takenAtMs]
    this.#size = { width: frame.width, height: frame.height }
    if (this.#state !== 'online') this.#become('online', undefined)
    const result = await turns.run(() => recognizer.process(frame, rostro.gallery))
    this.#faces = result.faces.length
    this.#cross(following, result, frame)
    events.take(result)
    await doors.look(frame)
    await this.pictures.show(frame, takenAtMs, toStreamFaces(result))
  }

  /** Before the events of the frame: those of faces that leave now are forgotten with it. */
  #cross({ crossings, events }: Following, result: FrameResult, size: Size): void {
    for (const { trackId, ...crossed } of crossings.take(result, size)) {
      const eventId = events.eventOf(trackId)
      if (eventId === undefined) continue
      this.#options.listener.onCrossing({ ...crossed, eventId, cameraId: this.#camera.id, at: this.#vision.clock.now() })
    }
  }

  #hear({ state, reason }: SourceStatus): void {
    // A recording goes on after what is damaged.
    if (state === 'damaged') this.#reason = reason
    else {
      if (state === 'reconnecting' || state === 'offline') this.#reconnects++
      this.#become(state, reason)
    }
  }

  #become(state: CameraHealth['state'], reason: string | undefined): void {
    this.#state = state
    this.#reason = reason
    this.#tell()
  }

  #tell(): void {
    const now = this.#vision.clock.monotonic()
    const recent = this.#frameTimes.filter(time => now - time < RATE_OVER_MS)
    const [first] = recent
    this.#options.listener.onCamera({
      cameraId: this.#camera.id,
      state: this.#state,
      reason: this.#reason,
      framesPerSecond: first === undefined || recent.length < 2 ? 0 : (recent.length * 1000) / Math.max(1000, now - first),
      lastFrameAgeMs: this.#lastFrameMs === undefined ? undefined : now - this.#lastFrameMs,
      reconnects: this.#reconnects,
      droppedFrames: this.#dropped,
      width: this.#size?.width,
      height: this.#size?.height,
      faces: this.#faces,
    })
  }
}

/** Read anew at every call; of `signal.aborted` the compiler believes that it stays as it was. */
const hasStopped = (signal: AbortSignal): boolean => signal.aborted

/** Frames as they come, those of a recording at their time. Tells how many were passed over. */
async function* paced(
  source: Source,
  { clock }: Vision,
  signal: AbortSignal,
  onDrop: (count: number) => void,
): AsyncGenerator<Frame, void, void> {
  let next = 0
  let startedAtMs: number | undefined
  for await (const frame of source.frames(signal)) {
    if (frame.index > next) onDrop(frame.index - next)
    next = frame.index + 1
    if (!source.live) {
      startedAtMs ??= clock.monotonic() - frame.atMs
      const earlyMs = startedAtMs + frame.atMs - clock.monotonic()
      if (earlyMs > 0) await clock.wait(earlyMs, signal)
      if (earlyMs < -MAX_LATE_MS || hasStopped(signal)) {
        frame.close()
        onDrop(1)
        continue
      }
    }
    yield frame
  }
}
