// All tables as plain rows, for copying a store whole: in an order in which none refers to a later one; knows no database.

import { createHash } from 'node:crypto'
import type { Kysely } from 'kysely'
import { KEY_TABLES, type KeySchema, type KeyTables } from './key-tables.ts'
import { MOVED } from './moved.ts'
import { bytesOf } from './rows.ts'
import type { Schema } from './schema.ts'

export type Value = string | number | null | Uint8Array
export type Row = Readonly<Record<string, Value>>

/** Without the types of each column: a copy treats all alike. */
export type AnyDb = Kysely<Record<string, Record<string, Value>>>
export const anyDb = (db: Kysely<Schema>): AnyDb => db as unknown as AnyDb
export const typed = (db: AnyDb): Kysely<Schema> => db as unknown as Kysely<Schema>

export interface Table {
  readonly name: keyof Schema | keyof KeySchema
  /** What tells its rows apart, and their order here; nothing where there is one row. */
  readonly key: readonly string[]
  /** Whether others refer to it. */
  readonly isParent?: true
  /** Whether a new store has rows in it. */
  readonly isCounter?: true
}

/** With a key of its own, and nobody refers to it. */
const of = (name: keyof Schema, ...key: readonly string[]): Table => ({ name, key })
const counter = (name: keyof Schema, ...key: readonly string[]): Table => ({ name, key, isCounter: true })
const parent = (name: keyof Schema, ...key: readonly string[]): Table => ({ name, key, isParent: true })

/** All but `leases`: those belong to servers that run. */
export const TABLES: readonly Table[] = [
  parent('people', 'id'),
  of('departing', 'person_id'),
  parent('refs', 'sequence'),
  of('reference_templates', 'reference_id', 'space'),
  of('consents', 'sequence'),
  parent('events', 'id'),
  parent('shots', 'event_id'),
  of('shot_templates', 'event_id', 'space'),
  of('refusals', 'sequence'),
  of('cameras', 'id'),
  parent('accounts', 'id'),
  of('sessions', 'token_hash'),
  of('api_keys', 'id'),
  of('attempts', 'who'),
  of('settings', 'key'),
  counter('changes'),
  counter('changed_people', 'person_id'),
  parent('groups', 'id'),
  of('group_people', 'sequence'),
  of('alert_rules', 'sequence'),
  of('alert_targets', 'sequence'),
  of('notices', 'sequence'),
  of('spoken', 'once'),
  counter('outbox'),
  of('audit', 'sequence'),
  counter('audit_head'),
  parent('doors', 'id'),
  of('door_locks', 'door_id'),
  of('door_factors', 'sequence'),
  of('door_presence', 'person_id', 'area'),
  counter('place'),
  parent('visitors', 'id'),
  parent('visits', 'id'),
  parent('visitor_changes', 'sequence'),
  of('changed_visitors', 'visitor_id', 'change_id'),
  of('visit_faces', 'visit_id'),
  of('apart', 'first', 'second'),
  of('not_people', 'visitor_id', 'person_id'),
  of('crossings', 'sequence'),
]

/** Rows that hold pictures have some 20 kB each. */
const ROWS_AT_ONCE = 200

/** All rows in the order of the key, which is the same in every database: text goes by its bytes. */
export async function* pagesOf(db: AnyDb, { name, key }: Table): AsyncGenerator<readonly Row[], void, void> {
  for (let last: Row | undefined; ;) {
    let query = db.selectFrom(name).selectAll().limit(ROWS_AT_ONCE)
    if (name === 'settings') query = query.where('key', '!=', MOVED)
    for (const column of key) query = query.orderBy(column)
    const before = last
    if (before) {
      query = query.where(eb =>
        eb.or(
          key.map((column, i) =>
            eb.and([...key.slice(0, i).map(equal => eb(equal, '=', before[equal]!)), eb(column, '>', before[column]!)]),
          ),
        ),
      )
    }
    const rows = await query.execute()
    if (rows.length > 0) yield rows.map(plain)
    if (rows.length < ROWS_AT_ONCE || key.length === 0) return
    last = rows.at(-1)
  }
}

/** Fills pages of SQLite so that faces lie in their own (`sqlite-visit-tables.ts`); no other database has it, and SQLite fills it by itself. */
const FILLER = 'zeros'

/** What a row says, with bytes as the one kind of bytes. */
export const plain = (row: Readonly<Record<string, unknown>>): Row =>
  Object.fromEntries(
    Object.entries(row)
      .filter(([column]) => column !== FILLER)
      .map(([column, value]) => [
        column,
        value instanceof ArrayBuffer || value instanceof Uint8Array ? bytesOf(value) : (value as Value),
      ]),
  )

export const columnsOf = (row: Row): readonly string[] => Object.keys(row).sort()

/** The row as one line of JSON, the same whatever database it comes from: values by column in the order of the alphabet, bytes in base64. */
export const lineOf = (row: Row, columns: readonly string[]): string =>
  `${JSON.stringify(columns.map(column => jsonOf(row[column]!)))}\n`

const jsonOf = (value: Value): unknown =>
  value instanceof Uint8Array ? { base64: Buffer.from(value).toString('base64') } : value

/** What a table holds, to be compared. */
export interface Digest {
  readonly rows: number
  /** SHA-256 of the lines of its rows, hexadecimal. */
  readonly sha256: string
}

export interface Digesting {
  add(line: string): void
  digest(): Digest
}

export function digesting(): Digesting {
  const hash = createHash('sha256')
  let rows = 0
  return {
    add(line) {
      hash.update(line)
      rows++
    },
    digest: () => ({ rows, sha256: hash.digest('hex') }),
  }
}

export async function digestOf(db: AnyDb, table: Table): Promise<Digest> {
  const digest = digesting()
  for await (const rows of pagesOf(db, table)) {
    const columns = columnsOf(rows[0]!)
    for (const row of rows) digest.add(lineOf(row, columns))
  }
  return digest.digest()
}

/** The keys in use, each table whole: those of a hundred thousand people are some 20 MB. */
export const keyRows = (keys: KeyTables): Promise<readonly { readonly table: Table; readonly rows: readonly Row[] }[]> =>
  keys.read(async db => {
    const all: { table: Table; rows: readonly Row[] }[] = []
    for (const table of KEY_TABLES) {
      const kept = db.selectFrom(table.name).selectAll().where('shelf', '=', 'now').orderBy(table.key.at(-1)!)
      all.push({ table, rows: (await kept.execute()).map(plain) })
    }
    return all
  })
