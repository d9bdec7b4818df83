// What an SQLite or file system failure means to the person running Rostro; knows codes, opens nothing.

import { messageOf, RostroError, type ErrorCode } from '../core/errors.ts'

/** Primary result codes, https://www.sqlite.org/rescode.html */
const SENTENCES: Record<number, readonly [ErrorCode, (file: string) => string]> = {
  5: ['store_busy', file => `The store ${file} is locked by another process; try again, or stop the other process.`],
  6: ['store_busy', file => `The store ${file} is locked; try again.`],
  8: ['store_unavailable', file => `The store ${file} cannot be written; make the file and its folder writable for this user.`],
  10: ['store_unavailable', file => `Reading or writing the store ${file} failed; check the disk, then start Rostro again.`],
  11: ['store_corrupt', file => `The store ${file} is damaged; restore a backup of it.`],
  13: ['store_unavailable', file => `The disk of the store ${file} is full; free some space and repeat the last change.`],
  14: ['store_unavailable', file => `The store ${file} cannot be opened; check that it is a file this user may read and write.`],
  26: ['store_corrupt', file => `The file ${file} is not a Rostro store or is damaged; restore a backup or name another file.`],
}

/** The error a caller sees for anything a query or the file system threw; the original stays as its cause. */
export function explainSqlite(thrown: unknown, file: string): RostroError {
  if (thrown instanceof RostroError) return thrown
  const { rawCode } = thrown as { rawCode?: unknown }
  const known = typeof rawCode === 'number' ? SENTENCES[rawCode & 0xff] : undefined
  if (known) return new RostroError(known[0], known[1](file), { cause: thrown })
  // SQL that fails for any other reason meets tables that Rostro did not make; anything else is the file system.
  if (typeof rawCode === 'number')
    return new RostroError('store_corrupt', `The store ${file} is damaged (${messageOf(thrown)}); restore a backup of it.`, {
      cause: thrown,
    })
  return new RostroError(
    'store_unavailable',
    `The store ${file} cannot be used (${messageOf(thrown)}); check the path and its permissions.`,
    { cause: thrown },
  )
}
