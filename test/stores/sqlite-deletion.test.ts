// That nothing of a deleted person can be found in the bytes of the files.

import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { readdir, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import type { NewReference, Store } from '../../src/core/ports.ts'
import type { EmbeddedFace } from '../../src/core/records.ts'
import type { EmbeddingSpace } from '../../src/core/types.ts'
import { openSqliteStore } from '../../src/stores/sqlite.ts'
import { decisionOf } from '../contracts/store-doors.ts'
import { atMinute, faceEvent, reference } from '../contracts/store-fixtures.ts'
import { compiled } from './compiled.ts'
import { bytesIn, runs, storeFile } from './folder.ts'

const PEOPLE = Array.from({ length: 60 }, (_, i) => {
  const name = `Canary${String(i * 7919).padStart(6, '0')}`
  // Crops from far below a page of the file to several.
  const references = [0, 1, 2].map(j =>
    reference(`${name}-${j}`, { length: 512, cropBytes: 40 + ((i * 1777 + j * 4001) % 20_000) }),
  )
  return { name, references }
})

test('no byte of a deleted person remains in any file, while the store is open', async () => {
  const file = await storeFile()
  const store = await openSqliteStore(file)
  const other = await openSqliteStore(file)
  for (const { name, references } of PEOPLE) await store.enrol(name, references.slice(0, 2))
  for (const { name, references } of PEOPLE) await store.addReferences((await other.findPerson(name))!.id, references.slice(2))
  const before = await bytesIn(dirname(file))
  for (const person of PEOPLE) expect(tracesOf(person, before).length, person.name).toBeGreaterThan(6)

  const [deleted, kept] = [PEOPLE.filter((_, i) => i % 3 !== 0), PEOPLE.filter((_, i) => i % 3 === 0)]
  for (const { name } of deleted) await store.deletePerson((await store.findPerson(name))!.id)
  const after = await bytesIn(dirname(file))
  for (const person of deleted) expect(tracesOf(person, after), person.name).toEqual([])
  for (const person of kept) expect(tracesOf(person, after).length, person.name).toBeGreaterThan(6)
  await other.close()
  await store.close()
})

test('deleting takes no memory for what else is in the store, and leaves nothing beside it', async () => {
  const file = await storeFile()
  const store = await openSqliteStore(file)
  await store.enrol('Anna', [reference('a')])
  for (const name of ['Bea', 'Carl', 'Dora', 'Emil'])
    await store.enrol(
      name,
      Array.from({ length: 100 }, (_, i) => ({ ...reference(`${name}-${i}`), crop: new Uint8Array(100_000) })),
    )
  await store.close()
  const { size } = await stat(file)
  expect(size).toBeGreaterThan(40e6)
  const deleter = await compiled(new URL('deleter.ts', import.meta.url))
  const { stdout } = await promisify(execFile)(process.execPath, [deleter, file, 'Anna'])
  expect(Number(stdout)).toBeLessThan(size / 2)
  // A process that ends sooner than the connection which rewrote the file leaves SQLite's log there, with nothing in it.
  expect((await readdir(dirname(file))).filter(name => !/^people\.db(-wal|-shm)?$/.test(name))).toEqual([])
  expect(existsSync(`${file}-wal`) ? (await stat(`${file}-wal`)).size : 0).toBe(0)
})

test('a gallery written down beside the store goes with whoever is deleted, and nothing else does', async () => {
  const file = await storeFile()
  const store = await openSqliteStore(file)
  const { id } = await store.enrol('Anna', [reference('a')])
  const folder = dirname(file)
  const beside = ['gallery-0123.snapshot', 'gallery-0123.snapshot.draft', 'holiday.snapshot']
  for (const name of beside) await writeFile(join(folder, name), 'Anna')
  await store.rename(id, 'Anne')
  expect(await readdir(folder)).toEqual(expect.arrayContaining(beside))
  await store.deletePerson(id)
  expect((await readdir(folder)).filter(name => name.includes('snapshot'))).toEqual(['holiday.snapshot'])
  await store.close()
})

test('no byte of a name remains once it is merged away', async () => {
  const file = await storeFile()
  const store = await openSqliteStore(file)
  const { id } = await store.enrol('Anna', [reference('a')])
  const merged = await store.enrol('FormerlyKnownAs', [reference('b')])
  await store.rename(merged.id, 'MergedAway')
  await store.merge(merged.id, id)
  expect(/formerlyknownas|mergedaway/i.exec(await bytesIn(dirname(file)))).toBeNull()
  await store.close()
})

test('nor does the id of whoever was merged, moved away from, purged or deleted, though everybody is told that somebody went', async () => {
  const file = await storeFile()
  const store = await openSqliteStore(file)
  const enrol = async (name: string) => (await store.enrol(name, [reference(name)])).id
  const stays = await enrol('Anna')
  const version = await store.version()
  const [merged, emptied, purged, deleted] = [await enrol('Bert'), await enrol('Cleo'), await enrol('Dora'), await enrol('Emil')]
  await store.rename(deleted, 'Emile')
  await store.merge(merged, stays)
  const photos = await store.references({ personId: emptied })
  await store.moveReferences(
    photos.map(({ id }) => id),
    { personId: stays },
  )
  await store.deletePersonLater(purged, atMinute(0))
  await store.purgePeople(atMinute(1))
  await store.deletePerson(deleted)
  const bytes = await bytesIn(dirname(file))
  expect([merged, emptied, purged, deleted].filter(id => bytes.includes(id))).toEqual([])
  expect(bytes.includes(stays)).toBe(true)
  expect(await store.changedSince(version)).toEqual({ ids: [stays], areSomeGone: true })
  await store.close()
})

test('nor does any of their events, their faces refused for others, and what they agreed to', async () => {
  const file = await storeFile()
  const store = await openSqliteStore(file)
  const [gone, double] = PEOPLE as [(typeof PEOPLE)[0], (typeof PEOPLE)[0]]
  const shots = [0, 1, 2].map(i => reference(`${gone.name} seen ${i}`, { length: 512, cropBytes: 5000 }))
  const consent = { text: `I, ${gone.name}, agree.`, givenAt: atMinute(0), takenBy: 'Olga' }
  const person = await store.enrol(gone.name, gone.references, consent)
  const other = await store.enrol(double.name, double.references)
  await store.events.save(faceEvent('decided', person), shots[0])
  await store.events.save(faceEvent('mistaken', other), shots[1])
  const correction = { kind: 'is', personId: person.id, at: atMinute(1), by: 'Olga' } as const
  await store.events.correct('mistaken', correction, shots[1])
  for (let i = 0; i < 50; i++) await store.events.save(faceEvent(`beside ${i}`, other, { others: [person] }))
  await store.events.save(faceEvent('better', person), shots[0])
  await store.events.save(faceEvent('better', person), shots[2])
  const further = await embedElsewhere(store, ['decided', 'mistaken', 'better'], double.references.length)
  const traces = async () => {
    const bytes = await bytesIn(dirname(file))
    const words = [person.id, ...tracesOf({ name: gone.name, references: [...gone.references, ...shots, ...further] }, bytes)]
    return words.filter(word => bytes.includes(word))
  }
  expect((await traces()).length).toBeGreaterThan(30)

  await store.deletePersonLater(person.id, atMinute(2))
  await store.purgePeople(atMinute(2))
  expect(await traces()).toEqual([])
  expect((await store.events.list({ personId: other.id }, { limit: 1 })).total).toBe(50)
  await store.close()
})

test('nor do groups and alerts name who was deleted', async () => {
  const file = await storeFile()
  const store = await openSqliteStore(file)
  const { id } = await store.enrol('Anna', [reference('a')])
  await store.groups.add({ name: 'Staff', personIds: [id], allowed: [] })
  const rule = { name: 'CanaryOfAnna came', who: { kind: 'person', personId: id } }
  await store.alerts.putRule({ id: 'hers', body: JSON.stringify(rule) })
  for (let i = 0; i < 200; i++) {
    const [ruleId, name] = i % 2 ? ['hers', rule.name] : ['all', 'Whoever came']
    const body = JSON.stringify({ kind: 'arrived', rule: { id: ruleId, name }, personId: id, visitId: `v${i}` })
    await store.alerts.add([{ id: `n${i}`, at: atMinute(i), body, once: `${ruleId}/person:${id}/v${i}` }])
  }
  await store.deletePerson(id)
  const bytes = await bytesIn(dirname(file))
  expect([id, 'CanaryOfAnna'].filter(word => bytes.includes(word))).toEqual([])
  expect(await store.alerts.since(0, 1000)).toHaveLength(100)
  await store.close()
})

test('nor is left what somebody showed at a door; the log of it names nobody', async () => {
  const file = await storeFile()
  const store = await openSqliteStore(file)
  const { id } = await store.enrol('CanaryAnna', [reference('a')])
  for (let i = 0; i < 50; i++) {
    await store.doors.addFactor({ id: `f${i}`, personId: id, kind: 'pin', secret: `CanarySecret${i}`, createdAt: atMinute(i) })
  }
  const inside = [{ personId: id, area: 'CanaryArea', inside: true }]
  await store.doors.note({ at: atMinute(0), decision: decisionOf({ personId: id }), inside })
  await store.deletePerson(id)
  expect(/canary\w*/i.exec(await bytesIn(dirname(file)))).toBeNull()
  await store.close()
})

/** Gives refused faces, shots, and photos but those of the second person, so many, a template in a further space each. */
async function embedElsewhere(store: Store, eventIds: readonly string[], others: number): Promise<NewReference[]> {
  const space = 'elsewhere@1' as EmbeddingSpace
  const made: NewReference[] = []
  const keep = async (of: EmbeddedFace['of'], id: string) => {
    const face = reference(`${of} ${id} elsewhere`, { space, length: 512 })
    await store.templates.keep([{ of, id, template: face.template, quality: 50 }])
    // The crop and the source are nowhere in the file.
    made.push({ ...face, crop: new Uint8Array(face.template.vector.buffer), source: 'no source' })
  }
  for (const id of eventIds) await keep('shot', id)
  for (const of of ['reference', 'refusal'] as const) {
    const faces = await store.templates.toEmbed(of, space, { after: 0, limit: 99 })
    for (const { id } of of === 'reference' ? faces.filter((_, i) => i < 3 || i >= 3 + others) : faces) await keep(of, id)
  }
  return made
}

/** What of a person is in the bytes: name in either case, file names, runs of 16 bytes of vectors and crops. */
function tracesOf({ name, references }: { name: string; references: readonly NewReference[] }, bytes: string): string[] {
  const words = [name, name.toLowerCase()]
  for (const { template, crop, source } of references) {
    words.push(source, ...runs(template.vector), ...runs(crop))
  }
  return words.filter(word => bytes.includes(word))
}
