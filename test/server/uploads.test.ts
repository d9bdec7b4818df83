// What is sent as a picture: refused by size and kind before anything is decoded, a few at a time, while others are answered.

import { request as httpRequest } from 'node:http'
import { deflateSync, crc32 } from 'node:zlib'
import { expect, test } from 'vitest'
import { createClient } from '../../src/client.ts'
import { decodePhoto } from '../../src/video/photos.ts'
import { fakeEngine, JPEG } from '../fakes/engine.ts'
import { adminAt, ask, serving, type Reply, type Serving } from './serving.ts'

const PATH = '/api/v1/recognize'

async function keyAt(server: Serving): Promise<Record<string, string>> {
  const { api } = await adminAt(server)
  const { key } = await api('POST /keys', { body: { name: 'test', scopes: ['recognize'] } })
  return { authorization: `Bearer ${key}` }
}

/** Decodes as the engine does, so that what reaches it is judged for real. */
const decoding = () =>
  serving({
    openEngine: listener =>
      Promise.resolve({
        ...fakeEngine(listener),
        recognize: async (picture: Uint8Array) => {
          const { image } = await decodePhoto(picture)
          return { width: image.width, height: image.height, faces: [] }
        },
      }),
  })

function chunk(type: string, data: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(type), data])
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)]
  length.writeUInt32BE(data.length)
  sum.writeUInt32BE(crc32(named))
  return Buffer.concat([length, named, sum])
}

/** A PNG of a few bytes that says it has so many pixels. */
function png(width: number, height: number): Buffer {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set([8, 2, 0, 0, 0], 8)
  const signature = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1')
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.alloc(1000))),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

/** Sends so many bytes without saying how many there will be. */
function sendStream(port: number, headers: Record<string, string>, bytes: number): Promise<number | string> {
  return new Promise(resolve => {
    const request = httpRequest({ host: '127.0.0.1', port, path: PATH, method: 'POST', headers, agent: false }, response => {
      response.resume()
      resolve(response.statusCode ?? 0)
      request.destroy()
    })
    request.on('error', (error: NodeJS.ErrnoException) => {
      resolve(error.code ?? 'failed')
    })
    const piece = Buffer.alloc(1 << 20, 0xff)
    let sent = 0
    const push = () => {
      while (sent < bytes) {
        sent += piece.length
        if (!request.write(piece)) {
          request.once('drain', push)
          return
        }
      }
      request.end()
    }
    push()
  })
}

test('a picture comes as the body itself or as a field of a form', async () => {
  const server = await serving()
  const headers = await keyAt(server)
  const bare = await ask(server.port, PATH, { method: 'POST', headers: { ...headers, 'content-type': 'image/jpeg' }, body: JPEG })
  expect(JSON.parse(bare.text)).toEqual({ width: 640, height: 480, faces: [] })
  const api = createClient({ baseUrl: server.url, apiKey: headers['authorization']!.slice('Bearer '.length) })
  const image = new Blob([JPEG], { type: 'image/jpeg' })
  expect(await api('POST /recognize', { pictures: { image } })).toEqual({ width: 640, height: 480, faces: [] })
  expect(await api('POST /verify', { pictures: { image, other: image } })).toMatchObject({ same: false, similarity: 0.1 })
  expect(await api('POST /verify', { pictures: { image }, query: { personId: 'p' } })).toMatchObject({ same: true })
  await expect(api('POST /verify', { pictures: { image } })).rejects.toMatchObject({ code: 'request_invalid' })
})

const REFUSED: readonly [string, Buffer | string, number, string][] = [
  ['an SVG', '<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>', 415, 'image_format_unsupported'],
  ['a zip', Buffer.from('PK\x03\x04aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa', 'latin1'), 422, 'image_unreadable'],
  ['a PDF', '%PDF-1.7\n1 0 obj', 415, 'image_format_unsupported'],
  ['text', 'this is no picture', 422, 'image_unreadable'],
  ['nothing', '', 422, 'image_unreadable'],
  ['half a JPEG', Buffer.from('ffd8ffe000104a4649', 'hex'), 422, 'image_unreadable'],
  ['a PNG of 196 megapixels', png(14_000, 14_000), 413, 'image_too_large'],
  ['a PNG of 4 gigapixels', png(65_535, 65_535), 413, 'image_too_large'],
]

