// Damaged files: each is refused, or harmless; never a crash, an empty store or a wrong name.

import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import Database from 'libsql'
import { expect, test } from 'vitest'
import { RostroError } from '../../src/core/errors.ts'
import { dot } from '../../src/core/template.ts'
import { openSqliteStore } from '../../src/stores/sqlite.ts'
import { randomOf, reference, SPACE } from '../contracts/store-fixtures.ts'
import { visitAt, visitFace, WAITING } from '../contracts/visit-fixtures.ts'
import { storeFile } from './folder.ts'
import { numberedPerson } from './numbered-person.ts'
import { referencesIn } from '../fixtures/enrolled.ts'

const PEOPLE = Array.from({ length: 30 }, (_, i) => numberedPerson('Person', i))
const PAGE_BYTES = 4096

test('random bytes, a garbage header, a truncated and an empty file are refused and left as they are', async () => {
  const whole = await storeBytes()
  const random = randomOf('garbage')
  const garbage = Buffer.from(Array.from({ length: 10_000 }, () => 256 * random()))
  const damaged: Buffer[] = [garbage, Buffer.concat([garbage.subarray(0, 100), whole.subarray(100)]), Buffer.alloc(0)]
  for (const part of [0.001, 0.3, 0.5, 0.99]) damaged.push(whole.subarray(0, Math.floor(whole.length * part)))
  for (const bytes of damaged) {
    const file = await fileOf(bytes)
    expect(await survey(file)).toBe('store_corrupt')
    expect(Buffer.compare(await readFile(file), bytes)).toBe(0)
  }
})

test('a page of zeros is noticed, wherever it is', async () => {
  const whole = await storeBytes()
  const file = await fileOf(whole)
  for (let page = 0; page < whole.length / PAGE_BYTES; page++) {
    const bytes = Buffer.from(whole).fill(0, page * PAGE_BYTES, (page + 1) * PAGE_BYTES)
    await writeFile(file, bytes)
    expect(['store_corrupt', 'harmless'], `page ${page}`).toContain(await survey(file))
  }
})

test('a flipped bit is noticed or harmless', async () => {
  const seed = process.env['SEED'] ?? String(Date.now())
  console.log(`bit flips: SEED=${seed}`)
  const random = randomOf(seed)
  const whole = await storeBytes()
  const answers = new Map<string, number>()
  for (let flip = 0; flip < 50; flip++) {
    const bytes = Buffer.from(whole)
    const offset = Math.floor(random() * bytes.length)
    bytes[offset]! ^= 1 << Math.floor(random() * 8)
    const answer = await survey(await fileOf(bytes))
    expect(['store_corrupt', 'store_newer', 'harmless'], `offset ${offset}`).toContain(answer)
    answers.set(answer, (answers.get(answer) ?? 0) + 1)
  }
  console.log('bit flips:', Object.fromEntries(answers))
})

test('a text that is none is refused, and does not end the process', async () => {
  const file = await storeFile()
  const store = await openSqliteStore(file)
  await store.enrol('Anna', [reference('anna')])
  await store.close()
  for (const column of ['people.name', 'refs.source']) {
    const [table, name] = column.split('.')
    const damaged = await fileOf(await readFile(file))
    const db = new Database(damaged)
    db.exec(`update ${table} set ${name} = cast(x'41ff' as text)`)
    db.close()
    expect(await survey(damaged), column).toBe('store_corrupt')
  }
})

test('a damaged face of a stranger is left out of what is compared, and no place goes unwatched for it', async () => {
  const file = await storeFile()
  const store = await openSqliteStore(file)
  for (const [i, id] of ['1', '2', '3'].entries()) await store.visits.save(visitAt(id, i, WAITING), visitFace(id))
  const db = new Database(file)
  db.exec(`update visit_faces set vector = zeroblob(length(vector)) where visit_id = '2'`)
  db.close()
  const remembered = await store.visits.remembered(SPACE, { limit: 2 })
  expect(remembered.map(({ visitId }) => visitId)).toEqual(['1', '3'])
  await expect(store.visits.face('2')).rejects.toMatchObject({ code: 'store_corrupt' })
  await store.close()
})

/** The bytes of a store with PEOPLE in it. */
async function storeBytes(): Promise<Buffer> {
  const file = await storeFile()
  const store = await openSqliteStore(file)
  for (const { name, references } of PEOPLE) await store.enrol(name, references)
  await store.close()
  return readFile(file)
}

async function fileOf(bytes: Buffer): Promise<string> {
  const file = await storeFile()
  await mkdir(dirname(file))
  await writeFile(file, bytes)
  return file
}

/** Reads everything: the code it was refused with, 'harmless' when nobody got another's face or name, else what was wrong. */
async function survey(file: string): Promise<string> {
  try {
    const store = await openSqliteStore(file)
    try {
      const people = new Map((await store.people()).map(person => [person.id, person.name]))
      if (people.size !== PEOPLE.length) return `${people.size} people`
      for (const { personId, template, source } of await referencesIn(store, SPACE)) {
        const given = PEOPLE.find(({ name }) => name === people.get(personId))?.references
        const own = given?.some(reference => dot(reference.template.vector, template.vector) > 0.99)
        if (!own) return `a wrong face or name: ${source}`
      }
      return 'harmless'
    } finally {
      await store.close()
    }
  } catch (error) {
    return error instanceof RostroError ? error.code : String(error)
  }
}
