// Set-up, signing in and out, accounts and API keys.

import { RostroError } from '../../core/errors.ts'
import { limited } from '../attempts.ts'
import type { SessionJson } from '../contract/system.ts'
import type { ServerParts } from '../parts.ts'
import type { Call, HandlersOf } from '../route-handler.ts'
import { hashOf, newKey } from '../secrets.ts'
import { toAccountJson, toKeyJson } from '../to-json.ts'
import type { Account } from '../../core/records.ts'
import { toName } from '../../stores/names.ts'

const DAY_MS = 86_400_000

export function accountHandlers({ store, sessions, passwords, tickets, setup, now }: ServerParts): HandlersOf<'Accounts'> {
  const { accounts } = store

  async function signIn(account: Account, call: Call): Promise<SessionJson> {
    const { token, expiresAt } = await sessions.begin(account.id, call.sessionToken)
    call.setSession(token)
    return { account: toAccountJson({ ...account, lastSignInAt: now() }), expiresAt: expiresAt.toISOString() }
  }

  return {
    async 'POST /setup'({ body, call }) {
      if (!setup?.check(body.token)) {
        throw new RostroError(
          'setup_invalid',
          'This set-up link is wrong, was used already, or is older than an hour; start Rostro again for a new one.',
        )
      }
      const passwordHash = await passwords.hash(body.password)
      const account = await accounts.add({ name: toName(body.name), role: 'admin', passwordHash, onlyIfFirst: true })
      setup.done()
      return signIn(account, call)
    },

    'POST /session': ({ body, call }) =>
      limited(accounts, now, { name: body.name, address: call.address }, async () => {
        const found = await accounts.findByName(body.name)
        if (!(await passwords.matches(body.password, found?.passwordHash)) || !found)
          throw new RostroError('sign_in_failed', 'Name or password is wrong.')
        return signIn(found.account, call)
      }),

    'GET /session': ({ who }) => Promise.resolve({ account: toAccountJson(who.account), expiresAt: who.expiresAt.toISOString() }),

    async 'DELETE /session'({ who, call }) {
      await sessions.end(who)
      call.setSession(undefined)
      return undefined
    },

    async 'PUT /session/password'({ who, body, call }) {
      await limited(accounts, now, { name: who.account.name, address: call.address }, async () => {
        const found = await accounts.findByName(who.account.name)
        if (!(await passwords.matches(body.current, found?.passwordHash)))
          throw new RostroError('sign_in_failed', 'The current password is wrong.')
      })
      const passwordHash = await passwords.hash(body.next)
      await accounts.change(who.account.id, { passwordHash, exceptSession: who.sessionHash })
      return undefined
    },

    'POST /session/ticket': ({ who }) => Promise.resolve({ ticket: tickets.issue(who) }),

    'GET /accounts': async () => (await accounts.list()).map(toAccountJson),

    async 'POST /accounts'({ body }) {
      const passwordHash = await passwords.hash(body.password)
      return toAccountJson(await accounts.add({ name: toName(body.name), role: body.role, passwordHash }))
    },

    async 'PATCH /accounts/:accountId'({ params, body, who }) {
      const passwordHash = body.password === undefined ? undefined : await passwords.hash(body.password)
      const change = {
        ...(body.role && { role: body.role }),
        ...(passwordHash !== undefined && { passwordHash, exceptSession: who.sessionHash }),
      }
      return toAccountJson(await accounts.change(params.accountId, change))
    },

    async 'DELETE /accounts/:accountId'({ params }) {
      await accounts.delete(params.accountId)
      return undefined
    },

    'GET /keys': async () => (await accounts.keys()).map(toKeyJson),

    async 'POST /keys'({ body, who }) {
      const { key, prefix } = newKey()
      const expiresAt = body.expiresInDays === null ? undefined : new Date(now().getTime() + body.expiresInDays * DAY_MS)
      const kept = await accounts.addKey({
        name: body.name,
        prefix,
        keyHash: hashOf(key),
        scopes: [...new Set(body.scopes)],
        accountId: who.account.id,
        expiresAt,
      })
      return { ...toKeyJson(kept), key }
    },

    async 'DELETE /keys/:keyId'({ params }) {
      await accounts.deleteKey(params.keyId)
      return undefined
    },
  }
}
