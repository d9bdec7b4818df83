// Accounts, keys, settings and the system itself in the fake API. The password of every account is PASSWORD.

import type { ApiRoute } from '../../../src/server/contract/api.ts'
import type { AccountJson, SessionJson } from '../../../src/client.ts'
import { RostroError } from '../../../src/core/errors.ts'
import type { Handlers } from './handler.ts'
import { NOW, type World } from './world.ts'

export const PASSWORD = 'correct horse battery'
export const SETUP_TOKEN = 'made-up-token'

const now = () => new Date(NOW).toISOString()

function sessionOf({ account }: World): SessionJson {
  if (!account) throw new RostroError('unauthenticated', 'Sign in first.')
  return { account, expiresAt: new Date(NOW + 8 * 3_600_000).toISOString() }
}

function accountOf(world: World, accountId: string | undefined): AccountJson {
  const account = world.accounts.get(accountId ?? '')
  if (!account) throw new RostroError('account_not_found', 'There is no such account.')
  return account
}

function addAccount(world: World, name: string, role: AccountJson['role']): AccountJson {
  if ([...world.accounts.values()].some(account => account.name === name)) {
    throw new RostroError('name_taken', `There is an account called ${name} already.`)
  }
  const account = { id: world.nextId('a'), name, role, createdAt: now(), lastSignInAt: null }
  world.accounts.set(account.id, account)
  return account
}

function refuseLastAdmin(world: World, accountId: string) {
  const others = [...world.accounts.values()].filter(({ id, role }) => role === 'admin' && id !== accountId)
  if (others.length === 0) throw new RostroError('last_admin', 'The last administrator stays.')
}

type SystemRoute = Extract<
  ApiRoute,
  | `${string} /session${string}`
  | `${string} /accounts${string}`
  | `${string} /keys${string}`
  | `${string} /settings`
  | 'GET /health'
  | 'GET /ready'
  | 'GET /status'
  | 'POST /setup'
>

export const systemHandlers: Handlers<SystemRoute> = {
  'GET /health': () => ({ status: 'ok' }),
  'GET /ready': () => ({ ready: true }),
  'GET /settings': ({ world }) => world.settings,
  'PATCH /settings': ({ world, body }) => {
    const given = Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined))
    return (world.settings = { ...world.settings, ...given })
  },
  'GET /status': ({ world }) => ({
    version: '0.1.0',
    startedAt: now(),
    liveness: world.settings.liveness === 'off' ? 'switched_off' : world.liveness,
    problems: world.problems.map(problem => ({ ...problem, since: now() })),
  }),
  'POST /setup': ({ world, body }) => {
    if (body.token !== SETUP_TOKEN) throw new RostroError('setup_invalid', 'This set-up link is not valid.')
    world.account = addAccount(world, body.name, 'admin')
    return sessionOf(world)
  },
  'POST /session': ({ world, body }) => {
    const account = [...world.accounts.values()].find(({ name }) => name === body.name)
    if (!account || body.password !== PASSWORD) throw new RostroError('sign_in_failed', 'Name or password is wrong.')
    world.account = account
    return sessionOf(world)
  },
  'GET /session': ({ world }) => sessionOf(world),
  'DELETE /session': ({ world }) => (world.account = undefined),
  'PUT /session/password': ({ body }) => {
    if (body.current !== PASSWORD) throw new RostroError('sign_in_failed', 'The current password is wrong.')
    return undefined
  },
  'POST /session/ticket': () => ({ ticket: 'ticket' }),
  'GET /accounts': ({ world }) => [...world.accounts.values()],
  'POST /accounts': ({ world, body }) => addAccount(world, body.name, body.role),
  'PATCH /accounts/:accountId': ({ world, params, body }) => {
    const account = accountOf(world, params['accountId'])
    const { role = account.role } = body
    if (role !== 'admin') refuseLastAdmin(world, account.id)
    world.accounts.set(account.id, { ...account, role })
    return accountOf(world, account.id)
  },
  'DELETE /accounts/:accountId': ({ world, params }) => {
    const { id } = accountOf(world, params['accountId'])
    refuseLastAdmin(world, id)
    world.accounts.delete(id)
    return undefined
  },
  'GET /keys': ({ world }) => [...world.keys.values()],
  'POST /keys': ({ world, body }) => {
    const key = {
      id: world.nextId('k'),
      name: body.name,
      prefix: 'rostro_9xTz',
      scopes: body.scopes,
      createdBy: world.account?.name ?? '',
      createdAt: now(),
      expiresAt: body.expiresInDays === null ? null : new Date(NOW + body.expiresInDays * 86_400_000).toISOString(),
      lastUsedAt: null,
    }
    world.keys.set(key.id, key)
    return { ...key, key: 'rostro_9xTzMadeUpMadeUpMadeUpMadeUpMadeUp' }
  },
  'DELETE /keys/:keyId': ({ world, params }) => {
    world.keys.delete(params['keyId']!)
    return undefined
  },
}
