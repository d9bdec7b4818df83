import { join } from 'node:path'
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest'
import { fakeStore, referenceOf } from '../../test/fakes/store.ts'
import { probe, SPACE } from '../../test/fixtures/templates.ts'
import { temporaryFolder } from '../../test/fixtures/temporary-folder.ts'
import type { KeptEvent } from '../core/records.ts'
import { mobile } from '../models/packs/declared/mobile.ts'
import { openSqliteStore } from '../stores/sqlite.ts'
import { openLiveGallery } from './live-gallery.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

async function open(onProblem: (error: unknown) => void = () => {}) {
  const store = fakeStore()
  await store.enrol('Anna', [referenceOf(probe([1]))])
  const gallery = await openLiveGallery(store, mobile, SPACE, onProblem)
  onTestFinished(() => {
    gallery.close()
  })
  return { store, gallery, names: () => gallery.byMean(probe([0.6, 0.7]), 5).map(c => c.name) }
}

test('people in the store are there from the start', async () => {
  const { gallery, names } = await open()
  expect([gallery.size, names()]).toEqual([1, ['Anna']])
  expect(gallery.byReference(probe([1]), 5).map(c => c.name)).toEqual(['Anna'])
})

test('who is registered by somebody else is there within two seconds', async () => {
  const { store, names } = await open()
  await store.enrol('Bert', [referenceOf(probe([0, 1]))])
  await vi.advanceTimersByTimeAsync(2000)
  expect(names()).toEqual(['Bert', 'Anna'])
})

test('a store that does not change is asked but not read', async () => {
  const { store } = await open()
  await vi.advanceTimersByTimeAsync(60_000)
  expect(store.reads).toBe(1)
})

test('while the store cannot be read the people read last stay, and the problem is told', async () => {
  const problems: unknown[] = []
  const { store, names } = await open(problem => problems.push(problem))
  store.broken = new Error('disk gone')
  await vi.advanceTimersByTimeAsync(1000)
  expect(names()).toEqual(['Anna'])
  expect(problems).toContain(store.broken)
  store.broken = undefined
  await store.enrol('Bert', [referenceOf(probe([0, 1]))])
  await vi.advanceTimersByTimeAsync(1000)
  expect(names()).toEqual(['Bert', 'Anna'])
})

test('refreshing sees a change made just before, even while an older look is still under way', async () => {
  const { store, gallery, names } = await open()
  let release = () => {}
  store.held = new Promise(resolve => {
    release = resolve
  })
  const older = gallery.refresh()
  await store.enrol('Bert', [referenceOf(probe([0, 1]))])
  const newer = gallery.refresh()
  store.held = undefined
  release()
  await Promise.all([older, newer])
  expect(names()).toEqual(['Bert', 'Anna'])
})

test('a closed gallery asks no more', async () => {
  const { store, gallery } = await open()
  gallery.close()
  await store.enrol('Bert', [referenceOf(probe([0, 1]))])
  await vi.advanceTimersByTimeAsync(5000)
  expect(store.reads).toBe(1)
})

test('a store that cannot be read at the start is an error', async () => {
  const store = fakeStore()
  store.broken = new Error('disk gone')
  await expect(openLiveGallery(store, mobile, SPACE, () => {})).rejects.toBe(store.broken)
})

test('the threshold rises with every person registered, and follows what was chosen', async () => {
  const { store, gallery } = await open()
  const alone = gallery.threshold
  await store.enrol('Bert', [referenceOf(probe([0, 1]))])
  await vi.advanceTimersByTimeAsync(2000)
  const both = gallery.threshold
  expect(both).toBeGreaterThan(alone)
  expect(gallery.operatingPoint()).toMatchObject({ threshold: both, people: 2, chosenBy: 'default' })
  gallery.aimFor({ wrongNames: { per: 'stranger', share: 0.05 } })
  expect(gallery.threshold).toBeLessThan(alone)
  expect(gallery.operatingPoint({ threshold: 0.7 }).threshold).toBe(0.7)
  expect(gallery.operatingPoint().chosenBy).toBe('wrong_names')
})

