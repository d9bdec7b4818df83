// What the client sends and what it makes of answers, against a fetch that only listens.

import { describe, expect, test } from 'vitest'
import { ApiError, createClient, pathOf } from './client.ts'

interface Sent {
  readonly url: string
  readonly init: RequestInit
}

function answering(response: () => Response) {
  const sent: Sent[] = []
  const listen: typeof fetch = (url, init = {}) => {
    sent.push({ url: url instanceof Request ? url.url : url.toString(), init })
    return Promise.resolve(response())
  }
  return { sent, fetch: listen }
}
const json =
  (value: unknown, status = 200) =>
  () =>
    Response.json(value, { status })

describe('a call', () => {
  test('puts parameters into the path, whatever they contain', () => {
    expect(pathOf('GET /people/:personId/photos', { personId: '../a b' })).toBe('/api/v1/people/..%2Fa%20b/photos')
  })

  test('sends query, body and key where they belong', async () => {
    const server = answering(json({ undoUntil: null }))
    const api = createClient({ baseUrl: 'http://rostro', apiKey: 'rk_1', fetch: server.fetch })
    await api('DELETE /people/:personId', { params: { personId: '7' }, query: { now: 'true' } })
    await api('PATCH /people/:personId', { params: { personId: '7' }, body: { name: 'Ana' } })
    expect(server.sent.map(({ url, init }) => [init.method, url, init.body])).toEqual([
      ['DELETE', 'http://rostro/api/v1/people/7?now=true', undefined],
      ['PATCH', 'http://rostro/api/v1/people/7', '{"name":"Ana"}'],
    ])
    expect(server.sent[1]!.init.headers).toEqual({
      'x-rostro-request': '1',
      authorization: 'Bearer rk_1',
      'content-type': 'application/json',
    })
  })

  test('sends pictures as a form', async () => {
    const server = answering(json({ width: 1, height: 1, faces: [] }))
    const api = createClient({ fetch: server.fetch })
    await api('POST /recognize', { pictures: { image: new Blob(['x']) } })
    const { body, headers } = server.sent[0]!.init
    expect(body).toBeInstanceOf(FormData)
    expect(headers).not.toHaveProperty('content-type')
  })

  test('gives JSON, a blob, or nothing', async () => {
    expect(await createClient({ fetch: answering(json({ status: 'ok' })).fetch })('GET /health')).toEqual({ status: 'ok' })
    const jpeg = answering(() => new Response('bytes', { headers: { 'content-type': 'image/jpeg' } }))
    const photo = await createClient({ fetch: jpeg.fetch })('GET /photos/:photoId', { params: { photoId: '1' } })
    expect(await photo.text()).toBe('bytes')
    const empty = answering(() => new Response(null, { status: 204 }))
    await expect(createClient({ fetch: empty.fetch })('DELETE /session')).resolves.toBeUndefined()
  })
})

describe('a refusal', () => {
  test('is thrown with code, sentence and request id', async () => {
    const error = { code: 'name_taken', message: 'The name is taken.', requestId: 'r1' }
    const api = createClient({ fetch: answering(json({ error }, 409)).fetch })
    await expect(api('GET /settings')).rejects.toEqual(Object.assign(new ApiError(409, 'name_taken', 'The name is taken.', 'r1')))
  })

  test('of something that is not Rostro still says what came', async () => {
    const api = createClient({ fetch: answering(() => new Response('<html>', { status: 502 })).fetch })
    await expect(api('GET /settings')).rejects.toMatchObject({ code: 'unexpected', message: 'The server answered 502.' })
  })
})
