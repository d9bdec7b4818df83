// Whether the time of day can be believed when old things are deleted: compares it with the time that really passed. Deletes nothing.

import type { MonotonicClock } from '../core/ports.ts'

/** What is kept over a restart. */
export interface GuardState {
  /** The time of day believed last, in ms since 1970. */
  readonly believedMs: number
  /** How far ahead of it the clock was. */
  readonly aheadMs: number
  /** For how long it has been just so far ahead. */
  readonly steadyMs: number
}

const HOUR_MS = 3_600_000
/** RELIABILITY F33: a larger step forward deletes nothing until somebody says that it is right. */
export const MAX_STEP_MS = 24 * HOUR_MS
/** Whoever wanted to say that the clock is wrong has had the time: over a weekend, too. */
export const BELIEVED_AFTER_MS = 72 * HOUR_MS
/** Clocks are corrected by seconds every day. */
const TREMBLE_MS = 60_000

/**
 * The time of day is believed while it goes as the monotonic clock does, with steps of a day at most. What was switched off, or
 * asleep, cannot tell a jump from the time it missed, and holds as well. A clock that goes back deletes nothing early by itself.
 */
export class RetentionGuard {
  readonly #now: () => Date
  readonly #clock: MonotonicClock
  #notedMs: number
  #state: GuardState

  constructor(now: () => Date, clock: MonotonicClock, kept: GuardState | undefined) {
    this.#now = now
    this.#clock = clock
    this.#notedMs = clock()
    const nowMs = now().getTime()
    this.#state = kept ? overRestart(kept, nowMs) : believe(nowMs)
  }

  get state(): GuardState {
    return this.#state
  }

  /** Whether it goes as it should: it may also be behind. */
  get isRight(): boolean {
    return this.#state.aheadMs === 0
  }

  /** Undefined while the clock is believed, or behind. */
  get jumpedMs(): number | undefined {
    return this.#state.aheadMs > MAX_STEP_MS ? this.#state.aheadMs : undefined
  }

  /** When the clock will be believed if it goes on like this. */
  get believedAt(): Date | undefined {
    if (this.jumpedMs === undefined) return undefined
    return new Date(this.#now().getTime() + BELIEVED_AFTER_MS - this.#state.steadyMs)
  }

  /** Looks at both clocks; before anything is deleted. */
  note(): void {
    const nowMs = this.#now().getTime()
    const elapsedMs = this.#clock() - this.#notedMs
    this.#notedMs += elapsedMs
    const believedMs = this.#state.believedMs + elapsedMs
    const aheadMs = nowMs - believedMs
    const isSteady = Math.abs(aheadMs - this.#state.aheadMs) <= TREMBLE_MS
    const steadyMs = isSteady ? this.#state.steadyMs + elapsedMs : 0
    const believable = Math.abs(aheadMs) <= MAX_STEP_MS || steadyMs >= BELIEVED_AFTER_MS
    this.#state = believable ? believe(nowMs) : { believedMs, aheadMs, steadyMs }
  }

  /** Somebody says that the clock is right. */
  confirm(): void {
    this.#notedMs = this.#clock()
    this.#state = believe(this.#now().getTime())
  }
}

const believe = (nowMs: number): GuardState => ({ believedMs: nowMs, aheadMs: 0, steadyMs: 0 })

/**
 * How long it was off nobody knows. A day at most is believed to have passed, as it is where nothing jumped: what is off every
 * night would never be believed again. After longer the patience begins anew.
 */
function overRestart({ believedMs, aheadMs: before, steadyMs }: GuardState, nowMs: number): GuardState {
  const aheadMs = nowMs - believedMs
  if (Math.abs(aheadMs) <= MAX_STEP_MS) return believe(nowMs)
  const grownMs = aheadMs - before
  const isNight = grownMs >= -TREMBLE_MS && grownMs <= MAX_STEP_MS
  return { believedMs, aheadMs, steadyMs: isNight ? steadyMs + Math.max(0, grownMs) : 0 }
}
