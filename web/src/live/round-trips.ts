// What the last five seconds of sending frames were like: round trips, rate, size, and what was left out. Bounded.

import { percentile } from './pace.ts'

const WINDOW_MS = 5000
const MOST = 400

export interface DrawnFrame {
  readonly drawnAt: number
  /** From the camera's capture to the box drawn. */
  readonly roundTripMs: number
  /** The server's part, and that of making the JPEG. */
  readonly tookMs: number
  readonly encodeMs: number
  readonly width: number
  readonly bytes: number
}

export interface RoundTripSummary {
  readonly p50Ms: number
  readonly p95Ms: number
  readonly serverP50Ms: number
  readonly framesPerSecond: number
  readonly width: number
  readonly bytes: number
}

export class RoundTrips {
  #recent: DrawnFrame[] = []

  add(frame: DrawnFrame): void {
    this.#recent = [...this.#recent, frame].filter(({ drawnAt }) => drawnAt > frame.drawnAt - WINDOW_MS).slice(-MOST)
  }

  summary(now: number): RoundTripSummary | undefined {
    const recent = this.#recent.filter(({ drawnAt }) => drawnAt > now - WINDOW_MS)
    const [first, last] = [recent[0], recent.at(-1)]
    if (!first || !last) return undefined
    const trips = recent.map(({ roundTripMs }) => roundTripMs)
    const spanMs = last.drawnAt - first.drawnAt
    return {
      p50Ms: percentile(trips, 0.5),
      p95Ms: percentile(trips, 0.95),
      serverP50Ms: percentile(
        recent.map(({ tookMs }) => tookMs),
        0.5,
      ),
      framesPerSecond: spanMs > 0 ? ((recent.length - 1) / spanMs) * 1000 : 0,
      width: last.width,
      bytes: last.bytes,
    }
  }
}
