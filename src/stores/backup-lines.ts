// A whole store as lines of text, and a store's file made of such lines; knows nothing of files of backups and their keys.

import { open } from 'node:fs/promises'
import Database from 'libsql'
import { z } from 'zod'
import { RostroError } from '../core/errors.ts'
import { KEY_TABLES, type KeyTables } from './key-tables.ts'
import { sealedByOf } from './open-sealing.ts'
import { APPLICATION_ID } from './sqlite-file.ts'
import { KEY_FILE_TABLES, keysBeside } from './sqlite-keys.ts'
import { migrate, MIGRATIONS } from './sqlite-migrations.ts'
import {
  columnsOf,
  digesting,
  keyRows,
  lineOf,
  pagesOf,
  TABLES,
  typed,
  type AnyDb,
  type Digest,
  type Digesting,
} from './tables.ts'

const Heading = z.object({
  format: z.literal('rostro-backup'),
  version: z.literal(1),
  rostro: z.string(),
  /** As many of Rostro's migrations lead to these tables. */
  schema: z.int().min(1),
  createdAt: z.iso.datetime(),
  /** Whether rows are sealed: then they are nothing without the store's keys. */
  sealed: z.boolean(),
  /** Whether those are in it, wrapped by the master key. */
  keys: z.boolean().default(false),
})
export type BackupHeading = Readonly<z.infer<typeof Heading>>

/** By table. */
export type Digests = Readonly<Record<string, Digest>>

const Table = z.object({ table: z.string().regex(/^\w+$/), columns: z.array(z.string().regex(/^\w+$/)).min(1) })
const End = z.object({ end: z.record(z.string(), z.object({ rows: z.int(), sha256: z.string() })) })
const Cells = z.array(z.union([z.string(), z.number(), z.null(), z.object({ base64: z.base64() })]))

/**
 * The heading, each table with its rows, and at the end what was written; several lines at once.
 * @param db in a snapshot. @param keys of a sealed store, to be kept, too
 */
export async function* backupLines(
  db: AnyDb,
  rostro: string,
  onRows: (rows: number) => void,
  keys?: KeyTables,
): AsyncGenerator<string, void, void> {
  const sealed = await sealedByOf(typed(db))
  const heading: BackupHeading = {
    ...{ format: 'rostro-backup', version: 1, rostro, schema: MIGRATIONS.length },
    ...{ createdAt: new Date().toISOString(), sealed: sealed !== undefined, keys: sealed !== undefined && keys !== undefined },
  }
  yield `${JSON.stringify(heading)}\n`
  const digests: Record<string, Digest> = {}
  for (const table of TABLES) {
    const digest = digesting()
    let columns: readonly string[] | undefined
    for await (const rows of pagesOf(db, table)) {
      if (!columns) {
        columns = columnsOf(rows[0]!)
        yield `${JSON.stringify({ table: table.name, columns })}\n`
      }
      const lines = rows.map(row => lineOf(row, columns!))
      for (const line of lines) digest.add(line)
      yield lines.join('')
      onRows(rows.length)
    }
    digests[table.name] = digest.digest()
  }
  // Last: whoever was enrolled meanwhile has a key too many, and whoever was deleted one too few.
  for (const { table, rows } of heading.keys ? await keyRows(keys!) : []) {
    const [digest, columns] = [digesting(), columnsOf(rows[0]!)]
    const lines = rows.map(row => lineOf(row, columns))
    for (const line of lines) digest.add(line)
    yield `${JSON.stringify({ table: table.name, columns })}\n`
    yield lines.join('')
    digests[table.name] = digest.digest()
  }
  yield `${JSON.stringify({ end: digests })}\n`
}

export interface FileMade {
  readonly heading: BackupHeading
  readonly digests: Digests
}

/**
 * Makes a store's file of the lines, with the tables of the Rostro that wrote them: opening it brings it to those of this one.
 * What it leaves when it fails is no store. @param file that is not there
 * @throws RostroError backup_invalid, store_newer
 */
