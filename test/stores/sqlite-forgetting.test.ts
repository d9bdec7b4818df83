// That nothing of what a forgotten stranger looked like can be found in the bytes of the files, and that the file is not rewritten for it.

import { readFile, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import type { Store } from '../../src/core/ports.ts'
import { openSqliteStore } from '../../src/stores/sqlite.ts'
import { atMinute, reference } from '../contracts/store-fixtures.ts'
import { BY, CONSENT, ofPerson, ofVisitor, visitAt, visitFace, WAITING } from '../contracts/visit-fixtures.ts'
import { bytesIn, runs, storeFile } from './folder.ts'

const NEVER = atMinute(-1e6)
const NOTHING = { faces: NEVER, visits: NEVER, changes: NEVER }
const ALL = Array.from({ length: 12 }, (_, i) => i)
const VISITS = 4
const PAGE_BYTES = 4096

/** What visitors looked like, each visit twice: a better picture takes the place of the first. From far below a page to several. */
const FACES = ALL.map(visitor =>
  Array.from({ length: VISITS * 2 }, (_, i) => {
    const cropBytes = 40 + ((visitor * 1777 + i * 4001) % 12_000)
    return visitFace(`canary ${visitor} ${i}`, { length: i % 3 ? 512 : 128, cropBytes })
  }),
)

const idOf = (visitor: number) => `visitor-${visitor}`
const even = (visitor: number) => visitor % 2 === 0

/** Visitors who come in turn, the even ones early, so that what is forgotten lies among what is kept. */
async function place() {
  const file = await storeFile()
  const [store, other] = [await openSqliteStore(file), await openSqliteStore(file)]
  onTestFinished(async () => {
    await store.close()
    await other.close()
  })
  for (const visitor of ALL) await store.visits.addVisitor({ id: idOf(visitor), firstSeenAt: atMinute(0) })
  for (let better = 0; better < 2; better++)
    for (let i = 0; i < VISITS; i++)
      for (const visitor of ALL) {
        const visit = visitAt(`${visitor}-${i}`, even(visitor) ? 0 : 100, better ? ofVisitor(idOf(visitor)) : WAITING)
        await (visitor % 3 ? store : other).visits.save(visit, FACES[visitor]![i * 2 + better])
      }
  const traces = async (visitors: readonly number[]) => {
    const bytes = await bytesIn(dirname(file))
    const of = (visitor: number) => FACES[visitor]!.flatMap(({ template, crop }) => [...runs(template.vector), ...runs(crop)])
    return visitors.map(visitor => of(visitor).filter(run => bytes.includes(run)).length)
  }
  /** That nothing is left of the one half, and of the other all but what was replaced, or lies across two pages. */
  const expectForgotten = async (forgotten: (visitor: number) => boolean) => {
    expect(await traces(ALL.filter(forgotten))).toEqual(ALL.filter(forgotten).map(() => 0))
    for (const count of await traces(ALL.filter(visitor => !forgotten(visitor)))) expect(count).toBeGreaterThan(VISITS * 9)
  }
  expect(Math.min(...(await traces(ALL)))).toBeGreaterThan(VISITS * 9)
  return { store, file, traces, expectForgotten }
}

const forgetEven = async ({ visits }: Store) => {
  for (const visitor of ALL.filter(even)) await visits.forget(idOf(visitor))
}

test('what a stranger looks like lies in no page that is rebuilt, and leaves copies, when other rows come and go', async () => {
  const { store, file } = await place()
  await store.close()
  const bytes = await readFile(file)
  const ofTrees: string[] = []
  for (let start = 0; start < bytes.length; start += PAGE_BYTES) {
    const page = bytes.subarray(start, start + PAGE_BYTES)
    // The first page begins with the file's header; pages of what overflows begin with the number of the next, below 2 ** 24.
    if ([2, 5, 10, 13].includes(page[start === 0 ? 100 : 0]!)) ofTrees.push(page.toString('latin1'))
  }
  expect(ofTrees.length).toBeGreaterThan(ALL.length * VISITS)
  const trees = ofTrees.join('\n')
  for (const { template, crop } of FACES.flat())
    for (const run of [...runs(template.vector), ...runs(crop)]) expect(trees.includes(run)).toBe(false)
})

test('no byte of a forgotten visitor remains, while two stores are open', async () => {
  const { store, expectForgotten } = await place()
  await forgetEven(store)
  await expectForgotten(even)
})

test('nor of one who was merged, split, named and taken back before', async () => {
  const { store, expectForgotten } = await place()
  const { visits } = store
  for (const visitor of ALL.filter(even)) {
    const { visitor: part } = await visits.split(idOf(visitor), [`${visitor}-1`, `${visitor}-2`], BY)
    await visits.merge(idOf(visitor), [part.id], BY)
    const named = await visits.name(idOf(visitor), { newName: `Name ${visitor}`, consent: CONSENT }, BY)
    await visits.undo(named.change.id)
  }
  await forgetEven(store)
  await expectForgotten(even)
})

test('nor of anybody once all are forgotten', async () => {
  const { store, traces } = await place()
  await store.visits.forgetAll()
  expect(await traces(ALL)).toEqual(ALL.map(() => 0))
})

test('nor of those whose time is over', async () => {
  const { store, expectForgotten } = await place()
  expect(await store.visits.expire({ ...NOTHING, faces: atMinute(50) })).toBe((ALL.length / 2) * VISITS)
  await expectForgotten(even)
})

test('nor when visits are deleted with the face', async () => {
  const { store, expectForgotten } = await place()
  await store.visits.expire({ ...NOTHING, visits: atMinute(50) })
  await expectForgotten(even)
})

test('nor of a visit that turned out to be a person’s', async () => {
  const { store, expectForgotten } = await place()
  const { id } = await store.enrol('Anna', [reference('a')])
  for (const visitor of ALL.filter(even))
    for (let i = 0; i < VISITS; i++) await store.visits.save(visitAt(`${visitor}-${i}`, 0, ofPerson(id)))
  await expectForgotten(even)
})

test('what could undo a name goes when its time is over, and with the person', async () => {
  const { store, traces } = await place()
  const { person } = await store.visits.name(idOf(0), { newName: 'Nora', consent: CONSENT }, BY)
  const before = await traces([0])
  await store.deletePerson(person.id)
  expect([before[0]! > 30, await traces([0])]).toEqual([true, [0]])

  const anna = await store.enrol('Anna', [reference('a')])
  await store.visits.name(idOf(2), { personId: anna.id }, BY)
  for (const { id, source } of await store.references({ personId: anna.id }))
    if (source.startsWith('visitor')) await store.deleteReference(id)
  await store.visits.expire({ ...NOTHING, changes: atMinute(2000) })
  // Photos are wiped when their person is, faces at once.
  await store.deletePerson(anna.id)
  expect(await traces([2])).toEqual([0])
})

test('forgetting does not rewrite the file, nor does looking for what is too old', async () => {
  const { store, file } = await place()
  const { size } = await stat(file)
  await store.visits.forget(idOf(0))
  await store.visits.expire({ ...NOTHING, faces: atMinute(50) })
  // A file written anew has no empty pages.
  expect((await stat(file)).size).toBeGreaterThanOrEqual(size)
  const { mtimeMs } = await stat(file)
  await store.visits.expire({ ...NOTHING, faces: atMinute(50) })
  expect((await stat(file)).mtimeMs).toBe(mtimeMs)
})
