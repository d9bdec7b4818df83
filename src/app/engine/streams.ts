// Streams fed by browsers: newest frame only, one frame of each at a time, everybody in turn.

import { messageOf, RostroError } from '../../core/errors.ts'
import { Recognizer } from '../../recognition/recognizer.ts'
import type { Followed, FrameResult } from '../../recognition/recognized.ts'
import type { Frame } from '../../core/ports.ts'
import { openJpegFrame } from '../../video/jpeg-frame.ts'
import type { Engine, Pushed, StreamFace } from './engine.ts'
import type { FaceEvents } from './face-events.ts'
import { NewestFrame } from './newest-frame.ts'
import type { Vision } from './vision.ts'

/** Boxes follow a face as its own camera shows it, so nearly every frame is looked at. */
const DETECT_EVERY_MS = 60
const MAX_STREAMS = 128
/** Always somebody's camera. */
const BROWSER = { live: true }

interface Answered {
  readonly frame: Frame
  readonly followed: Followed
}

interface Stream {
  readonly id: string
  readonly recognizer: Recognizer
  readonly events: FaceEvents | undefined
  readonly newest: NewestFrame<Pushed>
  /** What went wrong after the last answer. */
  failure: Error | undefined
  busy: boolean
  frames: number
  lastAtMs: number
}

export interface Streams extends Pick<Engine, 'openStream' | 'pushFrame' | 'closeStream'> {
  /** The settings in force have changed. */
  decideAnew(): void
  close(): Promise<void>
}

export function createStreams(
  vision: Vision,
  eventsOf: (source: { readonly id: string; readonly name: string }) => FaceEvents,
): Streams {
  const streams = new Map<string, Stream>()

  /** One frame after another; after each the stream stands at the end of the queue again. */
  async function work(stream: Stream): Promise<void> {
    stream.busy = true
    while (stream.newest.isWaiting) {
      const frame = await vision.turns.run(() => answer(stream))
      if (frame) await vision.turns.run(() => lookCloser(stream, frame))
    }
    stream.busy = false
  }

  /** Where the faces are is told at once; what a closer look says of them comes with the next frame's answer. */
  async function answer(stream: Stream): Promise<Answered | undefined> {
    const next = stream.newest.take()
    if (!next) return undefined
    const { jpeg, atMs } = next
    const { failure } = stream
    stream.failure = undefined
    let frame: Frame | undefined
    try {
      if (failure) throw failure
      frame = await openJpegFrame(jpeg, { sourceId: stream.id, index: stream.frames++, atMs })
      const followed = await stream.recognizer.follow(frame)
      stream.lastAtMs = atMs
      const { width, height } = frame
      next.resolve({ dropped: false, width, height, faces: toStreamFaces(followed) })
      return { frame, followed }
    } catch (error) {
      frame?.close()
      next.reject(error)
      return undefined
    }
  }

  async function lookCloser(stream: Stream, { frame, followed }: Answered): Promise<void> {
    try {
      const result = await followed.lookCloser(vision.rostro.gallery)
      // Closed meanwhile: everybody has left already.
      if (streams.get(stream.id) === stream) stream.events?.take(result)
    } catch (error) {
      // This frame is answered already: the next one fails in its place.
      stream.failure = error instanceof Error ? error : new Error(messageOf(error))
    } finally {
      frame.close()
    }
  }

  async function closeStream(streamId: string): Promise<void> {
    const stream = streams.get(streamId)
    if (!stream) return
    streams.delete(streamId)
    stream.newest.drop()
    const { recognizer, events, lastAtMs } = stream
    events?.take({ atMs: lastAtMs, faces: [], events: recognizer.end(lastAtMs) })
    await events?.settled()
  }

  return {
    openStream({ id, name, events }) {
      if (streams.size >= MAX_STREAMS)
        return Promise.reject(new RostroError('too_many_requests', `${MAX_STREAMS} live streams are open: close one first.`))
      streams.set(id, {
        id,
        recognizer: new Recognizer(vision.rostro.networks, {
          ...vision.decision(),
          liveness: vision.liveness(BROWSER),
          detectEveryMs: DETECT_EVERY_MS,
          looksPerFrame: 1,
          keepBest: events,
        }),
        // Browsers come and go: in the timeline they are one source.
        events: events ? eventsOf({ id: 'browser', name }) : undefined,
        newest: new NewestFrame(),
        failure: undefined,
        busy: false,
        frames: 0,
        lastAtMs: 0,
      })
      return Promise.resolve()
    },

    pushFrame(streamId, jpeg) {
      const stream = streams.get(streamId)
      if (!stream)
        return Promise.reject(new RostroError('request_invalid', `There is no live stream ${streamId}: open it first.`))
      const pushed = stream.newest.put(jpeg, vision.clock.monotonic())
      if (!stream.busy) void work(stream)
      return pushed
    },

    closeStream,

    decideAnew() {
      for (const { recognizer } of streams.values())
        recognizer.decideBy({ ...vision.decision(), liveness: vision.liveness(BROWSER) })
    },

    async close() {
      await Promise.all([...streams.keys()].map(closeStream))
    },
  }
}

export const toStreamFaces = ({ faces }: Pick<FrameResult, 'faces'>): StreamFace[] =>
  faces.map(({ track, decision, frames }) => ({ track: track.id, box: track.box, decision, frames }))