export async function fileFromLines(
  file: string,
  lines: AsyncIterable<string>,
  onRows: (rows: number) => void = () => {},
): Promise<FileMade> {
  const db = new Database(file)
  const keys: { file?: Database.Database } = {}
  const keysDb = () => {
    if (keys.file) return keys.file
    keys.file = new Database(keysBeside(file))
    keys.file.exec(`pragma journal_mode = off; ${KEY_FILE_TABLES}; begin`)
    return keys.file
  }
  try {
    // A file that is not whole is thrown away: what makes a store safe is not needed.
    db.exec('pragma journal_mode = off; pragma synchronous = off; pragma foreign_keys = off; pragma trusted_schema = off')
    const made = await fill({ db, keysDb }, file, lines, onRows)
    keys.file?.exec('commit')
    if (db.prepare('pragma foreign_key_check').all().length > 0) throw damaged('rows in it belong to nobody')
    return made
  } finally {
    db.close()
    keys.file?.close()
    for (const written of keys.file ? [keysBeside(file), file] : [file]) {
      const handle = await open(written, 'r+')
      await handle.sync()
      await handle.close()
    }
  }
}

async function fill(
  { db, keysDb }: { readonly db: Database.Database; readonly keysDb: () => Database.Database },
  file: string,
  lines: AsyncIterable<string>,
  onRows: (rows: number) => void,
): Promise<FileMade> {
  const state: {
    heading?: BackupHeading
    end?: Digests
    table?: { readonly insert: (values: readonly unknown[]) => void; readonly digest: Digesting }
  } = {}
  const digests = new Map<string, Digesting>()
  db.exec(`pragma application_id = ${APPLICATION_ID}`)
  for await (const line of lines) {
    const value = parseLine(line)
    if (state.end) throw damaged('something follows its end')
    if (!state.heading) {
      state.heading = parsed(Heading, value)
      const { schema } = state.heading
      if (schema > MIGRATIONS.length) throw newer(schema)
      migrate(db, file, MIGRATIONS.slice(0, schema))
      // What a new store begins with is in the backup, too.
      for (const table of tablesOf(db)) db.exec(`delete from "${table}"`)
      db.exec('begin')
    } else if (Array.isArray(value)) {
      if (!state.table) throw damaged('rows without a table')
      state.table.insert(parsed(Cells, value).map(cell => (isBytes(cell) ? Buffer.from(cell.base64, 'base64') : cell)))
      state.table.digest.add(`${line}\n`)
      onRows(1)
    } else if ('end' in (value as object)) {
      state.end = parsed(End, value).end
      db.exec('commit')
    } else {
      const { table, columns } = parsed(Table, value)
      const place = KEY_TABLES.some(({ name }) => name === table) ? keysDb() : db
      if (!tablesOf(place).includes(table) || digests.has(table)) throw damaged(`a table ${table}`)
      const names = columns.map(column => `"${column}"`).join(', ')
      const statement = place.prepare(`insert into "${table}" (${names}) values (${columns.map(() => '?').join(', ')})`)
      const digest = digesting()
      digests.set(table, digest)
      state.table = { insert: values => void statement.run([...values]), digest }
    }
  }
  const { heading, end } = state
  if (!heading || !end) throw damaged('its end is missing')
  for (const [table, { rows, sha256 }] of Object.entries(end)) {
    const found = digests.get(table)?.digest() ?? digesting().digest()
    if (found.rows !== rows || found.sha256 !== sha256) throw damaged(`the rows of ${table} are others than were written`)
  }
  return { heading, digests: end }
}

const tablesOf = (db: Database.Database): string[] =>
  (db.prepare(`select name from sqlite_master where type = 'table'`).all() as { name: string }[])
    .map(({ name }) => name)
    .filter(name => !name.startsWith('sqlite_'))

const isBytes = (cell: z.infer<typeof Cells>[number]): cell is { base64: string } => typeof cell === 'object' && cell !== null

function parseLine(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch (error) {
    throw damaged('a line of it cannot be read', error)
  }
}

function parsed<T>(schema: z.ZodType<T>, value: unknown): T {
  const result = schema.safeParse(value)
  if (result.success) return result.data
  throw damaged(result.error.issues[0]?.message ?? 'a line of it is wrong')
}

const damaged = (how: string, cause?: unknown): RostroError =>
  new RostroError('backup_invalid', `The backup is damaged: ${how}; use another copy of it, or an older one.`, { cause })

const newer = (schema: number): RostroError => {
  const sentence = `The backup has schema ${schema}, this Rostro knows up to ${MIGRATIONS.length}; use a newer Rostro.`
  return new RostroError('store_newer', sentence)
}