test.each(REFUSED)('%s is refused', async (_, body, status, code) => {
  const server = await decoding()
  const headers = { ...(await keyAt(server)), 'content-type': 'image/jpeg' }
  expect(await ask(server.port, PATH, { method: 'POST', headers, body })).toMatchObject({ status, code })
})

const EDGE = 'an-edge'

const part = (name: string, content: Buffer, filename = 'a.jpg') =>
  Buffer.concat([
    Buffer.from(`--${EDGE}\r\ncontent-disposition: form-data; name="${name}"${filename && `; filename="${filename}"`}\r\n\r\n`),
    content,
    Buffer.from('\r\n'),
  ])
const END = Buffer.from(`--${EDGE}--\r\n`)
const form = (...parts: readonly Buffer[]) => Buffer.concat([...parts, END])

const FORMS: readonly [string, Buffer, number, string | undefined][] = [
  [
    'text fields and others beside the picture',
    form(part('a', Buffer.from('b'), ''), part('c', JPEG), part('image', JPEG)),
    200,
    undefined,
  ],
  ['the picture twice: the first counts', form(part('image', JPEG), part('image', Buffer.from('no picture'))), 200, undefined],
  ['the picture as text', form(part('image', JPEG, '')), 400, 'request_invalid'],
  ['an empty picture', form(part('image', Buffer.alloc(0))), 422, 'image_unreadable'],
  ['no part', END, 400, 'request_invalid'],
  ['nothing', Buffer.alloc(0), 400, 'request_invalid'],
  ['its end cut off', part('image', JPEG), 400, 'request_invalid'],
  ['the picture cut off', part('image', JPEG).subarray(0, -40), 400, 'request_invalid'],
  ['a header cut off', part('image', JPEG).subarray(0, 30), 400, 'request_invalid'],
  ['another edge', form(part('image', JPEG)).subarray(3), 400, 'request_invalid'],
  ['a picture of 21 MB', form(part('image', Buffer.alloc(21e6, 0xff))), 413, 'upload_too_large'],
  ['20 MB of something else', form(part('other', Buffer.alloc(21e6, 0xff)), part('image', JPEG)), 413, 'upload_too_large'],
]

test.each(FORMS)('a form with %s', async (_, body, status, code) => {
  const server = await serving()
  const headers = { ...(await keyAt(server)), 'content-type': `multipart/form-data; boundary=${EDGE}` }
  expect(await ask(server.port, PATH, { method: 'POST', headers, body })).toMatchObject({ status, code })
  expect(server.lines).toEqual([])
})

test('a form without an edge is refused', async () => {
  const server = await serving()
  const headers = { ...(await keyAt(server)), 'content-type': 'multipart/form-data' }
  const reply = await ask(server.port, PATH, { method: 'POST', headers, body: form(part('image', JPEG)) })
  expect(reply).toMatchObject({ status: 400, code: 'request_invalid' })
})

test('what says it is larger than 20 MB is not read at all', async () => {
  const server = await serving()
  const headers = { ...(await keyAt(server)), 'content-type': 'image/jpeg', 'content-length': '100000000' }
  const reply = await ask(server.port, PATH, { method: 'POST', headers, body: JPEG })
  expect(reply).toMatchObject({ status: 413, code: 'upload_too_large', headers: { connection: 'close' } })
})

test('what turns out larger while it comes is cut off', async () => {
  const server = await serving()
  const headers = { ...(await keyAt(server)), 'content-type': 'image/jpeg' }
  // The answer, or the connection cut while the rest was being sent.
  expect([413, 'ECONNRESET', 'EPIPE']).toContain(await sendStream(server.port, headers, 100 << 20))
  const { held, faces } = server.engine
  expect([held, faces.faces]).toEqual([undefined, []])
  expect(await ask(server.port, '/api/v1/health')).toMatchObject({ status: 200 })
})

