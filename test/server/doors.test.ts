// Who gets in by network: names, pages, proxies, addresses; and what every answer carries.

import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { checkBinding, proxyList } from '../../src/server/listen.ts'
import { allowedNames, checkHandshake, checkHost, checkWrite } from '../../src/server/origins.ts'
import { adminAt, ask, serving } from './serving.ts'

test.each(['evil.com', 'localhost.evil.com', 'localhost', '127.0.0.1:1', '169.254.169.254', 'localhost:x'])(
  'a page that calls the server "%s" gets nothing',
  async host => {
    const { port } = await serving()
    for (const path of ['/', '/api/v1/health', '/api/v1/people'])
      expect([400, 421], path).toContain((await ask(port, path, { headers: { host } })).status)
  },
)

test.each(['localhost', '127.0.0.1', '[::1]'])('the server answers as %s', async name => {
  const { port } = await serving()
  expect(await ask(port, '/api/v1/health', { headers: { host: `${name}:${port}` } })).toMatchObject({ status: 200 })
})

test('it listens on loopback only, in both families where there are two', async () => {
  const { port } = await serving()
  const health = (host: string) => fetch(`http://${host}:${port}/api/v1/health`).then(response => response.status)
  expect(await health('127.0.0.1')).toBe(200)
  const other = await health('[::1]').catch(() => 'no such family')
  expect([200, 'no such family']).toContain(other)
})

const body = JSON.stringify({ name: 'door', scopes: ['people:read'] })
const JSON_TYPE = { 'content-type': 'application/json' }
const MARKED = { 'x-rostro-request': '1' }

test('another page cannot write with the cookie, whatever it sends', async () => {
  const server = await serving()
  const { cookie } = await adminAt(server)
  const { url, port } = server
  const attempts: [string, Record<string, string>, number][] = [
    ['the page itself', { ...MARKED, origin: url }, 201],
    ['the page itself, older browser', { ...MARKED, 'sec-fetch-site': 'same-origin' }, 201],
    ['another origin', { ...MARKED, origin: 'https://evil.com' }, 403],
    ['another port', { ...MARKED, origin: 'http://localhost:1' }, 403],
    ['https of the same name', { ...MARKED, origin: url.replace('http:', 'https:') }, 403],
    ['origin null', { ...MARKED, origin: 'null' }, 403],
    ['no origin', { ...MARKED }, 403],
    ['no mark', { origin: url }, 403],
    ['cross-site by the browser’s word', { ...MARKED, origin: url, 'sec-fetch-site': 'cross-site' }, 403],
  ]
  for (const [what, headers, status] of attempts) {
    const reply = await ask(port, '/api/v1/keys', { method: 'POST', body, headers: { cookie, ...JSON_TYPE, ...headers } })
    expect(reply.status, what).toBe(status)
    if (status === 403) expect(reply.code, what).toBe('origin_refused')
  }
})

test('a form of another page cannot sign anybody in', async () => {
  const { port } = await serving()
  const reply = await ask(port, '/api/v1/session', { method: 'POST', body: '{}', headers: { 'content-type': 'text/plain' } })
  expect(reply).toMatchObject({ status: 403, code: 'origin_refused' })
})

test('only JSON is taken for JSON', async () => {
  const server = await serving()
  const { cookie } = await adminAt(server)
  const headers = { cookie, ...MARKED, origin: server.url, 'content-type': 'text/plain' }
  expect(await ask(server.port, '/api/v1/keys', { method: 'POST', body, headers })).toMatchObject({
    status: 400,
    code: 'request_invalid',
  })
})

test('names that reach into prototypes reach nothing', async () => {
  const server = await serving()
  const { cookie } = await adminAt(server)
  const headers = { cookie, ...MARKED, ...JSON_TYPE, origin: server.url }
  const evil = '{"__proto__":{"keepUnknown":true},"constructor":{"prototype":{"keepUnknown":true}},"eventDays":9}'
  const reply = await ask(server.port, '/api/v1/settings', { method: 'PATCH', body: evil, headers })
  expect(JSON.parse(reply.text)).toMatchObject({ keepUnknown: false, eventDays: 9 })
  expect(({} as Record<string, unknown>)['keepUnknown']).toBeUndefined()
})

