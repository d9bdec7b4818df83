// What a PostgreSQL or network failure means to the person running Rostro; knows codes, opens nothing.

import { messageOf, RostroError, type ErrorCode } from '../core/errors.ts'

/** SQLSTATE, or its first two characters: https://www.postgresql.org/docs/current/errcodes-appendix.html */
const MEANINGS: Readonly<Record<string, readonly [ErrorCode, string]>> = {
  '08': ['store_unavailable', 'cannot be reached; it is asked again by and by'],
  '22021': ['request_invalid', 'cannot keep a text with a NUL character; leave it out'],
  '22': ['store_corrupt', 'refused a value; restore a backup'],
  '23': ['store_corrupt', 'has rows that contradict each other; restore a backup'],
  '25006': ['store_unavailable', 'can only be read; give the address of the primary server'],
  '28': ['store_unavailable', 'does not let this user in; check user and password'],
  '3D000': ['store_unavailable', 'does not exist; create the database'],
  '40': ['store_busy', 'was changed by others at the same time; try again'],
  '42501': ['store_unavailable', 'does not allow this user to do that; make the user owner of the database'],
  '42': ['store_corrupt', 'has tables that are not as Rostro made them; restore a backup'],
  '53100': ['store_full', 'has no space left; free some and repeat the last change'],
  '53300': ['store_unavailable', 'has no connection left; allow more'],
  '55P03': ['store_busy', 'is being changed by another process; try again'],
  '57014': ['store_busy', 'took too long to answer; try again'],
  XX001: ['store_corrupt', 'is damaged; restore a backup'],
  XX002: ['store_corrupt', 'has a damaged index; reindex it, or restore a backup'],
}

const AWAY = ['store_unavailable', 'cannot be used; try later'] as const

/** All connections of the pool were in use for as long as one is waited for. */
const CROWDED = 'timeout exceeded when trying to connect'
const BUSY = ['store_busy', 'has more to do than it can at once; try again'] as const

/** A session that ended between two statements keeps nothing: the change before it was not made. */
const DEADLOCKS = ['40001', '40P01']

export const isWorthRepeating = (thrown: unknown): boolean => DEADLOCKS.includes(stateOf(thrown))
export const isMissingTable = (thrown: unknown): boolean => stateOf(thrown) === '42P01'

/** What a caller sees for what a query threw; the original stays as its cause. A bug of ours stays a bug. */
export function explainPostgres(thrown: unknown, place: string): Error {
  if (!(thrown instanceof Error)) return new Error(String(thrown))
  if (thrown instanceof RostroError || !isDrivers(thrown)) return thrown
  const state = stateOf(thrown)
  const [code, meaning] = thrown.message.startsWith(CROWDED) ? BUSY : (MEANINGS[state] ?? MEANINGS[state.slice(0, 2)] ?? AWAY)
  return new RostroError(code, `The store ${place} ${meaning} (${messageOf(thrown)}).`, { cause: thrown })
}

const stateOf = (thrown: unknown): string => {
  const code = thrown instanceof Error && 'code' in thrown ? thrown.code : undefined
  return typeof code === 'string' ? code : ''
}

/** The pool and the client throw plain errors for connections that end; their words are all that tells them from bugs of ours. */
const ENDED =
  /connection (terminated|error)|timeout exceeded|timeout expired|read timeout|not queryable|SSL connection|client password/i

const isDrivers = (error: Error): boolean => 'code' in error || ENDED.test(error.message)
