// Set-up, signing in, sessions and keys, over HTTP against a real store.

import { expect, test } from 'vitest'
import { createClient } from '../../src/client.ts'
import { ADMIN, adminAt, browserAt, serving } from './serving.ts'

test('the set-up link makes the first account, which is then signed in', async () => {
  const server = await serving()
  expect(server.setupUrl).toMatch(/^http:\/\/localhost:\d+\/setup#[\w-]{43}$/)
  const admin = await adminAt(server)
  expect(admin.cookie).toMatch(/^rostro_session=[\w-]{43}$/)
  expect(await admin.api('GET /people')).toEqual({ items: [], next: null, total: 0 })
  expect((await admin.api('GET /session')).account).toMatchObject({ name: 'Ada', role: 'admin' })
})

test('the set-up token works once', async () => {
  const server = await serving()
  await adminAt(server)
  await expect(adminAt(server)).rejects.toMatchObject({ status: 401, code: 'setup_invalid' })
})

test('the set-up token works for an hour', async () => {
  const server = await serving()
  server.later = 3_600_001
  await expect(adminAt(server)).rejects.toMatchObject({ status: 401, code: 'setup_invalid' })
})

test('a wrong set-up token makes no account', async () => {
  const server = await serving()
  const attempt = browserAt(server.url).api('POST /setup', { body: { ...ADMIN, token: 'guessed' } })
  await expect(attempt).rejects.toMatchObject({ status: 401, code: 'setup_invalid' })
  expect(await server.store.accounts.list()).toEqual([])
})

test('with an account there is no set-up link', async () => {
  const first = await serving()
  await adminAt(first)
  const second = await serving({ store: first.store })
  expect(second.setupUrl).toBeUndefined()
})

test('signing in gives a new session and ends the one that came along', async () => {
  const server = await serving()
  const admin = await adminAt(server)
  const old = admin.cookie
  await admin.api('POST /session', { body: ADMIN })
  expect(admin.cookie).not.toBe(old)
  admin.cookie = old
  await expect(admin.api('GET /session')).rejects.toMatchObject({ status: 401 })
})

test('the cookie is out of reach for scripts and other sites', async () => {
  const server = await serving()
  const response = await fetch(`${server.url}/api/v1/setup`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-rostro-request': '1' },
    body: JSON.stringify({ ...ADMIN, token: server.setupToken }),
  })
  expect(response.headers.get('set-cookie')).toMatch(/; Path=\/; HttpOnly; SameSite=Strict$/)
})

test('a wrong password and an unknown name are answered alike', async () => {
  const server = await serving()
  await adminAt(server)
  const { api } = browserAt(server.url)
  const refusals = [
    { name: ADMIN.name, password: 'wrong' },
    { name: 'Nobody', password: 'wrong' },
  ].map(body => api('POST /session', { body }).catch((error: unknown) => error))
  const [wrong, unknown] = (await Promise.all(refusals)) as { status: number; message: string }[]
  expect(wrong).toMatchObject({ status: 401, code: 'sign_in_failed' })
  expect(unknown!.message).toBe(wrong!.message)
})

