// Waits for locks by asking again: SQLite's own waiting blocks the thread, and a server's makes others wait behind who waits.

import { setTimeout } from 'node:timers/promises'
import { RostroError } from '../core/errors.ts'

const RETRY_MS = 2

/** Repeats what another connection's lock stopped. @throws RostroError store_busy, and whatever else it fails with */
export async function untilFree<T>(work: () => Promise<T>, timeoutMs: number, pauseMs = RETRY_MS): Promise<T> {
  const end = performance.now() + timeoutMs
  for (;;) {
    try {
      return await work()
    } catch (error) {
      const busy = error instanceof RostroError && error.code === 'store_busy'
      if (!busy || performance.now() >= end) throw error
    }
    await setTimeout(pauseMs)
  }
}
