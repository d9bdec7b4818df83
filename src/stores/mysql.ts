// Keeps people in a MySQL or MariaDB database: a bounded pool of connections that comes back by itself; knows none of the queries.

import { Kysely, MysqlDialect, sql, type MysqlPool, type MysqlQueryResult } from 'kysely'
import mysql from 'mysql2'
import { RostroError } from '../core/errors.ts'
import type { Store } from '../core/ports.ts'
import { parseMysqlAddress } from './mysql-address.ts'
import { explainMysql, isWorthRepeating, isMissingTable, isTriggerWithoutTable } from './mysql-errors.ts'
import type { ServerOptions } from './postgres.ts'
import type { Schema } from './schema.ts'
import { parseServerAddress, withoutSecrets } from './server-address.ts'
import { serverEngine } from './server-engine.ts'
import { openServerStore } from './server-store.ts'
import { migrateServer } from './server-migrations.ts'
import type { Words } from './server-tables.ts'
import type { Engine } from './sql.ts'

const CONNECTIONS = 8
const CONNECT_MS = 3000
const IDLE_MS = 30_000
/** The server holds so many for all its clients together, 16,382 by default, and lists of ids make many. */
const STATEMENTS = 200

/**
 * What Rostro relies on, whatever the server's settings say. A write that waits longer for others fails with `store_busy`; a column
 * of many visits comes as one text.
 */
const SESSION = [
  `set session sql_mode = 'STRICT_ALL_TABLES,NO_ENGINE_SUBSTITUTION,ONLY_FULL_GROUP_BY'`,
  'set session transaction isolation level read committed',
  'set session innodb_lock_wait_timeout = 5, group_concat_max_len = 1073741824',
]

/**
 * Opens the store in a database that is there; its tables are made when there are none.
 * @param address `mysql://USER:PASSWORD@HOST:PORT/DATABASE`, with `socket`, `ssl-mode` and `ssl-ca` as MySQL's programs know them
 * @throws RostroError store_unavailable, store_busy, store_corrupt, store_newer, store_sealed, usage_invalid
 */
export const openMysqlStore = async (address: string, options?: ServerOptions): Promise<Store> =>
  openServerStore(await openMysql(address, options), address, options)

/** What the store is made of. @throws as openMysqlStore */
export async function openMysql(address: string, { connections = CONNECTIONS }: ServerOptions = {}): Promise<Engine> {
  const url = parseServerAddress(address)
  const place = withoutSecrets(url)
  const pool = mysql.createPool({
    ...parseMysqlAddress(url),
    charset: 'utf8mb4',
    connectionLimit: connections,
    maxIdle: connections,
    idleTimeout: IDLE_MS,
    connectTimeout: CONNECT_MS,
    enableKeepAlive: true,
    maxPreparedStatements: STATEMENTS,
    // JSON as its text, and averages as numbers, as the other drivers give them.
    jsonStrings: true,
    decimalNumbers: true,
  })
  pool.on('connection', connection => {
    for (const statement of SESSION) {
      connection.query(statement, error => {
        if (error) connection.destroy()
      })
    }
  })
  const db = new Kysely<Schema>({ dialect: new MysqlDialect({ pool: prepared(pool) }) })
  const explain = (thrown: unknown) => explainMysql(thrown, place)
  // Its own threads free what deleted rows took.
  const scrub = () => Promise.resolve()
  try {
    const { rows } = await sql<{ version: string }>`select version() as version`.execute(db)
    const words = wordsOf(rows[0]?.version ?? '')
    const exclusively = (work: (db: Kysely<Schema>) => Promise<void>) => db.connection().execute(only => locked(only, work))
    await migrateServer({ db, place, words, exclusively, isMissingTable })
    return serverEngine({ db, place, explain, isWorthRepeating, isMissingTable, words, scrub, beside })
  } catch (error) {
    await db.destroy()
    throw explain(error)
  }
}

/** Whoever is alone updates this row. Locks of a row are given in the order in which they were asked for. */
const beside: NonNullable<Engine['beside']> = async tx => {
  await sql`select count from changes lock in share mode`.execute(tx)
}

/** Tables cannot be made in a transaction; whoever comes second waits here. */
async function locked(db: Kysely<Schema>, work: (db: Kysely<Schema>) => Promise<void>): Promise<void> {
  const name = sql`concat('rostro ', sha2(database(), 224))`
  const { rows } = await sql<{ got: number }>`select get_lock(${name}, 30) as got`.execute(db)
  if (rows[0]?.got !== 1)
    throw new RostroError('store_busy', 'Another process has been making the tables for half a minute; try again.')
  try {
    await work(db)
  } finally {
    await sql`select release_lock(${name})`.execute(db)
  }
}

/** Compared by bytes, trailing spaces included, as in every other store. */
const wordsOf = (version: string): Words => ({
  integer: 'bigint',
  real: 'double',
  text: 'longtext',
  bytes: 'longblob',
  sequence: 'bigint auto_increment primary key',
  key: characters => `varchar(${characters})`,
  where: () => '',
  quote: '`',
  table: `engine=InnoDB row_format=dynamic character set utf8mb4 collate ${/mariadb/i.test(version) ? 'utf8mb4_nopad_bin' : 'utf8mb4_0900_bin'}`,
  afterwards: [],
})

/** Values travel beside the statement and never in its text. */
const prepared = (pool: mysql.Pool): MysqlPool => ({
  getConnection: take => {
    pool.getConnection((error, connection) => {
      const query = (statement: string, values: readonly unknown[], done: (error: unknown, result: MysqlQueryResult) => void) => {
        const answered = (failed: unknown, result: unknown) => {
          // A prepared statement keeps the tables that were opened for it: the next attempt prepares it anew.
          if (isTriggerWithoutTable(failed)) connection.unprepare(statement)
          done(failed, result as MysqlQueryResult)
        }
        // The language of transactions cannot be prepared.
        if (values.length === 0) connection.query(statement, answered)
        else connection.execute(statement, values.map(toParameter), answered)
      }
      take(error, { query, release: () => { connection.release() } } as unknown as Parameters<typeof take>[1]) // prettier-ignore
    })
  },
  end: done => {
    pool.end(done)
  },
})

/** The driver takes every number for a fraction, which is no limit of rows, and bytes for text. */
function toParameter(value: unknown): mysql.ExecuteValues {
  if (Number.isSafeInteger(value)) return mysql.TypedParameter.LONGLONG(value as number)
  if (value instanceof Uint8Array) return Buffer.from(value.buffer, value.byteOffset, value.byteLength)
  return value as mysql.ExecuteValues
}