test('a key in the address is no key', async () => {
  const server = await serving()
  const { api } = await adminAt(server)
  const { key } = await api('POST /keys', { body: { name: 'door', scopes: ['people:read'] } })
  for (const query of [`key=${key}`, `access_token=${key}`, `authorization=Bearer ${key}`])
    expect(await ask(server.port, `/api/v1/people?${encodeURI(query)}`)).toMatchObject({ status: 401 })
  const headers = { authorization: `Bearer ${key}` }
  expect(await ask(server.port, '/api/v1/people', { headers })).toMatchObject({ status: 200 })
})

test('every answer carries the policy, and none a version', async () => {
  const server = await serving()
  const { cookie } = await adminAt(server)
  for (const path of ['/', '/people', '/api/v1/health', '/api/v1/people', '/api/v1/nothing', '/assets/none.js']) {
    const { headers } = await ask(server.port, path, { headers: { cookie } })
    expect(headers['content-security-policy'], path).toBe(
      "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; media-src 'self' blob:; " +
        "connect-src 'self'; worker-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'",
    )
    expect(headers, path).toMatchObject({
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'permissions-policy': expect.stringContaining('camera=(self)') as string,
      'cache-control': 'no-store',
    })
    expect(Object.keys(headers).filter(name => /server|powered|version/.test(name))).toEqual([])
  }
})

test('an unexpected failure tells its request, and nothing else', async () => {
  const server = await serving()
  const { cookie } = await adminAt(server)
  server.engine.describe = () => Promise.reject(new Error('secret of /home/ada'))
  const reply = await ask(server.port, '/api/v1/models', { headers: { cookie } })
  const { error } = JSON.parse(reply.text) as { error: { code: string; message: string; requestId: string } }
  expect(reply.status).toBe(500)
  expect(error).toMatchObject({ code: 'unexpected', requestId: reply.headers['x-request-id'] })
  expect(error.message).not.toContain('ada')
  const logged = server.lines.filter(line => line.includes('secret of /home/ada'))
  expect(logged).toHaveLength(1)
  expect(logged[0]).toContain(error.requestId)
})

test('health and ready tell a stranger nothing but themselves', async () => {
  const server = await serving()
  expect((await ask(server.port, '/api/v1/health')).text).toBe('{"status":"ok"}')
  expect(await ask(server.port, '/api/v1/ready')).toMatchObject({ status: 200, text: '{"ready":true}' })
  server.engine.listener.onProblem({ code: 'store_unavailable', message: 'The disk /home/ada is full.' })
  expect(await ask(server.port, '/api/v1/ready')).toMatchObject({ status: 503, text: '{"ready":false}' })
  server.engine.listener.onProblem(undefined)
  expect(await ask(server.port, '/api/v1/ready')).toMatchObject({ status: 200 })
})

test('the page’s files are served, its paths lead to the page, and nothing outside is', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'rostro-page-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const webRoot = join(folder, 'web')
  await mkdir(join(webRoot, 'assets'), { recursive: true })
  await writeFile(join(webRoot, 'index.html'), 'the page')
  await writeFile(join(webRoot, 'assets', 'index-DQpOKpSB.js'), 'a script')
  await writeFile(join(webRoot, '.env.json'), 'hidden')
  await writeFile(join(folder, 'secret.txt'), 'secret')
  const { port } = await serving({ webRoot })
  expect(await ask(port, '/assets/index-DQpOKpSB.js')).toMatchObject({
    text: 'a script',
    headers: { 'cache-control': 'public, max-age=31536000, immutable', 'content-type': 'text/javascript; charset=utf-8' },
  })
  for (const path of ['/', '/people/12', '/setup']) expect(await ask(port, path), path).toMatchObject({ text: 'the page' })
  const outside = ['/../secret.txt', '/%2e%2e/secret.txt', '/..%2fsecret.txt', '/assets/..%2f..%2fsecret.txt', '/.env.json']
  for (const path of [...outside, '/%00.txt', '/..%5csecret.txt', '/%E0%A4%A.txt'])
    expect((await ask(port, path)).text, path).not.toMatch(/secret$|hidden/)
})

test('without a built page, a sentence says how to build it', async () => {
  const { port } = await serving()
  expect(await ask(port, '/')).toMatchObject({ status: 200, text: expect.stringContaining('npm run build') as string })
})

test('a taken port is named', async () => {
  const { port } = await serving()
  await expect(serving({ port })).rejects.toMatchObject({
    code: 'binding_refused',
    message: expect.stringContaining('--port') as string,
  })
})

