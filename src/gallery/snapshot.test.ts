import { mkdtemp, open, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, expect, onTestFinished, test } from 'vitest'
import { person, probe, SPACE } from '../../test/fixtures/templates.ts'
import { createRandom } from '../core/random.ts'
import { toTemplate } from '../core/template.ts'
import { Gallery } from './gallery.ts'
import { hashed, sealedWith, type SnapshotGuards } from './snapshot-guard.ts'
import { dropSnapshot, readSnapshot, writeSnapshot } from './snapshot.ts'

const SEED = Number(process.env['SEED'] ?? Date.now())

let file: string

beforeEach(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'rostro-snapshot-'))
  file = join(folder, 'gallery')
  onTestFinished(() => rm(folder, { recursive: true }))
})

const reference = (personId: string, cosines: readonly number[]) => ({ personId, template: probe(cosines), quality: 80 })
const some = () =>
  new Gallery(
    SPACE,
    [person('a'), person('b'), person('nobody')],
    [reference('a', [1]), reference('b', [0, 1]), reference('b', [0, 0.6, 0.8])],
  )

test('a gallery is read as it was written, for nobody else to read, and nothing is left beside it', async () => {
  const gallery = some()
  expect(await writeSnapshot(file, gallery, 7, hashed)).toBe(true)
  const read = (await readSnapshot(file, SPACE, hashed))!
  expect(read.version).toBe(7)
  const asked = probe([0.5, 0.7, 0.1])
  expect(read.gallery.byMean(asked, 5)).toEqual(gallery.byMean(asked, 5))
  expect(read.gallery.byReference(asked, 5)).toEqual(gallery.byReference(asked, 5))
  expect([...read.gallery.people]).toEqual([...gallery.people])
  expect(read.gallery.sample).toEqual(gallery.sample)
  expect((await stat(file)).mode & 0o777).toBe(0o600)
  expect(await readdir(join(file, '..'))).toEqual(['gallery'])
})

test('what was read goes on changing like any gallery, filtered by signs too', async () => {
  const random = createRandom(4)
  const noise = () => toTemplate({ space: SPACE, vector: Float32Array.from({ length: 512 }, () => random() - 0.5) })!
  const references = Array.from({ length: 4200 }, (_, i) => ({ personId: `p${i}`, template: noise(), quality: 80 }))
  const gallery = new Gallery(
    SPACE,
    references.map(({ personId }) => person(personId)),
    references,
  )
  await writeSnapshot(file, gallery, 1, hashed)
  const { gallery: read } = (await readSnapshot(file, SPACE, hashed))!
  for (const each of [gallery, read]) {
    each.remove('p7')
    each.put(person('late'), [{ ...references[8]!, personId: 'late' }])
  }
  for (const { template } of [...references.slice(5, 10), references.at(-1)!]) {
    expect(read.byMean(template, 3)).toEqual(gallery.byMean(template, 3))
  }
})

test.each([
  ['in clear', hashed],
  ['sealed', sealedWith(Buffer.alloc(32, 1), 'gallery')],
])('%s, of a gallery in many pieces a bit flipped in any part is noticed', async (_, guards) => {
  const random = createRandom(SEED)
  const noise = () => toTemplate({ space: SPACE, vector: Float32Array.from({ length: 512 }, () => random() - 0.5) })!
  const ids = Array.from({ length: 5000 }, (_, i) => `p${i}`)
  const gallery = new Gallery(
    SPACE,
    ids.map(person),
    ids.flatMap((personId, i) => Array.from({ length: 1 + (i % 2) }, () => ({ personId, template: noise(), quality: 80 }))),
  )
  await writeSnapshot(file, gallery, 1, guards)
  const starts: number[] = []
  let end = 32
  for (const part of gallery.snapshot().parts) {
    starts.push(end)
    end += part.length
  }
  const { size } = await stat(file)
  // Somewhere in each part, and in what follows them.
  const places = [...starts, end].map((start, i) => start + Math.floor(random() * ((starts[i + 1] ?? size) - start)))
  const handle = await open(file, 'r+')
  onTestFinished(() => handle.close())
  for (const place of places) {
    const { buffer } = await handle.read(Buffer.alloc(1), 0, 1, place)
    const flipped = Buffer.of(buffer[0]! ^ (1 << Math.floor(random() * 8)))
    await handle.write(flipped, 0, 1, place)
    expect(await readSnapshot(file, SPACE, guards), `byte ${place}, SEED=${SEED}`).toBeUndefined()
    await handle.write(buffer, 0, 1, place)
  }
  expect((await readSnapshot(file, SPACE, guards))?.gallery.size).toBe(5000)
})

