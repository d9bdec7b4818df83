// Pulling from a zip: only the files named, whatever else it holds and whatever its entries are called.

import { readdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  bytesOf,
  DETECTOR,
  EMBEDDER,
  inTurn,
  openTestCache,
  sendHalf,
  serve,
  serving,
  sha256,
  smallPack,
  zipOf,
} from './support.ts'

const GOOD = zipOf([
  ['det.onnx', DETECTOR],
  ['age-and-gender.onnx', bytesOf('unwanted')],
  ['emb.onnx', EMBEDDER],
])

const packOfZip = (origin: string, zip: Buffer, claimed = {}) =>
  smallPack(
    { zip: { kind: 'zip', url: `${origin}/small.zip`, bytes: zip.length, sha256: sha256(zip), ...claimed } },
    { detector: { source: 'zip', path: 'det.onnx' }, embedder: { source: 'zip', path: 'emb.onnx' } },
  )

async function pulling(zip: Buffer, claimed = {}, handler = serving(zip)) {
  const server = await serve(handler)
  const cache = await openTestCache({ packs: [packOfZip(server.origin, zip, claimed)] })
  return { ...server, cache }
}

describe('a pull from a zip', () => {
  test('takes out the files named, leaves the others, and drops the zip', async () => {
    const { cache } = await pulling(GOOD)
    await cache.pull('small')
    expect(await cache.readModel('small', 'emb.onnx')).toEqual(EMBEDDER)
    expect((await readdir(cache.folder, { recursive: true })).sort()).toEqual([
      '.incoming',
      'small',
      join('small', 'det.onnx'),
      join('small', 'emb.onnx'),
    ])
  })

  test('finds its files also below one folder', async () => {
    const { cache } = await pulling(
      zipOf([
        ['release/', Buffer.alloc(0)],
        ['release/det.onnx', DETECTOR],
        ['release/emb.onnx', EMBEDDER],
      ]),
    )
    await cache.pull('small')
    expect(await cache.readModel('small', 'det.onnx')).toEqual(DETECTOR)
  })

  test('goes on where a cut line stopped', async () => {
    const half = sendHalf(GOOD)
    const { cache, requests } = await pulling(GOOD, {}, inTurn(half, serving(GOOD)))
    await cache.pull('small', { onProgress: half.cutOnceRead })
    expect(requests[1]?.headers.range).toBe(`bytes=${Math.floor(GOOD.length / 2)}-`)
  })

  test('does not open a zip with another hash, and downloads it anew the next time', async () => {
    const { cache, requests } = await pulling(GOOD, { sha256: '0'.repeat(64) })
    await expect(cache.pull('small')).rejects.toMatchObject({
      code: 'download_failed',
      message: expect.stringContaining(`SHA-256 ${sha256(GOOD)} instead of 000`) as string,
    })
    await expect(cache.pull('small')).rejects.toMatchObject({ code: 'download_failed' })
    expect(requests.map(request => request.headers.range)).toEqual([undefined, undefined])
  })

  test.each([
    ['no zip at all', bytesOf('no zip'), 'is not a zip that can be read'],
    ['a file missing', zipOf([['det.onnx', DETECTOR]]), 'holds 0 files named emb.onnx'],
    [
      'a file twice',
      zipOf([
        ['a/det.onnx', DETECTOR],
        ['b/det.onnx', DETECTOR],
        ['emb.onnx', EMBEDDER],
      ]),
      'holds 2 files named det.onnx',
    ],
    [
      'a file of another size',
      zipOf([
        ['det.onnx', bytesOf('bomb', 200_000)],
        ['emb.onnx', EMBEDDER],
      ]),
      'has 200000 bytes, not the 100000',
    ],
    [
      'a file with other content',
      zipOf([
        ['det.onnx', bytesOf('other')],
        ['emb.onnx', EMBEDDER],
      ]),
      `instead of ${sha256(DETECTOR)}`,
    ],
  ])('refuses %s', async (_, zip, message) => {
    const { cache } = await pulling(zip)
    await expect(cache.pull('small')).rejects.toMatchObject({
      code: 'download_failed',
      message: expect.stringContaining(message) as string,
    })
    expect((await cache.list())[0]?.state).toBe('absent')
  })

  test.each(['../evil.onnx', '/evil.onnx', 'C:\\evil.onnx', 'a/../../evil.onnx', '..\\evil.onnx'])(
    'writes nothing outside its folder for an entry named %s',
    async name => {
      const { cache } = await pulling(
        zipOf([
          [name, bytesOf('evil')],
          ['det.onnx', DETECTOR],
          ['emb.onnx', EMBEDDER],
        ]),
      )
      await cache.pull('small').catch((error: unknown) => {
        expect(error).toMatchObject({ code: 'download_failed' })
      })
      const everything = await readdir(dirname(cache.folder), { recursive: true })
      expect(everything.filter(path => path.includes('evil'))).toEqual([])
    },
  )

  test('writes only into its own folder, whatever the entries are called', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.stringMatching(/^[./\\a-z:]{1,12}$/), { maxLength: 4 }), async names => {
        const { cache } = await pulling(
          zipOf([...names.map(name => [name, bytesOf(name, 10)] as const), ['det.onnx', DETECTOR], ['emb.onnx', EMBEDDER]]),
        )
        const outcome = await cache.pull('small').then(
          () => 'pulled',
          (error: unknown) => (error as { code: string }).code,
        )
        expect(['pulled', 'download_failed']).toContain(outcome)
        const files = (await readdir(dirname(cache.folder), { recursive: true, withFileTypes: true })).filter(entry =>
          entry.isFile(),
        )
        expect(files.filter(file => !['det.onnx', 'emb.onnx'].includes(file.name))).toEqual([])
      }),
      { numRuns: 25 },
    )
  })
})
