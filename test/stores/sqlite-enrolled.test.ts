// Reading everybody some people at a time: all of them, in bounded parts, and others have their turn in between.

import { crc32 } from 'node:zlib'
import { expect, onTestFinished, test } from 'vitest'
import type { Enrolled } from '../../src/core/ports.ts'
import { openRawStore } from '../../src/stores/raw-store.ts'
import { openSqliteStore } from '../../src/stores/sqlite.ts'
import { atMinute, reference, SPACE } from '../contracts/store-fixtures.ts'
import { storeFile } from './folder.ts'

const PEOPLE = 2500

/** The first 500 have 0, 1, 2, 3 or 4 photos. */
async function crowd() {
  const file = await storeFile()
  const store = await openSqliteStore(file)
  onTestFinished(() => store.close())
  const raw = await openRawStore(file)
  const ids = Array.from({ length: PEOPLE }, (_, n) => `p${(n * 7919) % 100_003}`)
  await raw.write(async db => {
    for (const [n, id] of ids.entries()) {
      const name = `Person ${n}`
      await db
        .insertInto('people')
        .values({ id, name, name_key: name.toLowerCase(), folded_name: name.toLowerCase(), created_at: n })
        .execute()
      for (let photo = 0; n < 500 && photo < n % 5; photo++) {
        const { template, crop } = reference(`${n} ${photo}`)
        const vector = new Uint8Array(template.vector.buffer)
        const row = { id: `${n} ${photo}`, person_id: id, space: SPACE, quality: 50, source: `${photo}`, created_at: n }
        await db
          .insertInto('refs')
          .values({ ...row, vector, vector_crc: crc32(vector), crop, correction_event: null })
          .execute()
      }
    }
  })
  await raw.close()
  return { store, ids }
}

test('everybody comes once with all photos, in parts of some milliseconds, and others have their turn in between', async () => {
  const { store, ids } = await crowd()
  await store.deletePersonLater(ids[4]!, atMinute(0))
  let turns = 0
  const turn = setInterval(() => turns++, 0)
  const parts: (readonly Enrolled[])[] = []
  for await (const part of store.enrolled({ space: SPACE })) parts.push(part)
  clearInterval(turn)
  const all = parts.flat()
  expect(new Set(all.map(({ person }) => person.id))).toEqual(new Set(ids.filter((_, n) => n !== 4)))
  expect(all.length).toBe(PEOPLE - 1)
  for (const { person, references } of all) {
    const n = Number(person.name.slice(7))
    expect(references.map(({ id }) => id)).toEqual(n < 500 ? Array.from({ length: n % 5 }, (_, photo) => `${n} ${photo}`) : [])
  }
  const photosIn = (part: readonly Enrolled[]) => part.reduce((sum, { references }) => sum + references.length, 0)
  expect(Math.max(...parts.map(photosIn))).toBeLessThanOrEqual(100)
  expect(Math.max(...parts.map(({ length }) => length))).toBeLessThanOrEqual(100)
  expect(turns).toBeGreaterThan(0)
})

test('of those asked for come those who can be seen', async () => {
  const { store, ids } = await crowd()
  await store.deletePersonLater(ids[0]!, atMinute(0))
  const wanted = [...ids.slice(0, 450), 'nobody']
  const found: string[] = []
  for await (const part of store.enrolled({ space: SPACE, personIds: wanted })) found.push(...part.map(({ person }) => person.id))
  expect(found.sort()).toEqual(ids.slice(1, 450).sort())
  const there: string[] = []
  for await (const part of store.personIds()) there.push(...part)
  expect(there).toEqual(ids.slice(1).sort())
})
