// Empties a database server's tables between tests, which is faster than making them anew; knows the tables from Rostro's own statements.

import { sql } from 'kysely'
import { serverTables, type Words } from '../../src/stores/server-tables.ts'
import type { Flavour } from '../../src/stores/raw-store.ts'
import type { AnyDb } from '../../src/stores/tables.ts'

const PLAIN: Words = {
  ...{ integer: '', real: '', text: '', bytes: '', sequence: '', table: '', quote: '"', afterwards: [] },
  key: () => '',
  where: () => '',
}

/** Those that others refer to come last. */
const TABLES = serverTables(PLAIN).flatMap(statement => /^drop table if exists "(\w+)"/.exec(statement)?.[1] ?? [])

/** Tables with one row, made with the tables, and what it begins with. */
const COUNTERS: Readonly<Record<string, string>> = {
  changes: 'count = 0',
  outbox: 'newest = 0',
  audit_head: `sequence = 0, hash = ''`,
  place: 'version = 0, last_number = 0',
}

export const emptying: readonly string[] = [
  ...TABLES.map(table => (table in COUNTERS ? `update "${table}" set ${COUNTERS[table]!}` : `delete from "${table}"`)),
  `insert into changed_people values ('', 0)`,
]

/** The same, in a transaction of whichever server it is. */
export async function emptyTables(db: AnyDb, flavour: Flavour): Promise<void> {
  const quote = flavour === 'mysql' ? '`' : '"'
  for (const statement of emptying) await sql.raw(statement.replaceAll('"', quote)).execute(db)
}
