// The keys of a sealed SQLite store: in a file of their own beside it, so that no copy of the store has them.

import { rm } from 'node:fs/promises'
import { Kysely } from 'kysely'
import Database from 'libsql'
import type { KeyPlace, KeySchema } from './key-tables.ts'
import { LibsqlDialect } from './libsql-dialect.ts'
import { explained, explainSqlite } from './sqlite-errors.ts'
import { exists, makeDatabaseIfMissing, rewriteFile } from './sqlite-file.ts'
import { untilFree } from './until-free.ts'
import { WriteAheadLog } from './write-ahead-log.ts'

export const KEY_FILE_TABLES = `
  create table sealing_shelves (shelf text primary key, master_id text not null, key_file text not null) strict, without rowid;
  create table sealing_keys (shelf text not null, owner text not null, master_id text not null, wrapped blob not null,
    primary key (shelf, owner)) strict, without rowid`

export const keysBeside = (file: string): string => `${file}.keys`

/** @param store the store's file */
export function sqliteKeys(store: string, busyTimeoutMs: number): KeyPlace {
  const file = keysBeside(store)
  let opened: ReturnType<typeof openFile> | undefined
  const open = () => (opened ??= openFile(file))
  const run = <T>(work: () => Promise<T>): Promise<T> => untilFree(() => explained(file, work), busyTimeoutMs)
  const close = async () => {
    if (!opened) return
    // So that the file alone is all there is to copy.
    await opened.log.empty(opened.db)
    await opened.log.close()
    await opened.db.destroy()
    opened = undefined
  }
  return {
    where: file,
    isApart: true,
    isThere: () => exists(file),
    make: () =>
      makeDatabaseIfMissing(file, database => {
        database.exec(KEY_FILE_TABLES)
      }),
    // A transaction of its own, which ends before the store's: no row is without its key.
    tables: () => ({
      leavesOut: 'on conflict',
      read: work => run(() => work(open().db)),
      write: work => run(() => open().db.transaction().execute(work)),
    }),
    scrub: async () => {
      await explained(file, () => rewriteFile(file, busyTimeoutMs))
      const { log, db } = open()
      await run(() => log.requireEmpty(db))
    },
    remove: async () => {
      await close()
      for (const suffix of ['', '-wal', '-shm']) await rm(file + suffix, { force: true })
    },
    close,
  }
}

function openFile(file: string) {
  try {
    const database = new Database(file)
    database.exec('pragma busy_timeout = 0; pragma journal_mode = wal; pragma secure_delete = on')
    database.exec('pragma trusted_schema = off; pragma cell_size_check = on; pragma temp_store = memory')
    const log = new WriteAheadLog(database, file)
    return { database, log, db: new Kysely<KeySchema>({ dialect: new LibsqlDialect(database, () => log.settle()) }) }
  } catch (error) {
    throw explainSqlite(error, file)
  }
}
