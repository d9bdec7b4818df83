// A real outbox of its own for a test, and a way to be in its way.

import { setImmediate } from 'node:timers/promises'
import Database from 'libsql'
import { onTestFinished } from 'vitest'
import type { Alerts } from '../../src/core/alerts.ts'
import { openSqliteStore } from '../../src/stores/sqlite.ts'
import { storeFile } from '../stores/folder.ts'

export interface OpenAlerts {
  readonly alerts: Alerts
  /** From now on nothing can be written. */
  readonly lock: () => void
  readonly unlock: () => void
  /** Lets everything happen that waits for nothing but the outbox. */
  readonly settled: () => Promise<void>
}

/** Turns of the event loop in which nothing was asked of the outbox, after which nothing more is expected. */
const QUIET_TURNS = 50

export async function openAlerts(): Promise<OpenAlerts> {
  const file = await storeFile()
  const store = await openSqliteStore(file, { busyTimeoutMs: 0 })
  const other = new Database(file)
  onTestFinished(async () => {
    other.close()
    await store.close()
  })
  let asked = 0
  const alerts = new Proxy(store.alerts, {
    get(target, key) {
      const value: unknown = Reflect.get(target, key)
      if (typeof value !== 'function') return value
      return async (...given: unknown[]) => {
        asked++
        try {
          return await (value.apply(target, given) as Promise<unknown>)
        } finally {
          asked--
        }
      }
    },
  })
  return {
    alerts,
    settled: async () => {
      for (let quiet = 0; quiet < QUIET_TURNS; quiet = asked === 0 ? quiet + 1 : 0) await setImmediate()
    },
    lock: () => other.exec('begin immediate'),
    unlock: () => other.exec('rollback'),
  }
}
