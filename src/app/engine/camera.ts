// One camera of the server: its frames recognised, its events told, its state known at every moment.

import { messageOf, RostroError } from '../../core/errors.ts'
import type { Frame, Size, Source } from '../../core/ports.ts'
import { Crossings } from '../../recognition/crossings.ts'
import { Recognizer } from '../../recognition/recognizer.ts'
import type { FrameResult } from '../../recognition/recognized.ts'
import type { SourceStatus } from '../../video/source-status.ts'
import { linkAbort } from '../../video/linked-abort.ts'
import { recognizerSettings } from '../open-rostro.ts'
import { checkCameraAddress } from './camera-address.ts'
import { isProgram } from './camera-program.ts'
import { openCameraFrames, type CameraFrames } from './camera-frames.ts'
import { CameraPictures } from './camera-picture.ts'
import type { CameraOptions } from './cameras.ts'
import { DoorEyes } from './door-eyes.ts'
import type { CameraHealth, Engine } from './engine.ts'
import type { FaceEvents } from './face-events.ts'
import { lookingOnce, sharedFrame, type SharedFrame } from './look-once.ts'
import { toStreamFaces } from './streams.ts'
import type { Vision } from './vision.ts'

export type CameraToRun = Parameters<Engine['runCamera']>[0]

const HEALTH_EVERY_MS = 1000
/** A look takes some 9 ms: of a crowd that comes at once, the others have their turn in the frames that follow, and the other cameras theirs. */
const LOOKS_PER_FRAME = 8
const RATE_OVER_MS = 3000
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

interface RecognizedFrame {
  readonly frame: SharedFrame
  readonly takenAtMs: number
  readonly result: FrameResult
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
    // Whatever ends this ends the source, too.
    const stop = linkAbort(this.#stop.signal)
    const frames = openCameraFrames(source, clock, stop.signal, count => (this.#dropped += count))
    let atMs = 0
    try {
      for (let frame = await frames.take(); frame; frame = await frames.take()) atMs = await this.#take(frame, frames, following)
    } finally {
      stop.abort()
      await frames.close()
      stop.unlink()
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
        looksPerFrame: LOOKS_PER_FRAME,
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

  /** Before a frame is searched for faces comes the wait for the networks: meanwhile it grows old, and a newer one takes its place. @returns when the frame was */
  async #take(first: Frame, frames: CameraFrames, following: Following): Promise<number> {
    const { recognizer } = following
    const { turns } = this.#vision
    let frame = first
    const searched = () => {
      frame = frames.newerThan(frame)
      return this.#recognize(frame, recognizer)
    }
    try {
      const isDue = recognizer.isDue(frame.atMs)
      const recognized = isDue ? await turns.run(searched, recognizer.isDeciding) : await this.#recognize(frame, recognizer)
      await this.#tellOf(recognized, following)
      return frame.atMs
    } finally {
      frame.close()
    }
  }

  async #recognize(given: Frame, recognizer: Recognizer): Promise<RecognizedFrame> {
    const { clock, rostro } = this.#vision
    const [frame, takenAtMs] = [sharedFrame(given), clock.monotonic()]
    this.#lastFrameMs = takenAtMs
    this.#frameTimes = [...this.#frameTimes.filter(time => takenAtMs - time < RATE_OVER_MS), takenAtMs]
    this.#size = { width: frame.width, height: frame.height }
    if (this.#state !== 'online') this.#become('online', undefined)
    return { frame, takenAtMs, result: await recognizer.process(frame, rostro.gallery) }
  }

  async #tellOf({ frame, takenAtMs, result }: RecognizedFrame, following: Following): Promise<void> {
    this.#faces = result.faces.length
    this.#cross(following, result, frame)
    following.events.take(result)
    await following.doors.look(frame)
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
    // A recording goes on after what is damaged, a camera that a GPU does not decode is decoded by the CPU.
    if (state === 'damaged' || state === 'software') this.#reason = reason
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
