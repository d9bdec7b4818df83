// Requests no client of ours would send: each gets a refusal that says why, none an unexpected failure.

import { expect, test } from 'vitest'
import { adminAt, ask, serving } from './serving.ts'

const LONG = 'x'.repeat(5000)

const ODD: readonly [method: string, path: string, body?: string][] = [
  ['GET', '/people/%E0%A4%A'],
  ['GET', `/people/${LONG}`],
  ['GET', '/people/%00'],
  ['GET', "/people/'%20OR%201=1--"],
  ['GET', '/people/..%2f..%2fetc%2fpasswd'],
  ['GET', '/people?limit=NaN'],
  ['GET', '/people?limit=-1'],
  ['GET', '/people?limit=1e9'],
  ['GET', '/people?cursor=%7B%7D'],
  ['GET', `/people?cursor=${LONG}`],
  ['GET', '/people?search=%25_%27%22%5C'],
  ['GET', '/people?sort=password'],
  ['GET', '/events?from=yesterday'],
  ['GET', '/events?from=9999-99-99T00:00:00Z'],
  ['GET', '/events?cursor=AAAA'],
  ['GET', '/events?outcome=maybe'],
  ['GET', '/events/__proto__/shot'],
  ['POST', '/keys', '{"name":"a","scopes":["admin"]}'],
  ['POST', '/keys', '{"name":"a","scopes":[]}'],
  ['POST', '/keys', '[]'],
  ['POST', '/keys', 'null'],
  ['POST', '/keys', '{'],
  ['POST', '/keys', '"\\ud800"'],
  ['POST', '/keys', `${'['.repeat(50_000)}${']'.repeat(50_000)}`],
  ['POST', '/photos/move', '{"photoIds":["a","a"],"to":{"newName":"\\u0000"}}'],
  ['POST', '/accounts', '{"name":" ","password":"long enough to be one","role":"admin"}'],
  ['POST', '/accounts', '{"name":"ADA","password":"long enough to be one","role":"admin"}'],
  ['POST', '/accounts', '{"name":"\\u202eada","password":"long enough to be one","role":"admin"}'],
  ['POST', '/session', `{"name":"${'a'.repeat(64)}","password":"${'é'.repeat(200)}"}`],
  ['POST', '/session', '{"name":{"$ne":1},"password":["a"]}'],
  ['POST', '/cameras', '{"name":"a","address":"rtsp://\\u0000"}'],
  ['POST', '/cameras', '{"name":"a","address":"camera:0","settings":{"zones":[{"name":"a","points":[]}]}}'],
  ['POST', '/recognize', 'no form'],
  ['PATCH', '/settings', '{"threshold":1e999}'],
  ['PATCH', '/settings', '{"eventDays":1.5}'],
  ['DELETE', '/people/nobody?now=perhaps', ''],
  ['TRACE', '/people'],
  ['OPTIONS', '/people'],
  ['PUT', '/people', '{}'],
]

test.each(ODD)('%s %.60s is refused in the envelope', async (method, path, body) => {
  const server = await serving()
  const { cookie } = await adminAt(server)
  const headers = { cookie, origin: server.url, 'x-rostro-request': '1', 'content-type': 'application/json' }
  const reply = await ask(server.port, `/api/v1${path}`, { method, headers, ...(body !== undefined && { body }) })
  const harmless = path.startsWith('/people?search=')
  expect(reply.status, reply.text).toBeGreaterThanOrEqual(harmless ? 200 : 400)
  expect(reply.status, reply.text).toBeLessThan(500)
  if (!harmless) expect(reply.code, reply.text).toBeDefined()
  expect(server.lines).toEqual([])
})
