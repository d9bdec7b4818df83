import Database from 'libsql'
import { expect, test } from 'vitest'
import { BY, comes } from '../../../test/contracts/visit-fixtures.ts'
import { storeFile } from '../../../test/stores/folder.ts'
import { openSqliteStore } from '../../stores/sqlite.ts'
import { createVisitorActions } from './visitor-actions.ts'

test('who was forgotten is on record, also while another process can still read old copies', async () => {
  const file = await storeFile()
  const store = await openSqliteStore(file, { busyTimeoutMs: 0 })
  await comes(store, 'v', 2)
  const reader = new Database(file)
  reader.exec('begin')
  reader.prepare('select count(*) from visits').get()
  const actions = createVisitorActions(store)
  await expect(actions.forget('v', BY)).rejects.toMatchObject({ code: 'store_busy' })
  expect(await store.visits.findVisitor('v')).toBeUndefined()
  reader.close()
  await expect(actions.forget('v', BY)).rejects.toMatchObject({ code: 'visitor_not_found' })
  const { items } = await store.audit.list({ limit: 10 })
  expect(items.map(({ action }) => action)).toEqual(['visitor_forgotten'])
  await store.close()
})
