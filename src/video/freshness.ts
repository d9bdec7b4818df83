// Judges how late the packets of a live stream are when they are read, and what is worth doing with those that are too late.

import type { MonotonicClock } from '../core/ports.ts'

/** What becomes of a packet: its picture is shown, only decoded because later ones are built on it, or neither. */
export type Use = 'show' | 'decode' | 'drop'

export interface TimedPacket {
  /** Decoding can start with it. */
  readonly isKey: boolean
  /** When the camera says it was taken, by the stream's own clock; undefined where it does not say, and then it is shown. */
  readonly streamMs: number | undefined
  /** How long it took to read it. */
  readonly readMs: number
}

/** Of the 300 ms that a decision may be old; decoding and recognising need the rest. */
const MAX_LATE_MS = 250
/** By how much a camera's clock may go wrong; real ones keep to 0.01 %, but some count 25 pictures for a second of 24.9. */
const CLOCK_ERROR = 0.01
/** Reading that took this share of the time since the packet before waited for the camera: then nothing older is waiting. */
const WAITED = 0.25
/** Catching up is given up when, after so long, less than half of the time it took was made up. */
const TRIAL_MS = 250
/** Lateness taken for the stream's own, in all, before the connection counts as lost. */
const MAX_FORGIVEN_MS = 2000

interface Attempt {
  readonly fromMs: number
  readonly lateMs: number
}

/**
 * The packet that came fastest shows what is normal, and what a later one came later than that it has waited: in the network, in the
 * system's buffers, or for a thread that had no time. Late pictures are decoded without being shown where that makes up the time, and left
 * out up to a keyframe where it does not or where a newer keyframe is known to be waiting. So nothing shown is late, and nothing is
 * decoded whose predecessors were left out.
 */
export class Freshness {
  readonly #clock: MonotonicClock
  #lastMs = -Infinity
  #fastestMs = Infinity
  #keyMs: number | undefined
  /** From one keyframe to the next, at the longest. */
  #groupMs: number | undefined
  #racing: Attempt | undefined
  #dropping: Attempt | undefined
  #forgivenMs = 0

  constructor(clock: MonotonicClock = () => performance.now()) {
    this.#clock = clock
  }

  /** So much was late that leaving out did not help: a new connection has nothing waiting. */
  get isLost(): boolean {
    return this.#forgivenMs > MAX_FORGIVEN_MS
  }

  /** Of every packet, as soon as it was read. */
  judge({ isKey, streamMs, readMs }: TimedPacket): Use {
    const nowMs = this.#clock()
    if (streamMs === undefined) return this.#dropping && !isKey ? 'drop' : this.#show()
    const lateMs = this.#lateness(streamMs, nowMs, readMs)
    if (isKey) this.#noteKey(streamMs)
    const at = { fromMs: nowMs, lateMs }
    const isNewerKeyWaiting = this.#isKeyDueBy(streamMs + lateMs)
    if (this.#dropping) {
      if (!isKey) return 'drop'
      // Reading alone gets no nearer: this is how late the stream is, or the machine.
      if (!makesUp(this.#dropping, at)) return this.#forgive(lateMs)
      if (isNewerKeyWaiting) return 'drop'
    }
    if (lateMs <= MAX_LATE_MS) return this.#show()
    this.#dropping = undefined
    this.#racing ??= at
    if (!isNewerKeyWaiting && makesUp(this.#racing, at)) return 'decode'
    this.#dropping = at
    this.#racing = undefined
    return 'drop'
  }

  #show(): Use {
    this.#racing = this.#dropping = undefined
    return 'show'
  }

  #forgive(lateMs: number): Use {
    if (lateMs > MAX_LATE_MS) {
      this.#fastestMs += lateMs
      this.#forgivenMs += lateMs
    }
    return this.#show()
  }

  #lateness(streamMs: number, nowMs: number, readMs: number): number {
    const wayMs = nowMs - streamMs
    const elapsedMs = nowMs - this.#lastMs
    this.#lastMs = nowMs
    // A clock that goes wrong shows where nothing waits; where much does, it would excuse all lateness by and by.
    const driftMs = readMs > elapsedMs * WAITED ? elapsedMs * CLOCK_ERROR : 0
    this.#fastestMs = Math.min(wayMs, this.#fastestMs + driftMs)
    return wayMs - this.#fastestMs
  }

  #noteKey(streamMs: number): void {
    if (this.#keyMs !== undefined) this.#groupMs = Math.max(this.#groupMs ?? 0, streamMs - this.#keyMs)
    this.#keyMs = streamMs
  }

  /** @param cameraMs where the camera is by now */
  #isKeyDueBy(cameraMs: number): boolean {
    return this.#keyMs !== undefined && this.#groupMs !== undefined && cameraMs >= this.#keyMs + this.#groupMs
  }
}

function makesUp(attempt: Attempt, now: Attempt): boolean {
  const tookMs = now.fromMs - attempt.fromMs
  return tookMs < TRIAL_MS || attempt.lateMs - now.lateMs >= tookMs / 2
}