test('a JSON body of megabytes is refused', async () => {
  const server = await serving()
  const { cookie } = await adminAt(server)
  const headers = { cookie, origin: server.url, 'x-rostro-request': '1', 'content-type': 'application/json' }
  const body = JSON.stringify({ consentText: 'x'.repeat(1 << 20) })
  expect(await ask(server.port, '/api/v1/settings', { method: 'PATCH', headers, body })).toMatchObject({ status: 413 })
})

test('fifty bombs at once hold up nobody', async () => {
  const server = await decoding()
  const headers = { ...(await keyAt(server)), 'content-type': 'image/jpeg' }
  const bombs = Array.from({ length: 50 }, (_, i): Promise<Reply | number | string> => {
    if (i % 5 === 4) return sendStream(server.port, headers, 100 << 20)
    const body = [png(14_000, 14_000), '<svg xmlns="http://www.w3.org/2000/svg"/>', 'PK\x03\x04', png(40_000, 40_000)][i % 5]!
    return ask(server.port, PATH, { method: 'POST', headers, body })
  })
  const health = Array.from({ length: 20 }, () => ask(server.port, '/api/v1/health'))
  expect((await Promise.all(health)).map(({ status }) => status)).toEqual(Array(20).fill(200))
  const answers = (await Promise.all(bombs)).map(answer => (typeof answer === 'object' ? answer.status : answer))
  expect(answers.filter(answer => ![413, 415, 422, 429, 'ECONNRESET', 'EPIPE'].includes(answer))).toEqual([])
})

test('of one caller, four pictures are looked at at once, twelve wait, the rest are told to come again', async () => {
  const server = await serving()
  const headers = { ...(await keyAt(server)), 'content-type': 'image/jpeg' }
  let release = () => {}
  server.engine.held = new Promise(resolve => {
    release = resolve
  })
  const asked = Array.from({ length: 40 }, () => ask(server.port, PATH, { method: 'POST', headers, body: JPEG }))
  const first = await Promise.race(asked)
  expect(first).toMatchObject({ status: 429, code: 'too_many_requests', headers: { 'retry-after': '1' } })
  expect(await ask(server.port, '/api/v1/health')).toMatchObject({ status: 200 })
  release()
  const statuses = (await Promise.all(asked)).map(({ status }) => status)
  expect(statuses.filter(status => status === 200)).toHaveLength(16)
  expect(statuses.filter(status => status === 429)).toHaveLength(24)
  expect(server.engine.load.most).toBe(4)
})

test('a sender who goes away in the middle costs a line of nobody’s log, and gives the place back', async () => {
  const server = await serving()
  const headers = { ...(await keyAt(server)), 'content-type': 'image/jpeg', 'content-length': '1000000' }
  const leave = () =>
    new Promise<void>(resolve => {
      const request = httpRequest({ host: '127.0.0.1', port: server.port, path: PATH, method: 'POST', headers, agent: false })
      request.on('error', () => {})
      request.on('close', resolve)
      request.write(Buffer.alloc(1000), () => request.destroy())
    })
  await Promise.all(Array.from({ length: 40 }, leave))
  const { authorization } = headers as Record<string, string>
  const send = () => ask(server.port, PATH, { method: 'POST', headers: { authorization: authorization! }, body: JPEG })
  await expect.poll(async () => (await send()).status).toBe(200)
  expect(server.lines).toEqual([])
})

test('closing cuts off who still sends, and is done soon', async () => {
  const server = await serving()
  const headers = { ...(await keyAt(server)), 'content-type': 'image/jpeg', 'content-length': '1000000' }
  const cut = new Promise(resolve => {
    const request = httpRequest({ host: '127.0.0.1', port: server.port, path: PATH, method: 'POST', headers, agent: false })
    request.on('error', resolve)
    request.write(Buffer.alloc(1000))
  })
  await expect(ask(server.port, '/api/v1/health')).resolves.toMatchObject({ status: 200 })
  await server.close()
  expect(await cut).toMatchObject({ code: 'ECONNRESET' })
  await expect(ask(server.port, '/api/v1/health')).rejects.toMatchObject({ code: 'ECONNREFUSED' })
})
