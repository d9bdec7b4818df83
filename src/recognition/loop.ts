// Notices that pictures come again in the order in which they came before: a recording played round and round.

/** Small enough to forget noise and a codec's traces, large enough to see a face turn. */
export const LOOP_COLUMNS = 24
export const LOOP_ROWS = 18
const CELLS = LOOP_COLUMNS * LOOP_ROWS

/** Pictures kept, and at least so far apart: a recording of up to a minute comes round within them. */
const KEPT = 600
const APART_MS = 95
/** Times since a picture are told apart by this. */
const LAG_MS = 100
const LAGS = 600
/** Nothing that comes round faster is a recording of a person. */
const SHORTEST_LAG_MS = 1000
/** What moved is seen by comparing with so long ago. */
const MOVED_SINCE_MS = 480
/** A pause in which nothing can be told: the source stalled. */
const LONGEST_GAP_MS = 2000
/** Luma by which a cell may differ without being different: noise, compression, exposure. */
const SAME_LUMA = 2.5
/** A cell counts no more than this, so that a bright screen in the background does not outweigh a face. */
const MOST_PER_CELL = 12
/** Sum over cells below which nothing moves, and every picture is like every other. */
const MIN_MOVED = 12
/**
 * A picture is like one long ago when it differs from it by no more than this share of what it differs from the one of a moment ago.
 * Measured over two seconds: loops stay below 0.26; six-friends.mp4, hamilton.mp4 and crowd.mp4 above 0.82 at every lag.
 */
const MAX_SHARE = 0.4
/** So long has there to be movement, and each picture like the one a fixed time before. */
const LOOPING_AFTER_MS = 1800

/** Bounded: 0.26 MB. Each picture is compared with every kept one: half a millisecond. */
export class Loop {
  /** Rings: the picture that came n-th lies at n % KEPT. */
  readonly #cells = new Uint8Array(KEPT * CELLS)
  readonly #atMs = new Float64Array(KEPT)
  #count = 0
  /** For each lag, how long moving pictures have been like the ones that long before, ms; twice taken off what they have not. */
  readonly #repeatedMs = new Float32Array(LAGS)
  #isLooping = false

  /** @param cells cellLuma() of LOOP_COLUMNS × LOOP_ROWS. @returns true while pictures repeat */
  take(cells: Float32Array, atMs: number): boolean {
    const sinceLastMs = this.#count > 0 ? atMs - this.#atMs[(this.#count - 1) % KEPT]! : LONGEST_GAP_MS
    if (sinceLastMs < APART_MS) return this.#isLooping
    if (sinceLastMs > LONGEST_GAP_MS) this.#count = 0
    this.#compare(cells, atMs, sinceLastMs)
    const at = this.#count++ % KEPT
    this.#cells.set(cells, at * CELLS)
    this.#atMs[at] = atMs
    return this.#isLooping
  }

  #compare(now: Float32Array, atMs: number, sinceLastMs: number): void {
    const differences = new Float32Array(LAGS).fill(Infinity)
    let moved = 0
    for (let i = Math.max(0, this.#count - KEPT); i < this.#count - 1; i++) {
      const [from, to] = [i % KEPT, (i + 1) % KEPT]
      const lagMs = atMs - this.#atMs[to]!
      if (lagMs < MOVED_SINCE_MS) break
      // Recordings are not looked at in the same moments each time round: so between two pictures is looked, too.
      const difference = this.#distance(now, from, to)
      // The last one compared is the latest.
      moved = difference
      const first = Math.floor(lagMs / LAG_MS)
      const last = Math.min(LAGS - 1, Math.ceil((atMs - this.#atMs[from]!) / LAG_MS))
      for (let lag = first; lag <= last; lag++) differences[lag] = Math.min(differences[lag]!, difference)
    }
    const isMoving = moved >= MIN_MOVED
    let longestMs = 0
    for (let lag = SHORTEST_LAG_MS / LAG_MS; lag < LAGS; lag++) {
      const isLike = differences[lag]! <= MAX_SHARE * Math.max(moved, MIN_MOVED)
      // Where nothing moves, likeness says nothing; unlikeness always does.
      if (!isLike) this.#repeatedMs[lag] = Math.max(0, this.#repeatedMs[lag]! - 2 * sinceLastMs)
      else if (isMoving) this.#repeatedMs[lag] = Math.min(2 * LOOPING_AFTER_MS, this.#repeatedMs[lag]! + sinceLastMs)
      longestMs = Math.max(longestMs, this.#repeatedMs[lag]!)
    }
    this.#isLooping = longestMs >= LOOPING_AFTER_MS
  }

  /** From a picture to the nearest one on the way between two kept ones: luma beyond SAME_LUMA, over all cells. */
  #distance(now: Float32Array, from: number, to: number): number {
    const cells = this.#cells
    const [a, b] = [from * CELLS, to * CELLS]
    let along = 0
    let length = 0
    for (let i = 0; i < CELLS; i++) {
      const step = cells[b + i]! - cells[a + i]!
      along += (now[i]! - cells[a + i]!) * step
      length += step * step
    }
    const share = length > 0 ? Math.min(1, Math.max(0, along / length)) : 0
    let sum = 0
    for (let i = 0; i < CELLS; i++) {
      const between = cells[a + i]! + share * (cells[b + i]! - cells[a + i]!)
      const beyond = Math.abs(now[i]! - between) - SAME_LUMA
      if (beyond > 0) sum += Math.min(MOST_PER_CELL, beyond)
    }
    return sum
  }
}
