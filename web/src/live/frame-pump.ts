// Sends the newest camera frame whenever the last one was answered, at the pace the connection allows. Draws nothing.

import type { LiveConnection, LiveNews } from './connection.ts'
import { adapt, intervalMs, mostInFlight, startPace, widthOf, type Pace } from './pace.ts'
import type { CameraPicture } from './worker-messages.ts'

/** An answer that takes longer is not waited for. */
const GIVE_UP_MS = 3000
/** Frames of a camera do not come to the millisecond. */
const SLACK_MS = 10
/** A capture time further back than this is a clock of its own. */
const MAX_CAPTURE_AGE_MS = 1000

export interface SentFrame {
  readonly capturedAt: number
  readonly width: number
  bytes: number
  encodeMs: number
}

export interface PumpCounts {
  readonly sent: number
  readonly answered: number
  /** Left out because an answer was awaited, or the pace does not ask for more. */
  readonly skipped: number
  /** Sent and overtaken, or never out. */
  readonly dropped: number
}

export class FramePump {
  readonly #video: HTMLVideoElement
  readonly #connection: LiveConnection
  readonly #onShown: (capturedAt: number) => void
  readonly #inFlight = new Map<number, SentFrame>()
  #pace: Pace = startPace(performance.now())
  #dueAt = 0
  #stopped = false
  #counts = { sent: 0, answered: 0, skipped: 0, dropped: 0 }

  /** `onShown` hears the capture time of every frame the video element shows. */
  constructor(video: HTMLVideoElement, connection: LiveConnection, onShown: (capturedAt: number) => void) {
    this.#video = video
    this.#connection = connection
    this.#onShown = onShown
    this.#wait()
  }

  get counts(): PumpCounts {
    return this.#counts
  }

  stop(): void {
    this.#stopped = true
    this.#inFlight.clear()
  }

  /** Takes what the connection says; for an answer, gives back the frame it belongs to. */
  hear(news: LiveNews): SentFrame | undefined {
    if (news.type === 'state' && news.state !== 'open') this.#inFlight.clear()
    if (!('frame' in news) || news.frame === null) return undefined
    const sent = this.#inFlight.get(news.frame)
    if (!sent) return undefined
    if (news.type === 'sent') {
      sent.bytes = news.bytes
      sent.encodeMs = news.encodeMs
      return undefined
    }
    this.#inFlight.delete(news.frame)
    if (news.type === 'dropped' || news.type === 'unsent') this.#counts.dropped++
    if (news.type !== 'faces' && news.type !== 'look' && news.type !== 'door') return undefined
    this.#counts.answered++
    const now = performance.now()
    this.#pace = adapt(this.#pace, { totalMs: now - sent.capturedAt, tookMs: news.tookMs }, now)
    return sent
  }

  #wait(): void {
    if (this.#stopped) return
    this.#video.requestVideoFrameCallback((now, { captureTime }) => {
      if (this.#stopped) return
      const age = captureTime === undefined ? 0 : now - captureTime
      const capturedAt = age > 0 && age < MAX_CAPTURE_AGE_MS ? now - age : now
      this.#onShown(capturedAt)
      this.#consider(capturedAt, now)
      this.#wait()
    })
  }

  #consider(capturedAt: number, now: number): void {
    if (this.#connection.state !== 'open') return
    for (const [frame, sent] of this.#inFlight) {
      if (now - sent.capturedAt < GIVE_UP_MS) continue
      this.#inFlight.delete(frame)
      this.#counts.dropped++
    }
    if (this.#inFlight.size >= mostInFlight(this.#pace) || now < this.#dueAt - SLACK_MS) {
      this.#counts.skipped++
      return
    }
    const picture = pictureOf(this.#video)
    if (!picture) return
    this.#dueAt = Math.max(this.#dueAt + intervalMs(this.#pace), now)
    const { videoWidth, videoHeight } = this.#video
    // The longer side is what the pace speaks of: a phone held upright sends as many pixels as one on its side.
    const scale = Math.min(1, widthOf(this.#pace) / Math.max(videoWidth, videoHeight))
    const [width, height] = [Math.round(videoWidth * scale), Math.round(videoHeight * scale)]
    const frame = this.#connection.sendFrame(picture, width, height)
    this.#inFlight.set(frame, { capturedAt, width, bytes: 0, encodeMs: 0 })
    this.#counts.sent++
  }
}

/** The frame on the screen, without copying it. */
function pictureOf(video: HTMLVideoElement): CameraPicture | undefined {
  try {
    return new VideoFrame(video)
  } catch {
    // The camera ended between two frames.
    return undefined
  }
}
