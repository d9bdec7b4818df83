// Pulling single files: what the download survives, and what it refuses.

import { readdir, readFile, writeFile, mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { DownloadOptions } from '../../src/models/packs/sources/download.ts'
import type { PullProgress } from '../../src/models/packs/sources/fetcher.ts'
import {
  AT_ONCE,
  bytesOf,
  byPath,
  DETECTOR,
  EMBEDDER,
  inTurn,
  openTestCache,
  packOfFiles,
  sendHalf,
  serve,
  serving,
  sha256,
  type Handler,
} from './support.ts'

async function pulling(detector: Handler, download: Partial<DownloadOptions> = {}) {
  const server = await serve(byPath({ '/det.onnx': detector, '/emb.onnx': serving(EMBEDDER) }))
  const cache = await openTestCache({ packs: [packOfFiles(server.origin)], download: { ...AT_ONCE.download, ...download } })
  return { ...server, cache }
}

describe('a pull over https', () => {
  test('brings every file, verified, and reports its progress in bytes', async () => {
    const { cache } = await pulling(serving(DETECTOR))
    const progress: PullProgress[] = []
    await cache.pull('small', { onProgress: step => progress.push(step) })
    expect(await cache.readModel('small', 'det.onnx')).toEqual(DETECTOR)
    expect(await cache.readModel('small', 'emb.onnx')).toEqual(EMBEDDER)
    expect(progress.filter(step => step.receivedBytes === step.totalBytes).map(step => step.file)).toEqual([
      'det.onnx',
      'emb.onnx',
    ])
  })

  test('asks for nothing when everything is there', async () => {
    const { cache, requests } = await pulling(serving(DETECTOR))
    await cache.pull('small')
    await cache.pull('small')
    expect(requests).toHaveLength(2)
  })

  test('fetches again only the file that went wrong', async () => {
    const { cache, requests } = await pulling(serving(DETECTOR))
    await cache.pull('small')
    await writeFile(join(cache.folder, 'small', 'emb.onnx'), 'broken')
    await cache.pull('small')
    expect(requests.map(request => request.url)).toEqual(['/det.onnx', '/emb.onnx', '/emb.onnx'])
  })

  test('goes on where a cut line stopped', async () => {
    const half = sendHalf(DETECTOR)
    const { cache, requests } = await pulling(inTurn(half, serving(DETECTOR)))
    await cache.pull('small', { onProgress: half.cutOnceRead })
    expect(requests[1]?.headers).toMatchObject({ range: `bytes=${DETECTOR.length / 2}-`, 'if-range': '"1"' })
    expect(await cache.readModel('small', 'det.onnx')).toEqual(DETECTOR)
  })

  test('goes on in a later pull where an earlier one gave up', async () => {
    const half = sendHalf(DETECTOR)
    const { cache, requests } = await pulling(inTurn(half, status(503), status(503), status(503), serving(DETECTOR)))
    await expect(cache.pull('small', { onProgress: half.cutOnceRead })).rejects.toMatchObject({ code: 'download_failed' })
    expect((await cache.list())[0]?.state).toBe('absent')
    await cache.pull('small')
    expect(requests[4]?.headers.range).toBe(`bytes=${DETECTOR.length / 2}-`)
    expect(await cache.readModel('small', 'det.onnx')).toEqual(DETECTOR)
  })

  test('starts anew when the server ignores the range', async () => {
    const whole: Handler = (_request, response) => response.writeHead(200, { 'content-length': DETECTOR.length }).end(DETECTOR)
    const half = sendHalf(DETECTOR)
    const { cache } = await pulling(inTurn(half, whole))
    await cache.pull('small', { onProgress: half.cutOnceRead })
    expect(await cache.readModel('small', 'det.onnx')).toEqual(DETECTOR)
  })

  test('starts anew when the file changed on the server in between', async () => {
    const half = sendHalf(bytesOf('older'), '"0"')
    const { cache } = await pulling(inTurn(half, serving(DETECTOR, '"1"')))
    await cache.pull('small', { onProgress: half.cutOnceRead })
    expect(await cache.readModel('small', 'det.onnx')).toEqual(DETECTOR)
  })

  test('starts anew when the server sends another part than was asked for', async () => {
    const other: Handler = (_request, response) =>
      response.writeHead(206, { 'content-range': `bytes 7-99/${DETECTOR.length}` }).end(DETECTOR.subarray(7, 100))
    const half = sendHalf(DETECTOR)
    const { cache } = await pulling(inTurn(half, other, serving(DETECTOR)))
    await cache.pull('small', { onProgress: half.cutOnceRead })
    expect(await cache.readModel('small', 'det.onnx')).toEqual(DETECTOR)
  })

  test('takes silence for a cut line and tries again', async () => {
    const { cache } = await pulling(inTurn(sendHalf(DETECTOR), serving(DETECTOR)), { stallTimeoutMs: 200, attempts: 50 })
    await cache.pull('small')
    expect(await cache.readModel('small', 'det.onnx')).toEqual(DETECTOR)
  })

  test('gives up on a server that never says a word', async () => {
    const { cache, requests } = await pulling(() => {}, { stallTimeoutMs: 200 })
    await expect(cache.pull('small')).rejects.toMatchObject({
      code: 'download_failed',
      message: expect.stringContaining('sent nothing for 0.2 s') as string,
    })
    expect(requests).toHaveLength(3)
  })

  test('refuses a file with another hash and keeps nothing of it', async () => {
    const { cache } = await pulling(serving(bytesOf('another')))
    await expect(cache.pull('small')).rejects.toMatchObject({
      code: 'download_failed',
      message: expect.stringContaining(`SHA-256 ${sha256(bytesOf('another'))} instead of ${sha256(DETECTOR)}`) as string,
    })
    expect(await readdir(join(cache.folder, 'small'))).toEqual([])
    expect(await readdir(join(cache.folder, '.incoming', 'small'))).toEqual([])
  })

  test('refuses a file that ends early', async () => {
    const short: Handler = (_request, response) => response.writeHead(200).end(DETECTOR.subarray(0, 10))
    const { cache } = await pulling(short)
    await expect(cache.pull('small')).rejects.toMatchObject({
      message: expect.stringContaining('ended after 10 of 100000 bytes') as string,
    })
  })

  test.each([
    ['as it announces', { 'content-length': DETECTOR.length + 1 }],
    ['without announcing it', {}],
  ])('refuses a file longer than its manifest says, %s', async (_, headers) => {
    const long: Handler = (_request, response) =>
      response.writeHead(200, headers).end(Buffer.concat([DETECTOR, Buffer.from('x')]))
    const { cache, requests } = await pulling(long)
    await expect(cache.pull('small')).rejects.toMatchObject({
      message: expect.stringContaining('more than the 100000 bytes') as string,
    })
    expect(requests).toHaveLength(1)
  })

  test('says what HTTP 404 was for and how to do without internet', async () => {
    const { cache, origin, requests } = await pulling(status(404))
    await expect(cache.pull('small')).rejects.toThrow(
      `Could not pull the pack "small": ${origin}/det.onnx answered HTTP 404; try again, or without internet bring its files here in a folder and run "rostro models add DIR".`,
    )
    expect(requests).toHaveLength(1)
  })

  test('follows a redirect', async () => {
    const server = await serve(
      byPath({ '/det.onnx': redirect('/elsewhere'), '/elsewhere': serving(DETECTOR), '/emb.onnx': serving(EMBEDDER) }),
    )
    const cache = await openTestCache({ packs: [packOfFiles(server.origin)] })
    await cache.pull('small')
    expect(await cache.readModel('small', 'det.onnx')).toEqual(DETECTOR)
  })

  test('does not follow a redirect away from https', async () => {
    const { cache } = await pulling(redirect('http://example.com/det.onnx'))
    await expect(cache.pull('small')).rejects.toMatchObject({
      message: expect.stringContaining('leads to http://example.com, which is not https') as string,
    })
  })

  test('does not follow redirects for ever', async () => {
    const { cache, requests } = await pulling(redirect('/det.onnx'))
    await expect(cache.pull('small')).rejects.toMatchObject({
      message: expect.stringContaining('redirects more than 5 times') as string,
    })
    expect(requests).toHaveLength(6)
  })

  test('uses https only, unless told otherwise', async () => {
    const server = await serve(serving(DETECTOR))
    const cache = await openTestCache({ packs: [packOfFiles(server.origin)], download: {} })
    await expect(cache.pull('small')).rejects.toMatchObject({ code: 'download_failed' })
    expect(server.requests).toHaveLength(0)
  })

  test('stops at once when told to, with the reason it was given', async () => {
    const stop = new AbortController()
    const { cache } = await pulling(sendHalf(DETECTOR))
    const pull = cache.pull('small', {
      signal: stop.signal,
      onProgress: ({ receivedBytes }) => {
        if (receivedBytes > 0) stop.abort(new Error('the user pressed Ctrl-C'))
      },
    })
    await expect(pull).rejects.toThrow('the user pressed Ctrl-C')
    expect((await cache.list())[0]?.state).toBe('absent')
  })

  test('starts anew when its note about a partial file cannot be read', async () => {
    const { cache, requests } = await pulling(serving(DETECTOR))
    const staging = join(cache.folder, '.incoming', 'small')
    await mkdir(staging, { recursive: true })
    await writeFile(join(staging, 'det.onnx.part'), DETECTOR.subarray(0, 10))
    await writeFile(join(staging, 'det.onnx.part.json'), '{')
    await cache.pull('small')
    expect(requests[0]?.headers.range).toBeUndefined()
    expect(await readFile(join(cache.folder, 'small', 'det.onnx'))).toEqual(DETECTOR)
  })
})

const status =
  (code: number): Handler =>
  (_request, response) =>
    response.writeHead(code).end()

const redirect =
  (location: string): Handler =>
  (_request, response) =>
    response.writeHead(302, { location }).end()
