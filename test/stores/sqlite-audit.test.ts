// That whoever changes the audit behind Rostro's back is found out.

import Database from 'libsql'
import { expect, onTestFinished, test } from 'vitest'
import { openSqliteStore } from '../../src/stores/sqlite.ts'
import { atMinute } from '../contracts/store-fixtures.ts'
import { storeFile } from './folder.ts'

/** More than are read at once. */
const ENTRIES = 1002

test.each([
  ['an entry that was edited', `update audit set detail = '{}' where sequence = 500`, 500],
  ['one said to be of another account', `update audit set done_by = 'Max' where sequence = 1`, 1],
  ['one moved in time', 'update audit set at = at + 1 where sequence = 1002', 1002],
  ['one that was taken out', 'delete from audit where sequence = 500', 501],
  ['the first one taken off', 'delete from audit where sequence = 1', 2],
  ['the last one taken off', 'delete from audit where sequence = 1002', 1002],
  ['all of them taken off', 'delete from audit', 1],
  [
    'two that changed places',
    `update audit set sequence = -1 where sequence = 7; update audit set sequence = 7 where sequence = 8;
     update audit set sequence = 8 where sequence = -1`,
    7,
  ],
  [
    'one made up at the end',
    `insert into audit select 1003, at, done_by, action, detail, hash from audit where sequence = 1002`,
    1003,
  ],
])('the audit finds %s', async (_, tampering, found) => {
  const file = await storeFile()
  const store = await openSqliteStore(file)
  onTestFinished(() => store.close())
  const add = (i: number) => store.audit.add({ at: atMinute(i), by: 'Olga', action: 'test', detail: JSON.stringify({ i }) })
  for (let i = 0; i < ENTRIES; i++) await add(i)
  expect(await store.audit.verify()).toBeUndefined()
  const db = new Database(file)
  db.exec(tampering)
  db.close()
  expect(await store.audit.verify()).toBe(found)
})
