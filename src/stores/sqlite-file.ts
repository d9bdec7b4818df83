// Makes a store's file, opens it and judges whether it is whole; knows nothing of people.

import { isUtf8 } from 'node:buffer'
import { randomUUID } from 'node:crypto'
import { constants } from 'node:fs'
import { access, chmod, copyFile, link, mkdir, rm, stat } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import Database from 'libsql'
import BackgroundDatabase from 'libsql/promise'
import { RostroError } from '../core/errors.ts'
import { migrate } from './sqlite-migrations.ts'

/** "Rost", in the file's header: tells a store from another program's SQLite file. */
export const APPLICATION_ID = 0x526f7374

/** Checking reads the whole file, 40 ms per 100 MB from memory; larger files are checked page by page as they are used. */
const CHECKED_AT_OPEN_BYTES = 50e6

/**
 * The open database of a file that is there, at the newest schema.
 * @throws RostroError store_corrupt, store_newer; what SQLite and the file system throw
 */
export async function openFile(file: string, busyTimeoutMs: number): Promise<Database.Database> {
  await access(file, constants.R_OK | constants.W_OK)
  const { size } = await stat(file)
  if (size === 0) throw damaged(file, 'it is empty')
  const db = new Database(file)
  try {
    db.exec(`pragma busy_timeout = ${busyTimeoutMs}`)
    const [header] = db.prepare('pragma application_id').all() as { application_id: number }[]
    if (header?.application_id !== APPLICATION_ID) throw damaged(file, 'it is not a Rostro store')
    // A commit is on the disk when it returns, and what is deleted is overwritten.
    db.exec('pragma journal_mode = wal; pragma synchronous = full; pragma foreign_keys = on; pragma secure_delete = on')
    db.exec('pragma trusted_schema = off; pragma cell_size_check = on; pragma temp_store = memory')
    migrate(db, file)
    if (size <= CHECKED_AT_OPEN_BYTES) check(db, file)
    return db
  } catch (error) {
    db.close()
    throw error
  }
}

export const makeIfMissing = (file: string): Promise<void> =>
  makeDatabaseIfMissing(file, db => {
    db.exec(`pragma application_id = ${APPLICATION_ID}`)
    migrate(db, file)
  })

/** A database appears under its name whole or not at all, so that an empty file always means damage. */
export async function makeDatabaseIfMissing(file: string, make: (db: Database.Database) => void): Promise<void> {
  if (await exists(file)) return
  await mkdir(dirname(file), { recursive: true, mode: 0o700 })
  const draft = `${file}.${randomUUID()}`
  const db = new Database(':memory:')
  try {
    make(db)
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

/**
 * Writes the file anew from what is in its tables. `secure_delete` overwrites a deleted row where it is, but not the copies
 * left in the gaps of pages when rows moved before. On a connection that works beside this thread: it takes a second per 100 MB.
 * In between all of it is in a file without a name beside it, not in memory, which would take as much as the file is long, and
 * not among the system's temporary files, which may lie on a disk that is not encrypted.
 */
export async function rewriteFile(file: string, busyTimeoutMs: number): Promise<void> {
  const db = new BackgroundDatabase(file, {})
  const folder = dirname(resolve(file)).replaceAll("'", "''")
  try {
    await (db.exec(
      `pragma busy_timeout = ${busyTimeoutMs}; pragma temp_store = file; pragma temp_store_directory = '${folder}'; pragma secure_delete = on`,
    ) as Promise<void>)
    await (db.exec('vacuum; pragma wal_checkpoint(truncate)') as Promise<void>)
  } finally {
    db.close()
  }
}

function check(db: Database.Database, file: string): void {
  // The driver ends the whole process at a text that is none, so that comes first.
  if (!areTexts(db, 'sqlite_schema', ['type', 'name', 'tbl_name', 'sql'])) throw damaged(file, 'the schema is unreadable')
  const [first] = db.prepare('pragma integrity_check(1)').all() as { integrity_check: string }[]
  if (first?.integrity_check !== 'ok') throw damaged(file, first?.integrity_check ?? 'it cannot be checked')
  if (db.prepare('pragma foreign_key_check').all().length > 0) throw damaged(file, 'a reference belongs to nobody')
  const columns = db.prepare(COLUMNS).all() as { table: string; names: string }[]
  for (const { table, names } of columns) {
    if (!areTexts(db, table, JSON.parse(names) as string[])) throw damaged(file, `a text in ${table} is unreadable`)
  }
}

const COLUMNS = `select m.name as "table", json_group_array(c.name) as names
  from sqlite_schema m join pragma_table_info(m.name) c where m.type = 'table' group by m.name`

type Texts = Readonly<Record<string, ArrayBuffer | null>>

/** Whether every text of these columns is UTF-8. */
function areTexts(db: Database.Database, table: string, columns: readonly string[]): boolean {
  const texts = columns.map((column, i) => `case typeof("${column}") when 'text' then cast("${column}" as blob) end as c${i}`)
  for (const row of db.prepare(`select ${texts.join(', ')} from "${table}"`).iterate() as Iterable<Texts>) {
    for (const bytes of Object.values(row)) if (bytes && !isUtf8(bytes)) return false
  }
  return true
}

const damaged = (file: string, how: string): RostroError =>
  new RostroError('store_corrupt', `The store ${file} is damaged: ${how}; restore a backup of it, or move it away to start anew.`)

export const exists = (file: string): Promise<boolean> =>
  stat(file).then(
    () => true,
    (error: unknown) => {
      if (codeOf(error) === 'ENOENT') return false
      throw error
    },
  )

const codeOf = (thrown: unknown): unknown => (thrown as { code?: unknown }).code