test('five attempts are free, then one waits, also after a restart', async () => {
  const server = await serving()
  await adminAt(server)
  const wrong = () => browserAt(server.url).api('POST /session', { body: { ...ADMIN, password: 'wrong' } })
  for (let i = 0; i < 5; i++) await expect(wrong()).rejects.toMatchObject({ code: 'sign_in_failed' })
  await expect(wrong()).rejects.toMatchObject({ status: 429, code: 'too_many_attempts' })

  const restarted = await serving({ store: server.store })
  const right = () => browserAt(restarted.url).api('POST /session', { body: ADMIN })
  await expect(right()).rejects.toMatchObject({ status: 429 })
  const response = await fetch(`${restarted.url}/api/v1/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-rostro-request': '1' },
    body: JSON.stringify(ADMIN),
  })
  expect(Number(response.headers.get('retry-after'))).toBeLessThanOrEqual(30)
})

const HOUR_MS = 3_600_000

test('a session ends twelve hours after it was used last', async () => {
  const server = await serving()
  const admin = await adminAt(server)
  for (const hours of [11, 22, 33]) {
    server.later = hours * HOUR_MS
    await admin.api('GET /session')
  }
  server.later = 46 * HOUR_MS
  await expect(admin.api('GET /session')).rejects.toMatchObject({ status: 401, code: 'unauthenticated' })
})

test('a session ends seven days after it began, however much it is used', async () => {
  const server = await serving()
  const admin = await adminAt(server)
  for (let hours = 11; hours < 7 * 24; hours += 11) {
    server.later = hours * HOUR_MS
    await admin.api('GET /session')
  }
  server.later = 7 * 24 * HOUR_MS
  await expect(admin.api('GET /session')).rejects.toMatchObject({ status: 401 })
})

test('signing out ends the session', async () => {
  const server = await serving()
  const admin = await adminAt(server)
  const { cookie } = admin
  await admin.api('DELETE /session')
  admin.cookie = cookie
  await expect(admin.api('GET /session')).rejects.toMatchObject({ status: 401 })
})

test('a new password signs out everywhere else', async () => {
  const server = await serving()
  const admin = await adminAt(server)
  const elsewhere = browserAt(server.url)
  await elsewhere.api('POST /session', { body: ADMIN })
  await admin.api('PUT /session/password', { body: { current: ADMIN.password, next: 'another long phrase' } })
  await admin.api('GET /session')
  await expect(elsewhere.api('GET /session')).rejects.toMatchObject({ status: 401 })
  await expect(elsewhere.api('POST /session', { body: ADMIN })).rejects.toMatchObject({ code: 'sign_in_failed' })
  await elsewhere.api('POST /session', { body: { ...ADMIN, password: 'another long phrase' } })
})

test('the last admin can neither be deleted nor become less', async () => {
  const server = await serving()
  const { api } = await adminAt(server)
  const [ada] = await api('GET /accounts')
  const params = { accountId: ada!.id }
  await expect(api('DELETE /accounts/:accountId', { params })).rejects.toMatchObject({ status: 409, code: 'last_admin' })
  await expect(api('PATCH /accounts/:accountId', { params, body: { role: 'viewer' } })).rejects.toMatchObject({ status: 409 })
})

test('an API key is shown once, works until withdrawn, and is kept as a hash', async () => {
  const server = await serving()
  const { api } = await adminAt(server)
  const made = await api('POST /keys', { body: { name: 'door', scopes: ['people:read'] } })
  expect(made.key).toMatch(/^rk_[0-9a-f]{8}_[\w-]{43}$/)
  expect(made.key.startsWith(made.prefix)).toBe(true)
  expect(JSON.stringify(await api('GET /keys'))).not.toContain(made.key)
  const program = createClient({ baseUrl: server.url, apiKey: made.key })
  expect(await program('GET /people')).toMatchObject({ total: 0 })
  await expect(program('GET /events')).rejects.toMatchObject({ status: 403 })
  await api('DELETE /keys/:keyId', { params: { keyId: made.id } })
  await expect(program('GET /people')).rejects.toMatchObject({ status: 401 })
})

test('an API key ends on its day', async () => {
  const server = await serving()
  const { api } = await adminAt(server)
  const { key } = await api('POST /keys', { body: { name: 'door', scopes: ['people:read'], expiresInDays: 2 } })
  const program = createClient({ baseUrl: server.url, apiKey: key })
  await program('GET /people')
  server.later = 2 * 86_400_000
  await expect(program('GET /people')).rejects.toMatchObject({ status: 401, code: 'unauthenticated' })
})

test('an API key can do no more than the account that made it', async () => {
  const server = await serving()
  const ada = await adminAt(server)
  const bo = { name: 'Bo', password: 'another long phrase' }
  const { id } = await ada.api('POST /accounts', { body: { ...bo, role: 'admin' } })
  const other = browserAt(server.url)
  await other.api('POST /session', { body: bo })
  const { key } = await other.api('POST /keys', { body: { name: 'door', scopes: ['people:write'] } })
  const program = createClient({ baseUrl: server.url, apiKey: key })
  await program('POST /enrolments', { body: {} })
  await ada.api('PATCH /accounts/:accountId', { params: { accountId: id }, body: { role: 'viewer' } })
  await expect(program('POST /enrolments', { body: {} })).rejects.toMatchObject({ status: 403 })
})
