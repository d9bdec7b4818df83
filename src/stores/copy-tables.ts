// Copies all tables of one store into another, empty one, and compares what both hold; follows no changes.

import { sql } from 'kysely'
import { RostroError } from '../core/errors.ts'
import type { KeyTables } from './key-tables.ts'
import type { RawStore } from './raw-store.ts'
import { FILLING, MOVED } from './moved.ts'
import { isConverting, sealedByOf } from './open-sealing.ts'
import {
  columnsOf,
  digesting,
  digestOf,
  keyRows,
  lineOf,
  pagesOf,
  TABLES,
  typed,
  type AnyDb,
  type Digest,
  type Row,
  type Table,
} from './tables.ts'

/** Database servers take statements of 16 MB or more. */
const MOST_BYTES = 4e6

/** @returns whether the store is sealed. @throws RostroError store_sealed where that is just changing */
export async function requireSettled(db: AnyDb, place: string): Promise<boolean> {
  const sealedBy = await sealedByOf(typed(db))
  if (!isConverting(sealedBy)) return sealedBy !== undefined
  const sentence = `Sealing or unsealing the store ${place} is under way or was cut short; run the same "rostro seal" command again first.`
  throw new RostroError('store_sealed', sentence)
}

/**
 * Makes sure there is nothing in a store, and marks it as being filled: until filled() nobody can use it. What an earlier attempt
 * left is deleted. @throws RostroError store_occupied
 */
export async function beginFilling(to: RawStore): Promise<void> {
  const hasKeys = await to.keys.isThere()
  await to.alone(async db => {
    const mark = await db.selectFrom('settings').select('value').where('key', '=', MOVED).executeTakeFirst()
    if (hasKeys && mark?.value !== FILLING) throw occupied(to.place, 'keys of a sealed store')
    for (const { name, key, isCounter } of [...TABLES].reverse()) {
      if (!isCounter && mark?.value !== FILLING) {
        const found = await db.selectFrom(name).select(key[0]!).limit(1).execute()
        if (found.length > 0) throw occupied(to.place, name)
      } else await db.deleteFrom(name).execute()
    }
    await db.insertInto('settings').values({ key: MOVED, value: FILLING }).execute()
  })
  if (hasKeys) await to.keys.remove()
}

/** From now on it is a store like any other. */
export async function filled(to: RawStore): Promise<void> {
  await to.alone(async db => {
    if (to.flavour === 'postgres') await goOnCounting(db)
    await db.deleteFrom('settings').where('key', '=', MOVED).execute()
  })
}

/** Numbers that came with their rows moved none of PostgreSQL's counters. */
async function goOnCounting(db: AnyDb): Promise<void> {
  for (const { name, key } of TABLES) {
    if (key[0] !== 'sequence') continue
    const column = sql.ref('sequence')
    await sql`select setval(counter, newest) from (
      select pg_get_serial_sequence(${name}, 'sequence') as counter, (select max(${column}) from ${sql.table(name)}) as newest
    ) as counted where counter is not null and newest is not null`.execute(db)
  }
}

/** @param from in a snapshot */
export async function copyTables(from: AnyDb, to: RawStore, onRows: (rows: number) => void): Promise<void> {
  for (const table of TABLES) {
    for await (const rows of pagesOf(from, table)) {
      await to.write(db => insertRows(db, table, rows))
      onRows(rows.length)
    }
  }
}

export async function insertRows(db: AnyDb, { name }: Table, rows: readonly Row[]): Promise<void> {
  for (const part of partsOf(rows)) await db.insertInto(name).values(part).execute()
}

/**
 * Has the keys of a sealed store be those of its copy, too. What is sealed is bound to its table, column, row and owner, and to no
 * database. To be called again once nobody writes: then only what changed is brought over.
 * @param from in a snapshot, or alone. @throws RostroError store_corrupt where they are not the same afterwards
 */
export async function bringKeys(from: KeyTables, to: RawStore): Promise<void> {
  await to.keys.make()
  const here = await keyRows(from)
  const linesOf = (rows: readonly Row[]) => new Set(rows.map(row => lineOf(row, columnsOf(row))))
  const there = new Map((await keyRows(to.keys.tables())).map(({ table, rows }) => [table.name, linesOf(rows)]))
  await to.write(db =>
    to.keys.tables(typed(db)).write(async keys => {
      for (const { table, rows } of here) {
        const known = there.get(table.name)!
        const wanted = linesOf(rows)
        const fresh = rows.filter(row => !known.has(lineOf(row, columnsOf(row))))
        const any = keys as unknown as AnyDb
        const gone = [...known].some(line => !wanted.has(line))
        // Few are another's or nobody's by now: those of all go, and come again.
        if (gone) await any.deleteFrom(table.name).where('shelf', '=', 'now').execute()
        await insertRows(any, table, gone ? rows : fresh)
      }
    }),
  )
  const after = await keyRows(to.keys.tables())
  for (const [i, { table, rows }] of here.entries()) {
    if (digestOfRows(rows) === digestOfRows(after[i]!.rows)) continue
    const sentence = `The copy at ${to.place} is not the same: ${table.name} differs; start again.`
    throw new RostroError('store_corrupt', sentence)
  }
}

const digestOfRows = (rows: readonly Row[]): string => {
  const digest = digesting()
  for (const row of rows) digest.add(lineOf(row, columnsOf(row)))
  return digest.digest().sha256
}

function partsOf(rows: readonly Row[]): Row[][] {
  const parts: Row[][] = []
  let bytes = Infinity
  for (const row of rows) {
    const size = Object.values(row).reduce<number>(
      (sum, value) => sum + (typeof value === 'object' ? (value?.length ?? 0) : 50),
      0,
    )
    if (bytes + size > MOST_BYTES) {
      parts.push([])
      bytes = 0
    }
    parts.at(-1)!.push(row)
    bytes += size
  }
  return parts
}

/** @returns by table what both hold. @throws RostroError store_corrupt where they differ */
export async function compareTables(
  from: AnyDb,
  to: RawStore,
  onRows: (rows: number) => void,
): Promise<Readonly<Record<string, Digest>>> {
  const digests: Record<string, Digest> = {}
  for (const table of TABLES) {
    const [here, there] = [await digestOf(from, table), await digestOf(to.db, table)]
    if (here.rows !== there.rows || here.sha256 !== there.sha256) {
      const sentence = `The copy at ${to.place} is not the same: ${table.name} has ${there.rows} rows there and ${here.rows} here; start again.`
      throw new RostroError('store_corrupt', sentence)
    }
    digests[table.name] = here
    onRows(here.rows)
  }
  return digests
}

const occupied = (place: string, table: string): RostroError =>
  new RostroError('store_occupied', `The store ${place} is not empty (${table}); name an empty one, which is made for this.`)

/** @throws RostroError store_corrupt where the numbers of rows differ */
export async function countTables(from: AnyDb, to: RawStore): Promise<void> {
  for (const { name } of TABLES) {
    const [here, there] = [await countOf(from, name), await countOf(to.db, name)]
    if (here === there) continue
    throw new RostroError('store_corrupt', `${name} has ${there} rows at ${to.place} and ${here} here; start again.`)
  }
}

async function countOf(db: AnyDb, name: Table['name']): Promise<number> {
  let query = db.selectFrom(name).select(({ fn }) => fn.countAll().as('count'))
  if (name === 'settings') query = query.where('key', '!=', MOVED)
  return Number((await query.executeTakeFirstOrThrow()).count)
}
