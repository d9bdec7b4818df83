// The packs on a machine: what is read is what was verified, and the pack in use stays.

import { open, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import fc from 'fast-check'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { rostroHome } from '../../src/models/packs/home.ts'
import { computesWholeNumbersHere } from '../../src/models/packs/precision.ts'
import { byPath, DETECTOR, EMBEDDER, openTestCache, packOfFiles, serve, serving, sha256, temporaryFolder } from './support.ts'

async function pulled() {
  const server = await serve(byPath({ '/det.onnx': serving(DETECTOR), '/emb.onnx': serving(EMBEDDER) }))
  const small = packOfFiles(server.origin)
  const cache = await openTestCache({ packs: [small, { ...small, name: 'other' }] })
  await cache.pull('small')
  return { cache, small, requests: server.requests }
}

describe('reading a model', () => {
  test('refuses every flipped bit and names both hashes and the remedy', async () => {
    const { cache } = await pulled()
    const path = join(cache.folder, 'small', 'emb.onnx')
    const bit = fc.nat({ max: EMBEDDER.length * 8 - 1 })
    await fc.assert(
      fc.asyncProperty(bit, async at => {
        const flipped = Buffer.from(EMBEDDER)
        flipped[at >> 3]! ^= 1 << (at & 7)
        await writeFile(path, flipped)
        await expect(cache.readModel('small', 'emb.onnx')).rejects.toMatchObject({
          code: 'model_corrupt',
          message: `${path} has SHA-256 ${sha256(flipped)} instead of ${sha256(EMBEDDER)} and was not loaded; run "rostro models pull small" to replace it.`,
        })
      }),
      { numRuns: 200 },
    )
    await cache.pull('small')
    expect(await cache.readModel('small', 'emb.onnx')).toEqual(EMBEDDER)
  })

  test('refuses a file cut short or grown', async () => {
    const { cache } = await pulled()
    const path = join(cache.folder, 'small', 'emb.onnx')
    for (const length of [0, EMBEDDER.length - 1, EMBEDDER.length + 1]) {
      const file = await open(path, 'r+')
      await file.truncate(length)
      await file.close()
      await expect(cache.readModel('small', 'emb.onnx')).rejects.toMatchObject({ code: 'model_corrupt' })
    }
  })

  test('says how to get a file that is not there', async () => {
    const { cache } = await pulled()
    await expect(cache.readModel('other', 'det.onnx')).rejects.toMatchObject({
      code: 'model_missing',
      message: 'det.onnx of the pack "other" is not on this machine; run "rostro models pull other".',
    })
  })

  test('says that a pack has no such file', async () => {
    const { cache } = await pulled()
    await expect(cache.readModel('small', 'pad.onnx')).rejects.toMatchObject({ code: 'pack_invalid' })
  })

  test('asks the network for nothing', async () => {
    const { cache, requests } = await pulled()
    const before = requests.length
    await cache.readModel('small', 'emb.onnx')
    await cache.verify()
    await cache.list()
    await cache.readModel('other', 'emb.onnx').catch(() => {})
    expect(requests).toHaveLength(before)
  })
})

describe('the packs here', () => {
  test('are listed with their state, sizes and which one is in use', async () => {
    const { cache } = await pulled()
    await cache.use('small')
    const bytes = DETECTOR.length + EMBEDDER.length
    const seen = (await cache.list()).map(({ manifest, ...status }) => ({ name: manifest.name, ...status }))
    expect(seen).toEqual([
      { name: 'small', state: 'ready', current: true, bytes },
      { name: 'other', state: 'absent', current: false, bytes },
    ])
    await rm(join(cache.folder, 'small', 'det.onnx'))
    expect((await cache.list())[0]?.state).toBe('incomplete')
    expect(await cache.isReady('small')).toBe(false)
  })

  test('are verified file by file', async () => {
    const { cache } = await pulled()
    await writeFile(join(cache.folder, 'small', 'det.onnx'), 'broken')
    await rm(join(cache.folder, 'small', 'emb.onnx'))
    expect(await cache.verify()).toEqual([
      {
        pack: 'small',
        file: 'det.onnx',
        state: 'corrupt',
        expectedSha256: sha256(DETECTOR),
        actualSha256: sha256(Buffer.from('broken')),
      },
      { pack: 'small', file: 'emb.onnx', state: 'missing', expectedSha256: sha256(EMBEDDER), actualSha256: undefined },
    ])
    expect((await cache.verify('other')).map(check => check.state)).toEqual(['missing', 'missing'])
  })

  test('are known by name, and others are not', async () => {
    const { cache } = await pulled()
    for (const name of ['nothing', '..', '../small', '', 'small/../other', 'SMALL']) {
      await expect(cache.pull(name)).rejects.toMatchObject({
        code: 'pack_unknown',
        message: `There is no model pack "${name}"; known are small, other.`,
      })
    }
  })
})

describe('the pack in use', () => {
  test('is mobile until another is chosen, and stays chosen', async () => {
    const { cache } = await pulled()
    expect(await cache.current()).toBe('mobile')
    await cache.use('small')
    expect(await cache.current()).toBe('small')
    expect((await readdir(cache.folder)).sort()).toEqual(['.incoming', 'current.json', 'small'])
  })

  test('remembers the one before it', async () => {
    const { cache } = await pulled()
    await cache.pull('other')
    expect(await cache.previous()).toBeUndefined()
    await cache.use('small')
    expect(await cache.previous()).toBeUndefined() // mobile, which this cache does not know
    await cache.use('other')
    await cache.use('other')
    expect(await cache.previous()).toBe('small')
    await cache.use('small')
    expect([await cache.current(), await cache.previous()]).toEqual(['small', 'other'])
  })

  test('must have been pulled', async () => {
    const { cache } = await pulled()
    await expect(cache.use('other')).rejects.toMatchObject({
      code: 'model_missing',
      message: expect.stringContaining('rostro models pull other') as string,
    })
    expect(await cache.current()).toBe('mobile')
  })

  test('cannot be removed, any other can', async () => {
    const { cache } = await pulled()
    await cache.pull('other')
    await cache.use('small')
    await expect(cache.remove('small')).rejects.toMatchObject({ code: 'pack_in_use' })
    await cache.remove('other')
    expect(await readdir(cache.folder)).not.toContain('other')
    expect((await readFile(join(cache.folder, 'small', 'det.onnx'))).length).toBe(DETECTOR.length)
  })

  test('is asked for again when its note cannot be read', async () => {
    const { cache } = await pulled()
    await writeFile(join(cache.folder, 'current.json'), '{"pack":')
    await expect(cache.current()).rejects.toMatchObject({
      code: 'pack_unknown',
      message: expect.stringContaining('rostro models use mobile') as string,
    })
  })
})

test('a ready pack needs no writable folder', async () => {
  const { cache, small } = await pulled()
  const second = await openTestCache({ home: join(cache.folder, '..'), packs: [small] })
  await writeFile(`${cache.folder}/small.lock`, 'a file where the lock would have to be made')
  await second.pull('small')
  expect(await second.readModel('small', 'det.onnx')).toEqual(DETECTOR)
})

test('a folder that cannot be written to is named', async () => {
  const home = await temporaryFolder()
  await writeFile(join(home, 'models'), 'a file where a folder should be')
  const { origin } = await serve(serving(DETECTOR))
  const cache = await openTestCache({ home, packs: [packOfFiles(origin)] })
  await expect(cache.pull('small')).rejects.toMatchObject({
    code: 'file_not_writable',
    message: expect.stringContaining(join(home, 'models')) as string,
  })
})

test('Rostro’s home is ROSTRO_HOME, else the user’s data folder', () => {
  expect(rostroHome({ ROSTRO_HOME: 'some/where' })).toBe(resolve('some/where'))
  expect(rostroHome({})).toMatch(/[/\\]rostro([/\\]Data)?$/)
})

describe.skipIf(!(await computesWholeNumbersHere('cpu')))('an embedder in whole numbers that was kept', () => {
  const model = Uint8Array.of(9, 9)
  const measured = {
    ...{ photos: 0, people: 0, genuine: 0, impostors: 0, cosine: { median: 1, least: 1 }, points: [] },
    runMs: { float: 2, int8: 1 },
    measuredAt: '2026-11-28',
  }

  async function adopted() {
    const { cache } = await pulled()
    await cache.adoptInt8('small', { model, measured })
    return cache
  }
  const bytes = async (read: Promise<Uint8Array>) => Buffer.from(await read)

  test('stands in for the float one on the CPU, and for nothing else', async () => {
    const cache = await adopted()
    expect(await bytes(cache.readModel('small', 'emb.onnx', 'cpu'))).toEqual(Buffer.from(model))
    expect(await cache.readModel('small', 'emb.onnx', 'webgpu')).toEqual(EMBEDDER)
    expect(await cache.readModel('small', 'emb.onnx')).toEqual(EMBEDDER)
    expect(await cache.readModel('small', 'det.onnx', 'cpu')).toEqual(DETECTOR)
  })

  test('is left out where the environment says so, and gone when it is taken away', async () => {
    const cache = await adopted()
    vi.stubEnv('ROSTRO_PRECISION', 'float')
    onTestFinished(() => {
      vi.unstubAllEnvs()
    })
    expect(await cache.readModel('small', 'emb.onnx', 'cpu')).toEqual(EMBEDDER)
    vi.unstubAllEnvs()
    await cache.adoptInt8('small', undefined)
    expect(await cache.readModel('small', 'emb.onnx', 'cpu')).toEqual(EMBEDDER)
  })
})