test('beyond loopback, nothing is opened without encryption', async () => {
  await expect(serving({ host: '0.0.0.0' })).rejects.toMatchObject({ code: 'binding_refused' })
  const common = { port: 0, publicNames: [] }
  const tls = { cert: 'c', key: 'k' }
  const refused = expect.objectContaining({ code: 'binding_refused' }) as Error
  expect(() => {
    checkBinding({ ...common, host: '192.168.1.5' })
  }).toThrow(refused)
  expect(() => {
    checkBinding({ ...common, host: '0.0.0.0', tls })
  }).toThrow(refused)
  expect(() => {
    checkBinding({ ...common, host: '192.168.1.5', tls })
  }).not.toThrow()
  expect(() => {
    checkBinding({ ...common, host: '0.0.0.0', trustedProxy: '10.0.0.1', publicNames: ['rostro.example'] })
  }).not.toThrow()
  for (const host of ['127.0.0.1', '::1', 'localhost', undefined])
    expect(() => {
      checkBinding({ ...common, host })
    }).not.toThrow()
  for (const wrong of ['', 'proxy', '10.0.0.0/0', '10.0.0.0/33', '10.0.0.1/x'])
    expect(() => proxyList(wrong), wrong).toThrow(refused)
})

test('behind a proxy, pages come over https and the cookie says so', async () => {
  const server = await serving({ trustedProxy: '127.0.0.1', publicNames: ['rostro.example'] })
  expect(server.url).toBe('https://rostro.example')
  const headers = { host: 'rostro.example', origin: 'https://rostro.example', ...MARKED, ...JSON_TYPE }
  const account = { name: 'Ada', password: 'a long pass phrase', token: server.setupToken }
  const reply = await ask(server.port, '/api/v1/setup', { method: 'POST', headers, body: JSON.stringify(account) })
  expect(reply.status).toBe(201)
  expect(String(reply.headers['set-cookie'])).toMatch(/^__Host-rostro_session=[\w-]{43}; .*HttpOnly; SameSite=Strict; Secure$/)
})

test('attempts behind a proxy are counted for the address the proxy names last', async () => {
  const server = await serving({ trustedProxy: '127.0.0.1', publicNames: ['rostro.example'] })
  const from = (forwarded: string, name: string) =>
    ask(server.port, '/api/v1/session', {
      method: 'POST',
      headers: { host: 'rostro.example', ...MARKED, ...JSON_TYPE, 'x-forwarded-for': forwarded },
      body: JSON.stringify({ name, password: 'wrong' }),
    })
  for (let i = 0; i < 5; i++) await from(`1.1.1.${i}, 203.0.113.7`, `name ${i}`)
  expect(await from('9.9.9.9, 203.0.113.7', 'one more')).toMatchObject({ status: 429 })
  expect(await from('203.0.113.7, 203.0.113.8', 'one more')).toMatchObject({ status: 401 })
})

const allowed = allowedNames({ port: 7878, secure: false, publicNames: [] })

test('a live connection with a cookie must come from the page; a program with a key sends no origin', () => {
  const refused = expect.objectContaining({ code: 'origin_refused' }) as Error
  expect(() => {
    checkHandshake({ origin: 'http://localhost:7878', auth: 'cookie' }, allowed)
  }).not.toThrow()
  expect(() => {
    checkHandshake({ origin: undefined, auth: 'key' }, allowed)
  }).not.toThrow()
  for (const origin of [undefined, 'null', 'https://evil.com'])
    expect(() => {
      checkHandshake({ origin, auth: 'cookie' }, allowed)
    }).toThrow(refused)
  expect(() => {
    checkHandshake({ origin: 'https://evil.com', auth: 'key' }, allowed)
  }).toThrow(refused)
  expect(() => {
    checkWrite({ origin: undefined, fetchSite: undefined, marked: false, auth: 'key' }, allowed)
  }).not.toThrow()
})

test('a public name is taken with and without the port, another one never', () => {
  const names = allowedNames({ port: 7878, secure: true, publicNames: ['Rostro.example', 'door.example:8443'] })
  for (const host of ['rostro.example', 'ROSTRO.example:7878', 'door.example:8443', 'localhost:7878']) checkHost(host, names)
  for (const host of ['door.example', 'evil.example', 'rostro.example.evil.com', undefined])
    expect(() => {
      checkHost(host, names)
    }).toThrow()
  expect(names.origins.has('https://rostro.example')).toBe(true)
  expect(names.origins.has('http://rostro.example')).toBe(false)
})
