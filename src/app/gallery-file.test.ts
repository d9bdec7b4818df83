import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest'
import { fakeStore, referenceOf, type FakeStore } from '../../test/fakes/store.ts'
import { probe, SPACE } from '../../test/fixtures/templates.ts'
import { mobile } from '../models/packs/declared/mobile.ts'
import { galleryFile } from './gallery-file.ts'
import { openLiveGallery } from './live-gallery.ts'

let folder: string
let store: FakeStore

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rostro-gallery-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  store = fakeStore()
  await store.enrol('Anna', [referenceOf(probe([1]))])
  await store.enrol('Bert', [referenceOf(probe([0, 1]))])
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

const files = () => readdir(folder)

async function open(smallest = 2) {
  const gallery = await openLiveGallery(
    store,
    mobile,
    SPACE,
    () => {},
    () => {},
    galleryFile(store, SPACE, folder, smallest),
  )
  onTestFinished(() => {
    gallery.close()
  })
  return { gallery, names: () => gallery.byMean(probe([0.6, 0.7]), 5).map(c => c.name) }
}

/** Lets time pass, and files be written, until it holds. */
async function until(holds: (names: readonly string[]) => boolean): Promise<void> {
  for (let seconds = 0; seconds < 1000 && !holds(await files()); seconds++) await vi.advanceTimersByTimeAsync(1000)
  expect(holds(await files())).toBe(true)
}

/** Long enough without a change for the file to be written. */
const quiet = () => until(([name, ...others]) => name?.endsWith('.snapshot') === true && others.length === 0)

test('a gallery that was written down is there at the next start without reading everybody', async () => {
  const first = await open()
  expect(await files()).toEqual([])
  await quiet()
  first.gallery.close()
  store.reads = 0
  const second = await open()
  expect([store.reads, second.names(), second.gallery.size]).toEqual([0, ['Bert', 'Anna'], 2])
  expect(second.gallery.threshold).toBe(first.gallery.threshold)
})

test('whoever was registered since it was written is read from the store', async () => {
  const first = await open()
  await quiet()
  first.gallery.close()
  await store.enrol('Cleo', [referenceOf(probe([0.6, 0.7]))])
  store.reads = 0
  const second = await open()
  expect([store.reads, second.names()]).toEqual([0, ['Cleo', 'Bert', 'Anna']])
})

test('once somebody in it changes or goes it leaves the disk, and is written anew when it is quiet', async () => {
  await open()
  await quiet()
  const [name] = await files()
  const before = await readFile(join(folder, name!))
  await store.addReferences('p0', [referenceOf(probe([0, 0, 1]))])
  await until(names => names.length === 0)
  await quiet()
  expect(await readFile(join(folder, name!))).not.toEqual(before)
})

test('a damaged file, or one of a version the store has not had, is thrown away and the store read', async () => {
  const first = await open()
  await quiet()
  first.gallery.close()
  const [name] = await files()
  const whole = await readFile(join(folder, name!))
  await writeFile(join(folder, name!), whole.subarray(0, -3))
  store.reads = 0
  expect((await open()).names()).toEqual(['Bert', 'Anna'])
  expect([store.reads, await files()]).toEqual([1, []])

  await writeFile(join(folder, name!), whole)
  store.changedSince = () => Promise.resolve(undefined)
  await store.enrol('Cleo', [referenceOf(probe([0.6, 0.7]))])
  expect((await open()).names()).toEqual(['Cleo', 'Bert', 'Anna'])
  expect(await files()).toEqual([])
})

test('of few people no copy is made', async () => {
  await open(3)
  await vi.advanceTimersByTimeAsync(300_000)
  expect(await files()).toEqual([])
})

test('of a sealed store nothing is written in clear', async () => {
  store.keyFor = () => new Uint8Array(32).fill(7)
  const { gallery } = await open()
  await quiet()
  gallery.close()
  const [name] = await files()
  expect((await readFile(join(folder, name!))).includes('Anna')).toBe(false)
  store.reads = 0
  expect((await open()).names()).toEqual(['Bert', 'Anna'])
  expect(store.reads).toBe(0)
})
