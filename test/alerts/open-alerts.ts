// A real outbox of its own for a test, and a way to be in its way.

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
}

export async function openAlerts(): Promise<OpenAlerts> {
  const file = await storeFile()
  const store = await openSqliteStore(file, { busyTimeoutMs: 0 })
  const other = new Database(file)
  onTestFinished(async () => {
    other.close()
    await store.close()
  })
  return {
    alerts: store.alerts,
    lock: () => other.exec('begin immediate'),
    unlock: () => other.exec('rollback'),
  }
}