test('a gallery of nobody is one too', async () => {
  await writeSnapshot(file, new Gallery(SPACE, [], []), 0, hashed)
  expect((await readSnapshot(file, SPACE, hashed))?.gallery.size).toBe(0)
})

const sealed = (key: string) => sealedWith(Buffer.from(key.padEnd(32)), 'gallery')

test.each([
  ['in clear', hashed],
  ['sealed', sealed('key')],
])('%s, a bit flipped anywhere, an end missing, something behind it, another space: no gallery', async (_, guards) => {
  await writeSnapshot(file, some(), 7, guards)
  const whole = await readFile(file)
  // Step by step through format, salt, every part, the head, its length and its mark.
  for (let at = 0; at < whole.length; at += 5) {
    const damaged = Buffer.from(whole)
    damaged[at]! ^= 1 << (at % 8)
    await writeFile(file, damaged)
    expect(await readSnapshot(file, SPACE, guards), `byte ${at}`).toBeUndefined()
  }
  for (const damaged of [whole.subarray(0, -1), whole.subarray(0, 30), Buffer.concat([whole, Buffer.of(0)]), Buffer.alloc(0)]) {
    await writeFile(file, damaged)
    expect(await readSnapshot(file, SPACE, guards)).toBeUndefined()
  }
  await writeFile(file, whole)
  expect(await readSnapshot(file, SPACE, guards)).toMatchObject({ version: 7 })
  expect(await readSnapshot(file, 'another', guards)).toBeUndefined()
  expect(await readSnapshot(`${file} of nobody`, SPACE, guards)).toBeUndefined()
})

test('sealed, it says nothing of anybody and opens with its key only', async () => {
  const gallery = new Gallery(SPACE, [{ ...person('a'), name: 'Annabella' }], [reference('a', [1])])
  await writeSnapshot(file, gallery, 7, sealed('one'))
  expect((await readFile(file)).includes('Annabella')).toBe(false)
  expect(await readSnapshot(file, SPACE, sealed('another'))).toBeUndefined()
  expect(await readSnapshot(file, SPACE, hashed)).toBeUndefined()
  expect((await readSnapshot(file, SPACE, sealed('one')))?.gallery.byMean(probe([1]), 1)[0]?.name).toBe('Annabella')
})

test('a gallery that changes while it is written is not written, and the file before stays', async () => {
  const gallery = some()
  await writeSnapshot(file, gallery, 7, hashed)
  const changing: SnapshotGuards = salt => {
    const guard = hashed(salt)
    return {
      ...guard,
      close(number, plain) {
        gallery.remove('a')
        return guard.close(number, plain)
      },
    }
  }
  expect(await writeSnapshot(file, gallery, 8, changing)).toBe(false)
  expect(await readSnapshot(file, SPACE, hashed)).toMatchObject({ version: 7 })
  expect(await readdir(join(file, '..'))).toEqual(['gallery'])
})

test('dropped, nothing of it is left, nor of an attempt that was cut short', async () => {
  await writeSnapshot(file, some(), 7, hashed)
  await writeFile(`${file}.draft`, 'half of it')
  await dropSnapshot(file)
  await dropSnapshot(file)
  expect(await readdir(join(file, '..'))).toEqual([])
})
