// Follows what changes in a store while it is copied: triggers write down which rows, and those are brought over again.

import { RostroError } from '../core/errors.ts'
import { insertRows } from './copy-tables.ts'
import { CHANGES } from './moved.ts'
import type { Flavour, RawStore } from './raw-store.ts'
import { columnsOf, lineOf, pagesOf, plain, TABLES, type AnyDb, type Row, type Table, type Value } from './tables.ts'

const KEYS_AT_ONCE = 100
const CHANGES_AT_ONCE = 5000
const FOLLOWED = TABLES.filter(({ isCounter }) => !isCounter)

/** From now on changed rows are written down, in the transaction that changes them. @throws RostroError store_* */
export async function startFollowing(from: RawStore): Promise<void> {
  await stopFollowing(from)
  await from.define([TABLE[from.flavour], ...FOLLOWED.flatMap(table => TRIGGERS[from.flavour](table))])
}

/** Also what a move left that was killed. */
export async function stopFollowing(from: RawStore): Promise<void> {
  const drops = FOLLOWED.flatMap(({ name }) =>
    from.flavour === 'postgres'
      ? [`drop function if exists moving_${name}() cascade`]
      : ['insert', 'update', 'delete'].map(event => `drop trigger if exists moving_${name}_${event}`),
  )
  await from.define([...drops, `drop table if exists ${CHANGES}`])
}

const TABLE: Readonly<Record<Flavour, string>> = {
  sqlite: `create table ${CHANGES} (sequence integer primary key autoincrement, name text not null, which text not null)`,
  postgres: `create table ${CHANGES} (sequence bigint generated always as identity primary key, name text not null, which text not null)`,
  mysql: `create table ${CHANGES} (sequence bigint auto_increment primary key, name varchar(64) not null, which text not null)
    engine=InnoDB character set utf8mb4`,
}

const keyed = (of: 'old' | 'new', { key }: Table, quote: string): string =>
  key.map(column => `${of}.${quote}${column}${quote}`).join(', ')

/** A statement for each event, whose rows are both the one before and the one after. */
const simple =
  (quote: string, wrap: (statement: string) => string) =>
  (table: Table): readonly string[] =>
    (['insert', 'update', 'delete'] as const).map(event => {
      const sides = event === 'insert' ? (['new'] as const) : event === 'delete' ? (['old'] as const) : (['old', 'new'] as const)
      const rows = sides.map(side => `('${table.name}', json_array(${keyed(side, table, quote)}))`)
      const statement = wrap(`insert into ${CHANGES} (name, which) values ${rows.join(', ')}`)
      return `create trigger moving_${table.name}_${event} after ${event} on ${quote}${table.name}${quote} for each row ${statement}`
    })

const TRIGGERS: Readonly<Record<Flavour, (table: Table) => readonly string[]>> = {
  sqlite: simple('"', statement => `begin ${statement}; end`),
  mysql: simple('`', statement => statement),
  postgres: table => {
    const note = (side: 'old' | 'new') =>
      `insert into ${CHANGES} (name, which) values ('${table.name}', json_build_array(${keyed(side, table, '"')})::text)`
    return [
      `create function moving_${table.name}() returns trigger language plpgsql as $$ begin
         if tg_op <> 'INSERT' then ${note('old')}; end if;
         if tg_op <> 'DELETE' then ${note('new')}; end if;
         return null; end $$`,
      `create trigger ${CHANGES} after insert or update or delete on "${table.name}"
         for each row execute function moving_${table.name}()`,
    ]
  },
}

type Key = readonly Value[]

/** The newest change of all that are written: of a later one an earlier may still be on its way, since numbers are given before the end. @throws RostroError store_* */
export const lastSettled = (from: RawStore): Promise<number> =>
  from.alone(async db => {
    const newest = await db.selectFrom(CHANGES).select('sequence').orderBy('sequence', 'desc').limit(1).executeTakeFirst()
    return Number(newest?.sequence ?? 0)
  })

/**
 * Brings over what changed after a change, so that the copy is what the source is now: in one transaction, and looked at afterwards.
 * @param from in a snapshot, or alone. @returns how many rows changed. @throws RostroError store_corrupt where a row is not the same afterwards
 */
