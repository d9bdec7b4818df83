// Who may open a live connection, decided before a single frame is read.

import type { IncomingMessage } from 'node:http'
import { expect, test } from 'vitest'
import type { LiveAccount, LiveOptions, LiveRefusal } from '../../src/server/live/live-sockets.ts'
import { adminAt, deafLive, serving } from './serving.ts'

async function door() {
  const taken: { options?: LiveOptions } = {}
  const server = await serving({
    live: options => {
      taken.options = options
      return deafLive([])
    },
  })
  const admin = await adminAt(server)
  const host = `localhost:${server.port}`
  const knock = (headers: Record<string, string | undefined>, url = '/api/v1/live') =>
    taken.options!.authorize({ headers: { host, ...headers }, url } as unknown as IncomingMessage)
  return { ...server, server, admin, knock, origin: `http://${host}` }
}

const isLetIn = (answer: LiveAccount | LiveRefusal): answer is LiveAccount => !('refused' in answer)

test('the page opens one with its session; other pages, and nobody, do not', async () => {
  const { admin, knock, origin } = await door()
  const { cookie } = admin
  expect(await knock({ cookie, origin })).toMatchObject({ name: 'Ada', role: 'admin', scopes: undefined })
  expect(await knock({ cookie, origin: 'https://evil.com' })).toEqual({ refused: 403 })
  expect(await knock({ cookie, origin: 'null' })).toEqual({ refused: 403 })
  expect(await knock({ cookie })).toEqual({ refused: 403 })
  expect(await knock({ cookie, origin, host: 'evil.com' })).toEqual({ refused: 421 })
  expect(await knock({ origin })).toEqual({ refused: 401 })
  expect(await knock({ cookie: `rostro_session=${'a'.repeat(43)}`, origin })).toEqual({ refused: 401 })
})

test('a program opens one with its key, and has only the key’s scopes', async () => {
  const { admin, knock } = await door()
  const { key } = await admin.api('POST /keys', { body: { name: 'wall', scopes: ['live', 'recognize'] } })
  expect(await knock({ authorization: `Bearer ${key}` })).toMatchObject({ role: 'admin', scopes: ['recognize', 'live'] })
  expect(await knock({ authorization: `Bearer ${key.slice(0, -1)}x` })).toEqual({ refused: 401 })
  expect(await knock({ authorization: `Bearer ${key}`, origin: 'https://evil.com' })).toEqual({ refused: 403 })
  expect(await knock({}, `/api/v1/live?key=${key}`)).toEqual({ refused: 401 })
})

test('a ticket opens one connection, within half a minute', async () => {
  const { admin, knock, server } = await door()
  const urlOf = async () => `/api/v1/live?ticket=${(await admin.api('POST /session/ticket')).ticket}`
  const url = await urlOf()
  expect(isLetIn(await knock({}, url))).toBe(true)
  expect(await knock({}, url)).toEqual({ refused: 401 })
  const late = await urlOf()
  server.later = 30_001
  expect(await knock({}, late)).toEqual({ refused: 401 })
})

test('whoever is signed out, withdrawn or made less is noticed on an open connection', async () => {
  const { admin, knock, origin } = await door()
  const made = await admin.api('POST /keys', { body: { name: 'wall', scopes: ['live'] } })
  const byKey = await knock({ authorization: `Bearer ${made.key}` })
  const bySession = await knock({ cookie: admin.cookie, origin })
  if (!isLetIn(byKey) || !isLetIn(bySession)) throw new Error('refused')
  expect([await byKey.again(), await bySession.again()]).toMatchObject([{ scopes: ['live'] }, { role: 'admin' }])
  await admin.api('DELETE /keys/:keyId', { params: { keyId: made.id } })
  await admin.api('DELETE /session')
  expect([await byKey.again(), await bySession.again()]).toEqual([undefined, undefined])
})
