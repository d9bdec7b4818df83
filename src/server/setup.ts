// The one-time link with which the first account is made; its token is kept as a hash, in memory only.

import { hashOf, newToken, sameHash } from './secrets.ts'

const LASTS_MS = 3_600_000

export interface Setup {
  /** Behind `#`, which no log and no proxy sees. */
  readonly token: string
  readonly check: (token: string) => boolean
  readonly done: () => void
}

export function createSetup(now: () => Date): Setup {
  const token = newToken()
  const hash = hashOf(token)
  const endsAt = now().getTime() + LASTS_MS
  const state = { used: false }
  return {
    token,
    check: given => sameHash(hashOf(given), hash) && !state.used && now().getTime() < endsAt,
    done: () => {
      state.used = true
    },
  }
}
