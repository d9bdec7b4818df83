// Keeps people in one SQLite file: waiting for locks, and leaving nothing of the deleted behind; knows none of the queries.

import { readdir, rm } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { Kysely } from 'kysely'
import type Database from 'libsql'
import { messageOf, RostroError } from '../core/errors.ts'
import { isGalleryFile } from '../core/gallery-files.ts'
import type { Store } from '../core/ports.ts'
import { masterKeysFrom } from '../sealing/master-keys.ts'
import { LibsqlDialect } from './libsql-dialect.ts'
import type { Schema } from './schema.ts'
import { SqlStore } from './sql-store.ts'
import type { Engine } from './sql.ts'
import { explained, explainSqlite } from './sqlite-errors.ts'
import { openSealing, type FindMasterKeys } from './open-sealing.ts'
import { makeIfMissing, openFile, rewriteFile } from './sqlite-file.ts'
import { sqliteKeys } from './sqlite-keys.ts'
import { untilFree } from './until-free.ts'
import { WriteAheadLog } from './write-ahead-log.ts'

export interface SqliteOptions {
  /** How long a write waits for another process. */
  readonly busyTimeoutMs?: number
  /** For a store that is sealed. Default: from the environment, else the file that was noted when it was sealed. */
  readonly findMasterKeys?: FindMasterKeys
}

/**
 * Opens the store in a file, which is made (mode 0600, its folder 0700) when there is none.
 * A damaged file is refused and left as it is, an empty one too.
 * @throws RostroError store_unavailable, store_busy, store_corrupt, store_newer
 */
export async function openSqliteStore(
  path: string,
  { busyTimeoutMs = 5000, findMasterKeys = masterKeysBeside(path) }: SqliteOptions = {},
): Promise<Store> {
  const file = resolve(path)
  return explained(file, async () => {
    await makeIfMissing(file)
    const opened = engine(await openFile(file, busyTimeoutMs), file, busyTimeoutMs)
    try {
      return new SqlStore(opened, await openSealing(opened, file, findMasterKeys))
    } catch (error) {
      await opened.close()
      throw error
    }
  })
}

/** The folder of a store is its data folder: no key may lie there. */
export const masterKeysBeside =
  (path: string): FindMasterKeys =>
  keyFile =>
    masterKeysFrom(process.env, { home: dirname(resolve(path)), file: keyFile })

function engine(database: Database.Database, file: string, busyTimeoutMs: number): Engine {
  // SQLite's own waiting would block this process, its cameras included: untilFree() waits instead.
  database.exec('pragma busy_timeout = 0')
  const keys = sqliteKeys(file, busyTimeoutMs)
  const log = new WriteAheadLog(database, file)
  const db = new Kysely<Schema>({ dialect: new LibsqlDialect(database, () => log.settle()) })
  const run = <T>(work: () => Promise<T>): Promise<T> => {
    if (database.open) return untilFree(() => explained(file, work), busyTimeoutMs)
    return Promise.reject(new RostroError('store_unavailable', `The store ${file} is closed; open it again.`))
  }
  return {
    db,
    keys,
    run,
    scrub: async () => {
      try {
        await rewriteFile(file, busyTimeoutMs)
        await dropGalleries(dirname(file))
        await run(() => log.requireEmpty(db))
      } catch (thrown) {
        const error = explainSqlite(thrown, file)
        const code = error instanceof RostroError ? error.code : 'store_unavailable'
        const sentence = `The person is deleted, but traces stay in the file until the next deletion succeeds: ${messageOf(error)}`
        throw new RostroError(code, sentence, { cause: thrown })
      }
    },
    emptyLog: () => log.empty(db),
    close: async () => {
      if (!database.open) return
      try {
        await log.empty(db)
      } finally {
        await keys.close()
        await log.close()
        await db.destroy()
      }
    },
  }
}

/** Galleries written down beside the store have whoever was deleted, too; a server writes them again. */
async function dropGalleries(folder: string): Promise<void> {
  const names = (await readdir(folder)).filter(isGalleryFile)
  await Promise.all(names.map(name => rm(join(folder, name), { force: true })))
}