export async function bringOver(from: AnyDb, to: RawStore, after: number): Promise<number> {
  const changed = await changedRows(from, after)
  await to.write(async db => {
    const [parents, leaves] = [changed.filter(({ table }) => table.isParent), changed.filter(({ table }) => !table.isParent)]
    for (const { table, keys } of leaves) for (const part of parts(keys)) await deleteRows(db, table, part)
    // A name may have gone from one to another: first nobody has it.
    for (const { table, keys } of parents) for (const part of parts(keys)) await freeNames(db, table, part)
    for (const { table, keys } of [...parents, ...leaves]) {
      for (const part of parts(keys)) await putRows(db, table, await rowsOf(from, table, part))
    }
    for (const { table, keys } of [...parents].reverse()) {
      for (const part of parts(keys)) {
        const there = new Set((await rowsOf(from, table, part)).map(row => textOf(keyOf(table, row))))
        await deleteRows(db, table, part.filter(key => !there.has(textOf(key)))) // prettier-ignore
      }
    }
    for (const table of TABLES.filter(({ isCounter }) => isCounter)) {
      await db.deleteFrom(table.name).execute()
      for await (const rows of pagesOf(from, table)) await insertRows(db, table, rows)
    }
    for (const { table, keys } of changed) {
      for (const part of parts(keys)) {
        const [here, there] = [await linesOf(from, table, part), await linesOf(db, table, part)]
        if (here !== there)
          throw new RostroError('store_corrupt', `Rows of ${table.name} at ${to.place} are not as they are here; start again.`)
      }
    }
  })
  return changed.reduce((sum, { keys }) => sum + keys.length, 0)
}

async function changedRows(from: AnyDb, after: number) {
  const keys = new Map<string, Map<string, Key>>()
  let until = after
  for (;;) {
    const rows = await from
      .selectFrom(CHANGES)
      .selectAll()
      .where('sequence', '>', until)
      .orderBy('sequence')
      .limit(CHANGES_AT_ONCE)
      .execute()
    for (const { sequence, name, which } of rows) {
      const key = JSON.parse(String(which)) as Key
      const ofTable = keys.get(String(name)) ?? new Map<string, Key>()
      keys.set(String(name), ofTable.set(textOf(key), key))
      until = Number(sequence)
    }
    if (rows.length < CHANGES_AT_ONCE) break
  }
  return FOLLOWED.flatMap(table => {
    const ofTable = keys.get(table.name)
    return ofTable ? [{ table, keys: [...ofTable.values()] }] : []
  })
}

const textOf = (key: Key): string => JSON.stringify(key)
const keyOf = ({ key }: Table, row: Row): Key => key.map(column => row[column]!)

function parts(keys: readonly Key[]): Key[][] {
  const all: Key[][] = []
  for (let i = 0; i < keys.length; i += KEYS_AT_ONCE) all.push(keys.slice(i, i + KEYS_AT_ONCE))
  return all
}

async function rowsOf(db: AnyDb, { name, key }: Table, keys: readonly Key[]): Promise<readonly Row[]> {
  if (keys.length === 0) return []
  let query = db
    .selectFrom(name)
    .selectAll()
    .where(eb => eb.or(keys.map(values => eb.and(key.map((column, i) => eb(column, '=', values[i]!))))))
  for (const column of key) query = query.orderBy(column)
  return (await query.execute()).map(plain)
}

async function linesOf(db: AnyDb, table: Table, keys: readonly Key[]): Promise<string> {
  const rows = await rowsOf(db, table, keys)
  return rows.map(row => lineOf(row, columnsOf(row))).join('')
}

async function deleteRows(db: AnyDb, { name, key }: Table, keys: readonly Key[]): Promise<void> {
  if (keys.length === 0) return
  await db
    .deleteFrom(name)
    .where(eb => eb.or(keys.map(values => eb.and(key.map((column, i) => eb(column, '=', values[i]!))))))
    .execute()
}

const NAMED: readonly string[] = ['people', 'accounts', 'groups', 'doors']

async function freeNames(db: AnyDb, { name }: Table, keys: readonly Key[]): Promise<void> {
  if (!NAMED.includes(name)) return
  // No name begins with a control character.
  for (const [id] of keys) await db.updateTable(name).set({ name_key: `\u0002${String(id)}` }).where('id', '=', id!).execute() // prettier-ignore
}

async function putRows(db: AnyDb, table: Table, rows: readonly Row[]): Promise<void> {
  if (rows.length === 0) return
  if (!table.isParent) return insertRows(db, table, rows)
  const there = await rowsOf(db, table, rows.map(row => keyOf(table, row))) // prettier-ignore
  const known = new Set(there.map(row => textOf(keyOf(table, row))))
  const isNew = (row: Row) => !known.has(textOf(keyOf(table, row)))
  await insertRows(db, table, rows.filter(isNew))
  for (const row of rows.filter(one => !isNew(one))) {
    let query = db.updateTable(table.name).set({ ...row })
    for (const column of table.key) query = query.where(column, '=', row[column]!)
    await query.execute()
  }
}
