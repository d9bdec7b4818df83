// Pulling from an npm registry: the tarball alone, pinned by its integrity, with the user's registry and credentials.

import { createHash } from 'node:crypto'
import { readdir } from 'node:fs/promises'
import { describe, expect, test } from 'vitest'
import { mobile } from '../../src/models/packs/declared/mobile.ts'
import type { PullProgress } from '../../src/models/packs/sources/fetcher.ts'
import {
  byPath,
  bytesOf,
  DETECTOR,
  EMBEDDER,
  openTestCache,
  serve,
  serving,
  sha256,
  smallPack,
  tarballOf,
  temporaryFolder,
  type Handler,
} from './support.ts'

const PACKAGE = {
  name: 'some-models',
  version: '1.2.3',
  scripts: { preinstall: 'exit 1', install: 'exit 1', postinstall: 'exit 1', prepare: 'exit 1' },
  dependencies: { 'must-never-be-asked-for': '1.0.0' },
}
const TARBALL = tarballOf({
  'package.json': Buffer.from(JSON.stringify(PACKAGE)),
  'model/d.onnx': DETECTOR,
  'model/e.onnx': EMBEDDER,
  'index.js': Buffer.from('process.exit(1)'),
})
const integrityOf = (tarball: Buffer) => `sha512-${createHash('sha512').update(tarball).digest('base64')}`

const packOfTarball = (claimed = {}) =>
  smallPack(
    {
      npm: {
        kind: 'npm',
        name: 'some-models',
        version: '1.2.3',
        integrity: integrityOf(TARBALL),
        bytes: TARBALL.length,
        ...claimed,
      },
    },
    { detector: { source: 'npm', path: 'model/d.onnx' }, embedder: { source: 'npm', path: 'model/e.onnx' } },
  )

/** A registry that has the package; `integrity` is what it claims, `tarball` what it sends. */
async function pulling({
  integrity = integrityOf(TARBALL),
  tarball = serving(TARBALL),
  claimed = {},
  npmOptions = {},
  pack = packOfTarball(claimed),
} = {}) {
  const packument: Handler = (request, response) => {
    const dist = { tarball: `http://${request.headers.host ?? ''}/some-models/-/some-models-1.2.3.tgz`, integrity }
    response.writeHead(200, { 'content-type': 'application/json' })
    response.end(
      JSON.stringify({ name: 'some-models', 'dist-tags': { latest: '1.2.3' }, versions: { '1.2.3': { ...PACKAGE, dist } } }),
    )
  }
  const server = await serve(byPath({ '/some-models': packument, '/some-models/-/some-models-1.2.3.tgz': tarball }))
  const cache = await openTestCache({
    packs: [pack],
    npmOptions: { registry: server.origin, cache: await temporaryFolder(), ...npmOptions },
  })
  return { ...server, cache }
}

describe('a pull from an npm registry', () => {
  test('stands beside single files over https, as in mobile-pad', async () => {
    const second = bytesOf('a second PAD network')
    const other = await serve(byPath({ '/v2.onnx': serving(second) }))
    const [one] = mobile.networks.pad!
    const npmPack = packOfTarball()
    const pack = {
      ...npmPack,
      sources: { ...npmPack.sources, v2: { kind: 'file', url: `${other.origin}/v2.onnx` } as const },
      files: [...npmPack.files, { name: 'v2.onnx', sha256: sha256(second), bytes: second.length, from: { source: 'v2' } }],
      networks: { ...npmPack.networks, pad: [{ ...one!, file: 'v2.onnx' }] },
    }
    const { cache, requests } = await pulling({ pack })
    await cache.pull('small')
    expect(await cache.readModel('small', 'v2.onnx')).toEqual(second)
    expect(await cache.readModel('small', 'emb.onnx')).toEqual(EMBEDDER)
    expect([requests.length, other.requests.map(request => request.url)]).toEqual([2, ['/v2.onnx']])
  })

  test('takes the files named out of the tarball, runs nothing and asks for no dependency', async () => {
    const { cache, requests } = await pulling()
    const progress: PullProgress[] = []
    await cache.pull('small', { onProgress: step => progress.push(step) })
    expect(await cache.readModel('small', 'det.onnx')).toEqual(DETECTOR)
    expect(await readdir(cache.folder, { recursive: true })).not.toContain('index.js')
    expect(requests.map(request => request.url)).toEqual(['/some-models', '/some-models/-/some-models-1.2.3.tgz'])
    expect(progress.at(-1)).toEqual({ file: 'some-models@1.2.3', receivedBytes: TARBALL.length, totalBytes: TARBALL.length })
  })

  test('sends the credentials the user has for that registry', async () => {
    const { cache, requests, origin } = await pulling()
    const host = new URL(origin).host
    const own = await openTestCache({
      home: await temporaryFolder(),
      packs: [packOfTarball()],
      npmOptions: { registry: origin, cache: await temporaryFolder(), [`//${host}/:_authToken`]: 'secret' },
    })
    await own.pull('small')
    expect(requests.map(request => request.headers.authorization)).toEqual(['Bearer secret', 'Bearer secret'])
    expect(await cache.isReady('small')).toBe(false)
  })

  test.each([
    ['a registry that claims another integrity', { integrity: integrityOf(Buffer.from('other')) }],
    [
      'a tarball that is not what the registry claims',
      { tarball: serving(tarballOf({ 'package.json': Buffer.from('{}'), 'model/d.onnx': bytesOf('evil') })) },
    ],
    ['a tarball longer than the manifest says', { claimed: { bytes: 1000 } }],
    ['a tarball without the file', { claimed: {}, missing: true }],
  ])(
    'refuses %s',
    async (_, { missing, ...options }: { missing?: boolean; integrity?: string; tarball?: Handler; claimed?: object }) => {
      const without = tarballOf({ 'package.json': Buffer.from(JSON.stringify(PACKAGE)), 'model/d.onnx': DETECTOR })
      const lacking = { integrity: integrityOf(without), tarball: serving(without), claimed: { integrity: integrityOf(without) } }
      const { cache } = await pulling(missing ? lacking : options)
      await expect(cache.pull('small')).rejects.toMatchObject({ code: 'download_failed' })
      expect((await cache.list())[0]?.state).toBe('absent')
      expect(await readdir(cache.folder, { recursive: true })).not.toContain('package.tgz')
    },
  )

  test('says that the registry does not have the package', async () => {
    const { cache } = await pulling({ claimed: { version: '9.9.9' } })
    await expect(cache.pull('small')).rejects.toMatchObject({
      code: 'download_failed',
      message: expect.stringContaining('some-models@9.9.9') as string,
    })
  })

  test('stops at once when told to', async () => {
    const stop = new AbortController()
    const { cache } = await pulling({
      tarball: (_request, response) => {
        response.writeHead(200, { 'content-length': TARBALL.length })
        response.write(TARBALL.subarray(0, 50_000))
        stop.abort(new Error('the user pressed Ctrl-C'))
      },
    })
    await expect(cache.pull('small', { signal: stop.signal })).rejects.toThrow('the user pressed Ctrl-C')
  })
})
