// What a MySQL, MariaDB or network failure means to the person running Rostro; knows codes, opens nothing.

import { messageOf, RostroError, type ErrorCode } from '../core/errors.ts'
import { CHANGES } from './moved.ts'

type Meaning = readonly [ErrorCode, string]

const BUSY: Meaning = ['store_busy', 'is being changed by another process; try again']
const SLOW: Meaning = ['store_busy', 'took too long to answer; try again']
const REFUSED: Meaning = ['store_unavailable', 'does not let this user do that; check user, password and privileges']
const READ_ONLY: Meaning = ['store_unavailable', 'can only be read; give the address of the primary server']
const FULL: Meaning = ['store_full', 'has no space left; free some and repeat the last change']
const DAMAGED: Meaning = ['store_corrupt', 'is damaged; restore a backup']
/** Everything else the server says of a statement: its tables are not as Rostro made them, or rows contradict each other. */
const STRANGE: Meaning = ['store_corrupt', 'has tables or rows that are not as Rostro made them; restore a backup']
const AWAY: Meaning = ['store_unavailable', 'cannot be used; try later']

/** https://dev.mysql.com/doc/mysql-errors/8.0/en/server-error-reference.html, https://mariadb.com/kb/en/mariadb-error-code-reference/ */
const MEANINGS: ReadonlyMap<number, Meaning> = new Map([
  [1021, FULL],
  [1026, FULL],
  [1114, FULL],
  [1034, DAMAGED],
  [1194, DAMAGED],
  [1195, DAMAGED],
  [1712, DAMAGED],
  [1044, REFUSED],
  [1045, REFUSED],
  [1142, REFUSED],
  [1227, REFUSED],
  [1698, REFUSED],
  [1205, BUSY],
  [1213, BUSY],
  [1020, BUSY],
  [1317, SLOW],
  [1969, SLOW],
  [3024, SLOW],
  [1290, READ_ONLY],
  [1792, READ_ONLY],
  [1836, READ_ONLY],
  [1040, ['store_unavailable', 'has no connection left; allow more']],
  [1049, ['store_unavailable', 'does not exist; create the database']],
  [1053, AWAY],
  [1153, ['store_unavailable', 'takes no packets as large; raise max_allowed_packet']],
  [1927, AWAY],
  [4031, AWAY],
  [1366, ['request_invalid', 'cannot keep a text with such characters; leave them out']],
  [1406, ['request_invalid', 'cannot keep a text that long; shorten it']],
])

/** Deadlock, and "record has changed since last read". */
const DEADLOCKS = [1213, 1020]

export const isWorthRepeating = (thrown: unknown): boolean =>
  DEADLOCKS.includes(numberOf(thrown) ?? 0) || isTriggerWithoutTable(thrown)
export const isMissingTable = (thrown: unknown): boolean => numberOf(thrown) === 1146

/**
 * Of a statement that came while a move made its trigger: MariaDB runs the trigger without having opened the table it writes to, which is
 * there (https://jira.mariadb.org/browse/MDEV-26048).
 */
export const isTriggerWithoutTable = (thrown: unknown): boolean => isMissingTable(thrown) && messageOf(thrown).includes(CHANGES)

/** What a caller sees for what a query threw; the original stays as its cause. A bug of ours stays a bug. */
export function explainMysql(thrown: unknown, place: string): Error {
  if (!(thrown instanceof Error)) return new Error(String(thrown))
  const number = numberOf(thrown)
  if (thrown instanceof RostroError || (number === undefined && !isDrivers(thrown))) return thrown
  const unlisted = number === undefined || 'fatal' in thrown ? AWAY : STRANGE
  const [code, meaning] = MEANINGS.get(number ?? 0) ?? unlisted
  return new RostroError(code, `The store ${place} ${meaning} (${messageOf(thrown)}).`, { cause: thrown })
}

/** The server's; the network's are negative. */
function numberOf(thrown: unknown): number | undefined {
  const errno = thrown instanceof Error && 'errno' in thrown ? thrown.errno : undefined
  return typeof errno === 'number' && errno > 0 ? errno : undefined
}

/** The driver throws plain errors for connections that ended; their words are all that tells them from bugs of ours. */
const ENDED = /closed state|connection (lost|terminated)|pool is closed/i

const isDrivers = (error: Error): boolean => 'code' in error || 'fatal' in error || ENDED.test(error.message)
