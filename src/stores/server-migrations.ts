// Brings a database server to the newest schema, one server process at a time; knows no driver.

import { sql, type Kysely } from 'kysely'
import { RostroError } from '../core/errors.ts'
import type { Schema } from './schema.ts'
import { FIRST_SERVER_SCHEMA, serverTables, type Words } from './server-tables.ts'

/** Statements of a step. Step n takes the tables from schema version FIRST_SERVER_SCHEMA + n to the next. */
type Step = (words: Words) => readonly string[]

/** Numbered as SQLite's. A step, once released, never changes. */
const STEPS: readonly Step[] = []

export interface Migrating {
  readonly db: Kysely<Schema>
  /** The address without the password. */
  readonly place: string
  readonly words: Words
  /** Runs work while no other process does the same, in a transaction where the database can make tables in one. */
  readonly exclusively: (work: (db: Kysely<Schema>) => Promise<void>) => Promise<void>
  /** Whether a query failed because there is no such table. */
  readonly isMissingTable: (thrown: unknown) => boolean
}

/** @throws RostroError store_newer, store_corrupt; what the driver throws */
export async function migrateServer(server: Migrating): Promise<void> {
  const known = FIRST_SERVER_SCHEMA + STEPS.length
  const version = await versionOf(server)
  if (version === known) return
  if (version !== undefined && version > known) throw newer(server.place, version, known)
  await server.exclusively(async db => {
    const execute = (statement: string) => sql.raw<Row>(statement).execute(db)
    await execute(`create table if not exists rostro_schema (version ${server.words.integer} not null) ${server.words.table}`)
    // Looked at again: another process may just have done it.
    let at = versionIn((await execute('select version from rostro_schema')).rows)
    if (at === undefined) {
      for (const statement of serverTables(server.words)) await execute(statement)
      at = FIRST_SERVER_SCHEMA
      await execute(`insert into rostro_schema values (${at})`)
    }
    for (; at < known; at++) {
      for (const statement of STEPS[at - FIRST_SERVER_SCHEMA]!(server.words)) await execute(statement)
      await execute(`update rostro_schema set version = ${at + 1}`)
    }
  })
}

/** Undefined where there are no tables of Rostro's, or only what an attempt to make them has left. @throws RostroError store_corrupt */
async function versionOf(server: Migrating): Promise<number | undefined> {
  const kept = () => rowsOf(server, 'select version from rostro_schema')
  const first = versionIn(await kept())
  if (first !== undefined) return first
  const people = await rowsOf(server, 'select id from people limit 1')
  // Read again after the people: another process may be making both.
  const rows = await kept()
  const version = versionIn(rows)
  // Of an attempt that was cut short there are no people; whatever else is called so is not ours to touch.
  if (people && version === undefined && (!rows || people.length > 0)) throw foreign(server.place)
  return version
}

type Row = Readonly<Record<string, unknown>>

/** Undefined where the table is missing. */
async function rowsOf({ db, isMissingTable }: Migrating, query: string): Promise<readonly Row[] | undefined> {
  try {
    return (await sql.raw<Row>(query).execute(db)).rows
  } catch (error) {
    if (isMissingTable(error)) return undefined
    throw error
  }
}

const versionIn = (rows: readonly Row[] = []): number | undefined => (rows[0] ? Number(rows[0]['version']) : undefined)

const foreign = (place: string): RostroError =>
  new RostroError('store_corrupt', `The database ${place} has tables that are not Rostro's; give Rostro a database of its own.`)

const newer = (place: string, version: number, known: number): RostroError =>
  new RostroError(
    'store_newer',
    `The store ${place} has schema ${version}, this Rostro knows up to ${known}; use a newer Rostro.`,
  )
