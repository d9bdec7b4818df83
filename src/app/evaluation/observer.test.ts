import { appendFile, readFile, readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { fakeNetworks, paint, type FakeNetworks, type PaintedFace } from '../../../test/fakes/scene.ts'
import { temporaryFolder } from '../../../test/fixtures/temporary-folder.ts'
import { DECLARED_PACKS } from '../../models/packs/declared/index.ts'
import type { PackManifest } from '../../models/packs/manifest.ts'
import { encodePng } from '../../video/photos.ts'
import { openObserver } from './observer.ts'

const pack = DECLARED_PACKS.find(p => p.name === 'mobile')!
const photoOf = async (name: string, ...faces: PaintedFace[]) => {
  const bytes = await encodePng(paint(faces))
  return { name, bytes: () => Promise.resolve(bytes) }
}
const ann = { who: 0, x: 40, y: 40 }
const open = (networks: FakeNetworks, cacheFolder: string | undefined, manifest: PackManifest = pack) =>
  openObserver({ pack: manifest, networks, cacheFolder })

test('a photo is looked at once, and known again by its content in the next run', async () => {
  const folder = await temporaryFolder()
  const networks = fakeNetworks()
  const first = await open(networks, folder)
  const seen = await first.observe(await photoOf('one.png', ann, { who: 1, x: 240, y: 40, side: 60 }))
  expect(seen).toMatchObject({ width: 480, height: 270, faces: [{ box: { width: 80 } }, { box: { width: 60 } }] })
  await first.observe(await photoOf('the same under another name.png', ann, { who: 1, x: 240, y: 40, side: 60 }))
  expect(first.count).toEqual({ seenAnew: 1, fromCache: 1 })
  await first.close()

  const again = await open(networks, folder)
  const embedded = networks.embedded
  const known = await again.observe(await photoOf('one.png', ann, { who: 1, x: 240, y: 40, side: 60 }))
  expect([again.count, networks.embedded]).toEqual([{ seenAnew: 0, fromCache: 1 }, embedded])
  expect(known.faces.map(face => face.box)).toEqual(seen.faces.map(face => face.box))
  expect(known.faces.map(face => face.signals)).toEqual(seen.faces.map(face => face.signals))
  for (const [i, face] of known.faces.entries()) {
    expect(face.template.space).toBe(networks.embedder.space)
    for (const [k, value] of face.template.vector.entries()) expect(value).toBeCloseTo(seen.faces[i]!.template.vector[k]!, 6)
  }
  await again.close()
})

test('what was seen is for its owner only', async () => {
  const folder = join(await temporaryFolder(), 'eval-cache')
  const observer = await open(fakeNetworks(), folder)
  await observer.observe(await photoOf('one.png', ann))
  await observer.close()
  const [file] = await readdir(folder)
  expect((await stat(folder)).mode & 0o777).toBe(0o700)
  expect((await stat(join(folder, file!))).mode & 0o777).toBe(0o600)
})

test('half a line, as a run that was killed leaves it, costs that photo and no other', async () => {
  const folder = await temporaryFolder()
  const first = await open(fakeNetworks(), folder)
  await first.observe(await photoOf('one.png', ann))
  await first.close()
  const file = join(folder, (await readdir(folder))[0]!)
  await appendFile(file, (await readFile(file, 'utf8')).slice(0, 200).replace(/[0-9a-f]{64}/, 'f'.repeat(64)))

  const second = await open(fakeNetworks(), folder)
  await second.observe(await photoOf('one.png', ann))
  await second.observe(await photoOf('two.png', { ...ann, who: 2 }))
  await second.close()
  const third = await open(fakeNetworks(), folder)
  await third.observe(await photoOf('two.png', { ...ann, who: 2 }))
  expect([second.count, third.count]).toEqual([
    { seenAnew: 1, fromCache: 1 },
    { seenAnew: 0, fromCache: 1 },
  ])
  await third.close()
})

test('another network sees anew', async () => {
  const folder = await temporaryFolder()
  const { embedder } = pack.networks
  const other = { ...pack, networks: { ...pack.networks, embedder: { ...embedder, mean: embedder.mean + 1 } } }
  for (const manifest of [pack, other]) {
    const observer = await open(fakeNetworks(), folder, manifest)
    await observer.observe(await photoOf('one.png', ann))
    expect(observer.count.seenAnew).toBe(1)
    await observer.close()
  }
  expect(await readdir(folder)).toHaveLength(2)
})

test('without a folder nothing is kept', async () => {
  const observer = await open(fakeNetworks(), undefined)
  await observer.observe(await photoOf('one.png', ann))
  await observer.observe(await photoOf('one.png', ann))
  expect(observer.count).toEqual({ seenAnew: 2, fromCache: 0 })
  await observer.close()
})

test('many photos come in their order, and one that cannot be read stops no other', async () => {
  const observer = await open(fakeNetworks(), undefined)
  const broken = { name: 'broken.png', bytes: () => Promise.resolve(new Uint8Array([1, 2, 3])) }
  const photos = [await photoOf('one.png', ann), broken, await photoOf('nobody.png'), await photoOf('two.png', ann)]
  const progress: number[] = []
  const seen = await observer.observeAll(photos, { onProgress: done => progress.push(done) })
  expect(seen.map(({ photo, observation }) => [photo.name, observation?.faces.length])).toEqual([
    ['one.png', 1],
    ['broken.png', undefined],
    ['nobody.png', 0],
    ['two.png', 1],
  ])
  expect(seen[1]).toMatchObject({ error: { code: 'image_unreadable' } })
  expect(progress).toEqual([1, 2, 3, 4])
  await observer.close()
})

test('stopped in the middle, it goes on from there', async () => {
  const folder = await temporaryFolder()
  const photos = await Promise.all(
    Array.from({ length: 8 }, (_, who) => photoOf(`${who}.png`, { ...ann, who: who % 5, x: 20 + who * 9 })),
  )
  const stop = new AbortController()
  const first = await open(fakeNetworks(), folder)
  const stopAfter = (done: number) => {
    if (done === 3) stop.abort(new Error('enough'))
  }
  await expect(first.observeAll(photos, { onProgress: stopAfter, signal: stop.signal })).rejects.toThrow('enough')
  await first.close()
  const kept = first.count.seenAnew
  expect(kept).toBeGreaterThanOrEqual(3)
  expect(kept).toBeLessThan(8)

  const second = await open(fakeNetworks(), folder)
  expect((await second.observeAll(photos)).filter(s => s.observation)).toHaveLength(8)
  expect(second.count).toEqual({ seenAnew: 8 - kept, fromCache: kept })
  await second.close()
})