test('unknown faces of the timeline move the threshold within minutes, without anybody being registered', async () => {
  const { store, gallery } = await open()
  const before = gallery.operatingPoint()
  expect(before.site.weight).toBe(0)
  const decision = { candidates: [{ personId: 'p0', name: 'Anna', similarity: 0.25, rank: 1 }] }
  const items = Array.from({ length: 300 }, () => ({ decision }) as unknown as KeptEvent)
  store.events.list = () => Promise.resolve({ items, next: undefined, total: items.length })
  await vi.advanceTimersByTimeAsync(11 * 60_000)
  expect(gallery.operatingPoint().site.weight).toBeGreaterThan(0.5)
  expect(gallery.threshold).toBeGreaterThan(before.threshold)
})

test('when somebody is registered they alone are read, and everybody stays comparable', async () => {
  const { store, names } = await open()
  await store.enrol('Bert', [referenceOf(probe([0, 1]))])
  await vi.advanceTimersByTimeAsync(1000)
  expect(names()).toEqual(['Bert', 'Anna'])
  await store.addReferences('p1', [referenceOf(probe([0, 0, 1]))])
  await vi.advanceTimersByTimeAsync(1000)
  expect(store.reads).toBe(1)
})

test('who is merged, moved or deleted for good is so within a second, and nobody else is read', async () => {
  vi.useRealTimers()
  const store = await openSqliteStore(join(await temporaryFolder(), 'rostro.db'))
  onTestFinished(() => store.close())
  const [anna, bert, cleo, dora] = [
    await store.enrol('Anna', [referenceOf(probe([1]))]),
    await store.enrol('Bert', [referenceOf(probe([0, 1]))]),
    await store.enrol('Cleo', [referenceOf(probe([0, 0, 1])), referenceOf(probe([0, 0, 0.9, 0.1]))]),
    await store.enrol('Dora', [referenceOf(probe([0, 0, 0, 0, 1]))]),
  ]
  const asked: (readonly string[] | undefined)[] = []
  const enrolled = store.enrolled.bind(store)
  store.enrolled = of => {
    asked.push(of.personIds)
    return enrolled(of)
  }
  const gallery = await openLiveGallery(store, mobile, SPACE, () => {})
  onTestFinished(() => {
    gallery.close()
  })
  const whoIs = async (...cosines: number[]) => {
    await gallery.refresh()
    const [first] = gallery.byReference(probe(cosines), 1)
    return first && first.similarity > 0.9 ? first.name : undefined
  }
  expect(await whoIs(0, 1)).toBe('Bert')
  await store.merge(bert.id, anna.id)
  expect([await whoIs(0, 1), await whoIs(1)]).toEqual(['Anna', 'Anna'])
  const [photo] = await store.references({ personId: cleo.id })
  await store.moveReferences([photo!.id], { newName: 'Emil' })
  expect([await whoIs(0, 0, 1), await whoIs(0, 0, 0.9, 0.1)]).toEqual(['Emil', 'Cleo'])
  await store.deletePerson(dora.id)
  expect([await whoIs(0, 0, 0, 0, 1), gallery.size]).toEqual([undefined, 3])
  const emil = (await store.findPerson('Emil'))!
  expect(asked).toEqual([undefined, [anna.id], expect.arrayContaining([emil.id, cleo.id]), []])
})

test('whoever has left the store is nobody any more, and a store that cannot tell who changed is read anew', async () => {
  const { store, names } = await open()
  await store.enrol('Bert', [referenceOf(probe([0, 1]))])
  await vi.advanceTimersByTimeAsync(1000)
  const find = store.findPerson.bind(store)
  store.findPerson = id => (id === 'p0' ? Promise.resolve(undefined) : find(id))
  await store.addReferences('p0', [])
  await vi.advanceTimersByTimeAsync(1000)
  expect(names()).toEqual(['Bert'])
  store.changedSince = () => Promise.resolve(undefined)
  await store.addReferences('p0', [])
  await vi.advanceTimersByTimeAsync(1000)
  expect([store.reads, names()]).toEqual([2, ['Bert', 'Anna']])
})
