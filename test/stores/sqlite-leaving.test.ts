// What names somebody in more events than one statement looks through: all of it goes when they are deleted, and changes hands when they are merged.

import Database from 'libsql'
import { expect, onTestFinished, test } from 'vitest'
import { openSqliteStore } from '../../src/stores/sqlite.ts'
import { faceEvent, reference } from '../contracts/store-fixtures.ts'
import { storeFile } from './folder.ts'

const COPIES = 700

/** Events of Anna and of Ben, each of whom looks a little like Anna, or Cleo. */
async function place() {
  const file = await storeFile()
  const first = await openSqliteStore(file)
  const [anna, ben, cleo] = await Promise.all(['Anna', 'Ben', 'Cleo'].map(name => first.enrol(name, [reference(name)])))
  await first.events.save(faceEvent('of-anna', anna, { others: [ben!] }))
  await first.events.save(faceEvent('of-ben', ben, { others: [anna!] }))
  await first.events.save(faceEvent('of-ben-and-cleo', ben, { others: [cleo!] }))
  await first.close()
  const database = new Database(file)
  const columns = database.prepare('pragma table_info(events)').all() as { name: string }[]
  const others = columns.map(({ name }) => name).filter(name => name !== 'id')
  const copies = `with recursive n(i) as (select 1 union all select i + 1 from n where i < ${COPIES})`
  database.exec(
    `insert into events (id, ${others.join()}) ${copies} select hex(randomblob(8)) || '-' || id, ${others.join()} from events, n`,
  )
  database.close()
  const store = await openSqliteStore(file)
  onTestFinished(() => store.close())
  const named = async () => {
    const { items } = await store.events.list({}, { limit: 4 * COPIES })
    const counts = new Map<string, number>()
    for (const { decision } of items) {
      const names = [decision.candidate, ...decision.candidates].map(candidate => candidate?.name ?? '-').join(' ')
      counts.set(names, (counts.get(names) ?? 0) + 1)
    }
    return Object.fromEntries(counts)
  }
  expect(await named()).toEqual({ 'Anna Anna Ben': COPIES + 1, 'Ben Ben Anna': COPIES + 1, 'Ben Ben Cleo': COPIES + 1 })
  return { store, named, annaId: anna!.id, benId: ben!.id, cleoId: cleo!.id }
}

test('of somebody who is deleted', async () => {
  const { store, named, annaId } = await place()
  await store.deletePerson(annaId)
  expect(await named()).toEqual({ 'Ben Ben': COPIES + 1, 'Ben Ben Cleo': COPIES + 1 })
})

test('of somebody who turned out to be another', async () => {
  const { store, named, annaId, cleoId } = await place()
  await store.merge(annaId, cleoId)
  expect(await named()).toEqual({ 'Cleo Cleo Ben': COPIES + 1, 'Ben Ben Cleo': 2 * (COPIES + 1) })
})
