// Every route with every kind of caller: what the table says is what happens.

import { expect, test } from 'vitest'
import { API } from '../../src/server/contract/api.ts'
import { KIOSK_SCOPE, ALL_SCOPES, ROLES, type Route } from '../../src/server/contract/route.ts'
import { kioskScopes } from '../../src/server/kiosk-key.ts'
import { hashOf, newKey, newToken } from '../../src/server/secrets.ts'
import { adminAt, ask, serving, type Serving } from './serving.ts'

const routes = Object.entries(API).map(([key, route]: [string, Route]) => {
  const [method = '', path = ''] = key.split(' ', 2)
  return { key, route, method, path: `/api/v1${path.replace(/:\w+/g, 'nothing')}` }
})

interface Caller {
  readonly name: string
  readonly expected: (route: Route) => 401 | 403 | 'let through'
  readonly headers: (server: Serving) => Promise<Record<string, string>>
}

const PASSWORD = 'no hash at all, so nobody can sign in with it'

/** A session made in the store itself, anew for every request: some requests end it. */
async function sessionOf(role: (typeof ROLES)[number], { store, url }: Serving): Promise<Record<string, string>> {
  const found = await store.accounts.findByName(role)
  const account = found?.account ?? (await store.accounts.add({ name: role, role, passwordHash: PASSWORD }))
  const token = newToken()
  await store.accounts.addSession({ tokenHash: hashOf(token), accountId: account.id, expiresAt: new Date(Date.now() + 60_000) })
  return { cookie: `rostro_session=${token}`, origin: url }
}

/** A kiosk's key is bound to a door: here to the one of the made-up addresses. */
const scopesOf = (scope: string): readonly string[] => (scope === KIOSK_SCOPE ? kioskScopes('nothing') : [scope])

const callers: readonly Caller[] = [
  {
    name: 'nobody',
    expected: ({ access }) => (access === 'public' ? 'let through' : 401),
    headers: () => Promise.resolve({}),
  },
  ...ROLES.map((role): Caller => {
    const enough = ({ access }: Route) => access === 'public' || ROLES.indexOf(role) >= ROLES.indexOf(access.role)
    return {
      name: role,
      expected: route => (enough(route) ? 'let through' : 403),
      headers: server => sessionOf(role, server),
    }
  }),
  ...ALL_SCOPES.map((scope): Caller => ({
    name: `a key for ${scope}`,
    expected: ({ access }) => (access === 'public' || access.scope === scope ? 'let through' : 403),
    async headers({ store }) {
      const [admin] = await store.accounts.list()
      const { key, prefix } = newKey()
      const made = {
        name: scope,
        prefix,
        keyHash: hashOf(key),
        scopes: scopesOf(scope),
        accountId: admin!.id,
        expiresAt: undefined,
      }
      await store.accounts.addKey(made)
      return { authorization: `Bearer ${key}` }
    },
  })),
]

test.each(callers.map(caller => [caller.name, caller] as const))(
  '%s reaches exactly the routes the table says',
  async (_, caller) => {
    const server = await serving()
    await adminAt(server)
    const found: Record<string, unknown> = {}
    const expected: Record<string, unknown> = {}
    for (const { key, route, method, path } of routes) {
      const headers = { ...(await caller.headers(server)), 'x-rostro-request': '1', 'content-type': 'application/json' }
      const reply = await ask(server.port, path, { method, headers, ...(method !== 'GET' && { body: '{}' }) })
      // Wrong set-up tokens and sign-ins answer 401, too, for another reason.
      const refused = reply.code === 'unauthenticated' || reply.code === 'forbidden'
      found[key] = refused ? reply.status : 'let through'
      expected[key] = caller.expected(route)
      expect(reply.status, `${key}: ${reply.text}`).not.toBe(500)
    }
    expect(found).toEqual(expected)
  },
)

test('every route says who may call it, and only what must be is public', () => {
  const open = routes.filter(({ route }) => route.access === 'public').map(({ key }) => key)
  expect(open).toEqual(['GET /health', 'GET /ready', 'POST /setup', 'POST /session'])
  const writable = routes.filter(({ route, method }) => method !== 'GET' && route.access !== 'public')
  // Looking at a picture changes nothing, and signing out is everybody's.
  const harmless = ['POST /recognize', 'POST /verify', 'DELETE /session', 'PUT /session/password', 'POST /session/ticket']
  const byViewers = writable.filter(({ route }) => route.access !== 'public' && route.access.role === 'viewer')
  expect(byViewers.map(({ key }) => key)).toEqual(harmless)
})

test('no key reaches accounts, keys or the change of settings', () => {
  const closed = routes.filter(({ route }) => route.access !== 'public' && !route.access.scope).map(({ key }) => key)
  expect(closed).toEqual([
    'PUT /remembering',
    'GET /audit',
    'POST /retention/confirm',
    'POST /doors/:doorId/kiosk',
    'POST /models/change',
    'POST /models/change/switch',
    'DELETE /models/change',
    'PATCH /settings',
    'GET /session',
    'DELETE /session',
    'PUT /session/password',
    'GET /accounts',
    'POST /accounts',
    'PATCH /accounts/:accountId',
    'DELETE /accounts/:accountId',
    'GET /keys',
    'POST /keys',
    'DELETE /keys/:keyId',
  ])
})

test('the description of the API and its reference need a login', async () => {
  const server = await serving()
  const admin = await adminAt(server)
  for (const path of ['/api/v1/openapi.json', '/api/reference/', '/api/reference/start.js'])
    expect(await ask(server.port, path), path).toMatchObject({ status: 401, code: 'unauthenticated' })
  const reply = await ask(server.port, '/api/v1/openapi.json', { headers: { cookie: admin.cookie } })
  const described = JSON.parse(reply.text) as { openapi: string; paths: Record<string, Record<string, { 'x-role'?: string }>> }
  expect(described.openapi).toBe('3.1.0')
  const operations = Object.values(described.paths).flatMap(path => Object.keys(path))
  expect(operations).toHaveLength(routes.length)
  expect(described.paths['/people/{personId}']!['patch']!['x-role']).toBe('operator')
})

test('what is not in the table is not there', async () => {
  const server = await serving()
  const { cookie } = await adminAt(server)
  for (const path of ['/api/v1/nothing', '/api/v1/people/../../etc', '/api/v2/people', '/api'])
    expect(await ask(server.port, path, { headers: { cookie } }), path).toMatchObject({ status: 404, code: 'route_not_found' })
})
