// Who may open a live connection: host and origin first, then key, ticket or cookie. What they may do on it is not decided here.

import type { IncomingMessage } from 'node:http'
import { RostroError } from '../core/errors.ts'
import type { Accounts } from '../core/records.ts'
import type { Who } from './access.ts'
import { ALL_SCOPES } from './contract/route.ts'
import { cookieOf, type Cookies } from './cookies.ts'
import { HTTP_STATUS } from './errors.ts'
import { doorOfKey } from './kiosk-key.ts'
import type { LiveAccount, LiveRefusal } from './live/live-sockets.ts'
import { checkHandshake, checkHost, type Allowed } from './origins.ts'
import type { Sessions } from './sessions.ts'
import type { Tickets } from './tickets.ts'

export interface LiveDoor {
  readonly sessions: Sessions
  readonly accounts: Pick<Accounts, 'findSession' | 'keys'>
  readonly tickets: Tickets
  readonly allowed: Allowed
  readonly cookies: Cookies
  readonly now: () => Date
}

type Asked = { readonly who: Who; readonly auth: 'cookie' | 'key' } | undefined

export function authorizeLive(door: LiveDoor): (request: IncomingMessage) => Promise<LiveAccount | LiveRefusal> {
  return async ({ headers, url }) => {
    try {
      checkHost(headers.host, door.allowed)
      const asked = await whoAsks(door, headers, url)
      checkHandshake({ origin: headers.origin, auth: asked?.auth ?? 'nothing' }, door.allowed)
      return asked ? toLiveAccount(door, asked.who) : { refused: 401 }
    } catch (error) {
      if (error instanceof RostroError) return { refused: HTTP_STATUS[error.code] }
      throw error
    }
  }
}

async function whoAsks(door: LiveDoor, headers: IncomingMessage['headers'], url = ''): Promise<Asked> {
  const ticket = new URLSearchParams(url.split('?', 2)[1]).get('ticket')
  if (ticket !== null) {
    const who = door.tickets.take(ticket)
    return who && { who, auth: 'key' }
  }
  const sessionToken = cookieOf(headers.cookie, door.cookies.name)
  const who = await door.sessions.who({ authorization: headers.authorization, sessionToken })
  return who && { who, auth: who.kind === 'key' ? 'key' : 'cookie' }
}

/** An account may do what it may do now, a key what its scopes say while its maker may: both are looked up again. */
function toLiveAccount(door: LiveDoor, who: Who): LiveAccount {
  if (who.kind === 'account') {
    return {
      name: who.account.name,
      role: who.account.role,
      scopes: undefined,
      again: async () => {
        const session = await door.accounts.findSession(who.sessionHash, door.now())
        return session && toLiveAccount(door, { ...who, account: session.account })
      },
    }
  }
  const { key } = who
  return {
    name: key.createdBy.name,
    role: key.createdBy.role,
    doorId: doorOfKey(key),
    scopes: ALL_SCOPES.filter(scope => key.scopes.includes(scope)),
    again: async () => {
      const kept = (await door.accounts.keys()).find(({ id }) => id === key.id)
      const expired = kept?.expiresAt !== undefined && kept.expiresAt <= door.now()
      return kept && !expired ? toLiveAccount(door, { kind: 'key', key: kept }) : undefined
    },
  }
}
