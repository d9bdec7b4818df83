// What an SQLite or file system failure means to the person running Rostro; knows codes, opens nothing.

import { messageOf, RostroError, type ErrorCode } from '../core/errors.ts'

/** Primary result codes, https://www.sqlite.org/rescode.html */
const SENTENCES: Record<number, readonly [ErrorCode, (file: string) => string]> = {
  5: ['store_busy', file => `The store ${file} is locked by another process; try again, or stop the other process.`],
  6: ['store_busy', file => `The store ${file} is locked; try again.`],
  8: ['store_unavailable', file => `The store ${file} cannot be written; make the file and its folder writable for this user.`],
  10: ['store_unavailable', file => `Reading or writing the store ${file} failed; check the disk, then start Rostro again.`],
  11: ['store_corrupt', file => `The store ${file} is damaged; restore a backup of it.`],
  13: ['store_full', file => `The disk of the store ${file} is full; free some space and repeat the last change.`],
  14: ['store_unavailable', file => `The store ${file} cannot be opened; check that it is a file this user may read and write.`],
  26: ['store_corrupt', file => `The file ${file} is not a Rostro store or is damaged; restore a backup or name another file.`],
}

/** What a caller sees for what a query or the file system threw; the original stays as its cause. A bug of ours stays a bug. */
export function explainSqlite(thrown: unknown, file: string): Error {
  if (!(thrown instanceof Error)) return new Error(String(thrown))
  if (thrown instanceof RostroError || !('code' in thrown)) return thrown
  const options = { cause: thrown }
  if (!('rawCode' in thrown) || typeof thrown.rawCode !== 'number') {
    const sentence = `The store ${file} cannot be used (${messageOf(thrown)}); check the path and its permissions.`
    return new RostroError('store_unavailable', sentence, options)
  }
  // SQL that fails for any other reason has met tables that are not as Rostro made them.
  const unlisted = `The store ${file} is damaged (${messageOf(thrown)}); restore a backup of it.`
  const [code, sentence] = SENTENCES[thrown.rawCode & 0xff] ?? (['store_corrupt', () => unlisted] as const)
  return new RostroError(code, sentence(file), options)
}

/** @throws RostroError store_*, and what was a bug of ours */
export async function explained<T>(file: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (thrown) {
    throw explainSqlite(thrown, file)
  }
}
