// Waits for SQLite's locks without blocking the thread, as SQLite's own waiting would.

import { setTimeout } from 'node:timers/promises'
import { RostroError } from '../core/errors.ts'
import { explainSqlite } from './sqlite-errors.ts'

const RETRY_MS = 2

/** Repeats what another connection's lock stopped. @throws RostroError store_busy, and whatever else it fails with */
export async function untilFree<T>(work: () => Promise<T>, file: string, timeoutMs: number): Promise<T> {
  const end = performance.now() + timeoutMs
  for (;;) {
    try {
      return await work()
    } catch (thrown) {
      const error = explainSqlite(thrown, file)
      const busy = error instanceof RostroError && error.code === 'store_busy'
      if (!busy || performance.now() >= end) throw error
    }
    await setTimeout(RETRY_MS)
  }
}
