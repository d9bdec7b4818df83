// A way out for alerts, and what it needs of time. Knows no particular way.

import type { Alert, Named } from './rule.ts'

export interface Presence extends Named {
  /** How many are before this camera. */
  readonly present: number
}

export interface Sink {
  /** Resolves once the receiver has it. @throws Error whose message says why it has not, without secrets */
  deliver(alert: Alert): Promise<void>
  /** All cameras there are, whenever something about them changed. */
  showPresence?(cameras: readonly Presence[]): void
  /** @param gone the target was deleted: take back what was announced in its name */
  close(gone?: boolean): Promise<void>
}

/** Time, so that tests can move it. */
export interface Clock {
  now(): Date
  /** @returns what calls it off */
  after(ms: number, run: () => void): () => void
}

export const systemClock: Clock = {
  now: () => new Date(),
  after(ms, run) {
    const timer = setTimeout(run, ms)
    timer.unref()
    return () => {
      clearTimeout(timer)
    }
  },
}
