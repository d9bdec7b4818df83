// Keeps people in one SQLite file: how the file is made, checked, locked and scrubbed; knows none of the queries.

import { randomUUID } from 'node:crypto'
import { constants } from 'node:fs'
import { access, chmod, copyFile, link, mkdir, rm, stat } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { Kysely, sql } from 'kysely'
import Database from 'libsql'
import BackgroundDatabase from 'libsql/promise'
import { RostroError } from '../core/errors.ts'
import type { Store } from '../core/ports.ts'
import { LibsqlDialect } from './libsql-dialect.ts'
import type { Schema } from './schema.ts'
import { SqlStore, type Engine } from './sql-store.ts'
import { explainSqlite } from './sqlite-errors.ts'
import { migrate } from './sqlite-migrations.ts'

export interface SqliteOptions {
  /** How long a write waits for another process. */
  readonly busyTimeoutMs?: number
}

/** "Rost", in the file's header: tells a store from another program's SQLite file. */
const APPLICATION_ID = 0x526f7374

const RETRY_MS = 2

/** Checking reads the whole file; larger ones are checked page by page as they are used. */
const CHECKED_AT_OPEN_BYTES = 50e6

/**
 * Opens the store in a file, which is made (mode 0600, its folder 0700) when there is none.
 * A damaged file is refused and left as it is, an empty one too.
 * @throws RostroError store_unavailable, store_busy, store_corrupt, store_newer
 */
export async function openSqliteStore(path: string, { busyTimeoutMs = 5000 }: SqliteOptions = {}): Promise<Store> {
  const file = resolve(path)
  try {
    await makeIfMissing(file)
    const { size } = await stat(file)
    if (size === 0) throw damaged(file, 'it is empty')
    await access(file, constants.R_OK | constants.W_OK)
    const db = new Database(file)
    try {
      prepare(db, file, busyTimeoutMs)
      if (size <= CHECKED_AT_OPEN_BYTES) check(db, file)
    } catch (error) {
      db.close()
      throw error
    }
    db.exec('pragma busy_timeout = 0')
    return new SqlStore(engine(db, file, busyTimeoutMs))
  } catch (error) {
    throw explainSqlite(error, file)
  }
}

/** A store appears under its name whole or not at all, so that an empty file always means damage. */
async function makeIfMissing(file: string): Promise<void> {
  if (await exists(file)) return
  await mkdir(dirname(file), { recursive: true, mode: 0o700 })
  const draft = `${file}.${randomUUID()}`
  const db = new Database(':memory:')
  try {
    db.exec(`pragma application_id = ${APPLICATION_ID}`)
    migrate(db, file)
    db.prepare('vacuum into ?').run([draft])
    await chmod(draft, 0o600)
    await publish(draft, file)
  } finally {
    db.close()
    await rm(draft, { force: true })
  }
}

/** Gives the draft its name unless another process was faster. */
async function publish(draft: string, file: string): Promise<void> {
  try {
    await link(draft, file)
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return
    // A file system without hard links, such as exFAT.
    await copyFile(draft, file, constants.COPYFILE_EXCL)
  }
}

function prepare(db: Database.Database, file: string, busyTimeoutMs: number): void {
  db.exec(`pragma busy_timeout = ${busyTimeoutMs}`)
  const [header] = db.prepare('pragma application_id').all() as { application_id: number }[]
  if (header!.application_id !== APPLICATION_ID) throw damaged(file, 'it is not a Rostro store')
  db.exec('pragma journal_mode = wal; pragma synchronous = full; pragma foreign_keys = on; pragma secure_delete = on')
  db.exec('pragma trusted_schema = off; pragma cell_size_check = on; pragma temp_store = memory')
  migrate(db, file)
}

function check(db: Database.Database, file: string): void {
  const [first] = db.prepare('pragma integrity_check(1)').all() as { integrity_check: string }[]
  if (first!.integrity_check !== 'ok') throw damaged(file, first!.integrity_check)
  if (db.prepare('pragma foreign_key_check').all().length > 0) throw damaged(file, 'a reference belongs to nobody')
}

function engine(database: Database.Database, file: string, busyTimeoutMs: number): Engine {
  const db = new Kysely<Schema>({ dialect: new LibsqlDialect(database) })
  const run = <T>(work: () => Promise<T>) => untilFree(work, file, busyTimeoutMs)
  return {
    db,
    run,
    scrub: async () => {
      try {
        await rewrite(file, busyTimeoutMs)
        await run(() => emptyLog(db))
      } catch (thrown) {
        const { code, message } = explainSqlite(thrown, file)
        const sentence = `The person is deleted, but traces remain in the file until the next deletion succeeds. ${message}`
        throw new RostroError(code, sentence, { cause: thrown })
      }
    },
    close: async () => {
      // Another process still reading keeps the log, which its own close empties.
      await emptyLog(db).catch((error: unknown) => explainSqlite(error, file))
      await db.destroy()
    },
  }
}

/**
 * Writes the file anew from what is in its tables. `secure_delete` overwrites a deleted row where it is, but not the copies
 * left in the gaps of pages when rows moved before. On a connection that works beside this thread: it takes a second per 100 MB.
 */
async function rewrite(file: string, busyTimeoutMs: number): Promise<void> {
  const db = new BackgroundDatabase(file, {})
  try {
    await (db.exec(
      `pragma busy_timeout = ${busyTimeoutMs}; pragma temp_store = memory; pragma secure_delete = on`,
    ) as Promise<void>)
    await (db.exec('vacuum; pragma wal_checkpoint(truncate)') as Promise<void>)
  } finally {
    db.close()
  }
}

/** Moves the log into the file and cuts it to nothing: it holds the pages of before a deletion. */
async function emptyLog(db: Kysely<Schema>): Promise<void> {
  const { rows } = await sql<{ busy: number }>`pragma wal_checkpoint(truncate)`.execute(db)
  if (rows[0]?.busy !== 0) throw new RostroError('store_busy', 'Another process is reading the store; stop it and try again.')
}

/** Repeats what another connection's lock stopped. SQLite's own waiting would block this process, its cameras included. */
async function untilFree<T>(work: () => Promise<T>, file: string, timeoutMs: number): Promise<T> {
  const end = performance.now() + timeoutMs
  for (;;) {
    try {
      return await work()
    } catch (thrown) {
      const error = explainSqlite(thrown, file)
      if (error.code !== 'store_busy' || performance.now() >= end) throw error
    }
    await setTimeout(RETRY_MS)
  }
}

const damaged = (file: string, how: string): RostroError =>
  new RostroError('store_corrupt', `The store ${file} is damaged: ${how}; restore a backup of it, or move it away to start anew.`)

const exists = (file: string): Promise<boolean> =>
  stat(file).then(
    () => true,
    (error: unknown) => {
      if (codeOf(error) === 'ENOENT') return false
      throw error
    },
  )

const codeOf = (thrown: unknown): unknown => (thrown as { code?: unknown }).code
