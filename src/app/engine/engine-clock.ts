// Time as the engine sees it: given in, so that tests move it by hand.

import { setTimeout as delay } from 'node:timers/promises'
import type { MonotonicClock } from '../../core/ports.ts'

export interface EngineClock {
  readonly monotonic: MonotonicClock
  /** The time of day, for what people read. */
  now(): Date
  /** Calls `work` every so often until the function it returns is called. Keeps no process alive. */
  every(ms: number, work: () => void): () => void
  /** Resolves after `ms`, or at once when the signal aborts. */
  wait(ms: number, signal: AbortSignal): Promise<void>
}

export const createSystemClock = (): EngineClock => ({
  monotonic: () => performance.now(),
  now: () => new Date(),
  every(ms, work) {
    const timer = setInterval(work, ms)
    timer.unref()
    return () => {
      clearInterval(timer)
    }
  },
  wait: (ms, signal) => delay(ms, undefined, { signal }).catch(() => {}), // Aborted: whoever waits looks at the signal.
})
