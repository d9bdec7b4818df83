// Who a request comes from: sessions by cookie, API keys by header, tickets for one live connection. Decides nothing.

import type { Accounts } from '../core/records.ts'
import { RostroError } from '../core/errors.ts'
import type { SignedIn, Who } from './access.ts'
import { hashOf, keyIn, newToken } from './secrets.ts'

const HOUR_MS = 3_600_000
export const IDLE_MS = 12 * HOUR_MS
export const LONGEST_MS = 7 * 24 * HOUR_MS

export interface Credentials {
  /** The `Authorization` header. */
  readonly authorization: string | undefined
  /** The token of the cookie. */
  readonly sessionToken: string | undefined
}

export interface Sessions {
  /** Undefined for nobody, or a session that has ended. @throws RostroError unauthenticated for a key that is wrong */
  who(credentials: Credentials): Promise<Who | undefined>
  /** A new session in place of the one that came along, so that nobody can plant one. @returns its token */
  begin(accountId: string, replaced: string | undefined): Promise<{ readonly token: string; readonly expiresAt: Date }>
  end(session: SignedIn): Promise<void>
}

export function createSessions(accounts: Accounts, now: () => Date): Sessions {
  return {
    async who({ authorization, sessionToken }) {
      const key = keyIn(authorization)
      if (key !== undefined) {
        const found = key === false ? undefined : await accounts.findKey(hashOf(key), now())
        if (found) return { kind: 'key', key: found }
        throw new RostroError('unauthenticated', 'This API key is wrong, has expired, or was withdrawn.')
      }
      return sessionToken === undefined ? undefined : bySession(hashOf(sessionToken))
    },
    async begin(accountId, replaced) {
      if (replaced !== undefined) await accounts.deleteSession(hashOf(replaced))
      const token = newToken()
      const expiresAt = new Date(now().getTime() + LONGEST_MS)
      await accounts.addSession({ tokenHash: hashOf(token), accountId, expiresAt })
      return { token, expiresAt }
    },
    end: ({ sessionHash }) => accounts.deleteSession(sessionHash),
  }

  async function bySession(sessionHash: string): Promise<SignedIn | undefined> {
    const session = await accounts.findSession(sessionHash, now())
    if (!session) return undefined
    const idleEnd = session.lastUsedAt.getTime() + IDLE_MS
    if (idleEnd <= now().getTime()) {
      await accounts.deleteSession(sessionHash)
      return undefined
    }
    return { kind: 'account', account: session.account, sessionHash, expiresAt: session.expiresAt }
  }
}
