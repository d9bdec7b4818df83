// Reads a blink from how open the eyes are: closed for a moment, and open again.

/** Shares of how open they were straight ahead; closed eyes of one actor came to 0.6–0.68, open ones to 0.8 and more (docs/liveness-accuracy.md). */
const CLOSED = 0.72
const OPEN = 0.85
/** Eyes closed longer than this are no blink. Blinks take 100–400 ms, asked for ones somewhat longer. */
const MAX_CLOSED_MS = 900

export class BlinkReader {
  #closedAtMs: number | undefined

  /** @returns true with the look in which the eyes are open again */
  take(atMs: number, eyeOpenness: number | undefined, straight: number | undefined): boolean {
    if (eyeOpenness === undefined || straight === undefined) return false
    const share = eyeOpenness / straight
    if (share <= CLOSED) {
      this.#closedAtMs ??= atMs
      return false
    }
    if (this.#closedAtMs === undefined || share < OPEN) return false
    const tookMs = atMs - this.#closedAtMs
    this.#closedAtMs = undefined
    return tookMs <= MAX_CLOSED_MS
  }
}
