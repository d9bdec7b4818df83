// How often a sign-in may fail, per account name and per address: five times freely, then ever longer waits. Survives restarts.

import type { Accounts } from '../core/records.ts'
import { nameKey } from '../stores/names.ts'
import { RetryLater } from './errors.ts'
import { hashOf } from './secrets.ts'

const FREE = 5
const FIRST_WAIT_S = 30
const LONGEST_WAIT_S = 15 * 60
/** After so long without another failure, all is forgotten. */
const FORGOTTEN_AFTER_S = 24 * 3600

/** Seconds to wait after so many failures in a row. */
export const waitAfter = (failures: number): number =>
  failures < FREE ? 0 : Math.min(LONGEST_WAIT_S, FIRST_WAIT_S * 2 ** (failures - FREE))

export interface Attempt {
  readonly name: string
  readonly address: string
}

/**
 * Runs one attempt. It counts as failed before it runs, so that many at once are no way around the limit.
 * @throws RostroError too_many_attempts, and whatever `attempt` throws
 */
export async function limited<T>(
  accounts: Pick<Accounts, 'attempts' | 'noteAttempt'>,
  now: () => Date,
  { name, address }: Attempt,
  attempt: () => Promise<T>,
): Promise<T> {
  const counted = [hashOf(`name:${nameKey(name)}`), hashOf(`address:${address}`)]
  for (const who of counted) await checkWait(accounts, who, now())
  for (const who of counted) await accounts.noteAttempt(who, 'failed', now())
  const result = await attempt()
  for (const who of counted) await accounts.noteAttempt(who, 'succeeded', now())
  return result
}

async function checkWait(accounts: Pick<Accounts, 'attempts' | 'noteAttempt'>, who: string, now: Date): Promise<void> {
  const before = await accounts.attempts(who)
  if (!before) return
  const sinceS = (now.getTime() - before.lastAt.getTime()) / 1000
  if (sinceS > FORGOTTEN_AFTER_S) {
    await accounts.noteAttempt(who, 'succeeded', now)
    return
  }
  // A clock that went back must not lock out for longer than the wait itself.
  const left = waitAfter(before.failures) - Math.max(0, sinceS)
  if (left <= 0) return
  throw new RetryLater(
    'too_many_attempts',
    `Too many failed attempts to sign in; try again in ${left < 90 ? `${Math.ceil(left)} seconds` : `${Math.ceil(left / 60)} minutes`}.`,
    left,
  )
}
