// Keeps people in a PostgreSQL database: a bounded pool of connections that comes back by itself; knows none of the queries.

import { CompiledQuery, Kysely, PostgresDialect, PostgresQueryCompiler, sql, type FunctionNode, type PostgresPool } from 'kysely'
import pg from 'pg'
import type { Store } from '../core/ports.ts'
import { renamed, type Names } from './functions.ts'
import { postgresNews, type Wire } from './postgres-news.ts'
import { explainPostgres, isWorthRepeating, isMissingTable } from './postgres-errors.ts'
import type { Schema } from './schema.ts'
import { parseServerAddress, withoutSecrets } from './server-address.ts'
import { serverEngine } from './server-engine.ts'
import { openServerStore } from './server-store.ts'
import type { FindMasterKeys } from './open-sealing.ts'
import { migrateServer } from './server-migrations.ts'
import type { Words } from './server-tables.ts'
import { SqlStore } from './sql-store.ts'
import type { Engine } from './sql.ts'
import { watchedSocket } from './watched-socket.ts'

export interface ServerOptions {
  /** Connections to the database at most. */
  readonly connections?: number
  /** For a store that is sealed. Default: from the environment, else the file that was noted when it was sealed. */
  readonly findMasterKeys?: FindMasterKeys | undefined
}

const CONNECTIONS = 8
const CONNECT_MS = 3000
/** A write that waits longer for others fails with `store_busy`. */
const LOCK_MS = 5000
const STATEMENT_MS = 30_000
/** Who stopped in the middle of a change, a machine that lost power for one, holds up the others no longer than this. */
const STUCK_MS = 10_000
const IDLE_MS = 30_000

/**
 * Opens the store in a database that is there; its tables are made when there are none.
 * @param address `postgres://USER:PASSWORD@HOST:PORT/DATABASE`, with `sslmode`, `sslrootcert` and what else libpq knows
 * @throws RostroError store_unavailable, store_busy, store_corrupt, store_newer, store_sealed, usage_invalid
 */
export const openPostgresStore = async (address: string, options?: ServerOptions): Promise<Store> =>
  openServerStore(await openPostgres(address, options), address, options)

/** What the store is made of. @throws as openPostgresStore */
export async function openPostgres(address: string, { connections = CONNECTIONS }: ServerOptions = {}): Promise<Engine> {
  const url = parseServerAddress(address)
  const client = {
    connectionString: address,
    types: POSTGRES_TYPES,
    application_name: 'rostro',
    connectionTimeoutMillis: CONNECT_MS,
    keepAlive: true,
    stream: watchedSocket,
    statement_timeout: STATEMENT_MS,
    lock_timeout: LOCK_MS,
    idle_in_transaction_session_timeout: STUCK_MS,
  }
  const pool = new pg.Pool({ ...client, max: connections, idleTimeoutMillis: IDLE_MS, allowExitOnIdle: true })
  // Between two statements of a change nobody else hears that the connection ended; the next statement says so.
  pool.on('connect', client => client.on('error', () => undefined))
  pool.on('error', () => {
    // Of a connection nobody uses: the pool has dropped it, and the next query makes another or says why it cannot.
  })
  return engineIn(
    pool,
    withoutSecrets(url),
    postgresNews(() => new pg.Client(client)),
  )
}

/** The store in whatever speaks PostgreSQL's protocol behind a pool, which is ended with it. */
export const storeIn = async (pool: PostgresPool, place: string): Promise<Store> => new SqlStore(await engineIn(pool, place))

/** @throws RostroError store_* */
export async function engineIn(pool: PostgresPool, place: string, news?: Wire): Promise<Engine> {
  const db = new Kysely<Schema>({ dialect: new Dialect({ pool }) })
  const explain = (thrown: unknown) => explainPostgres(thrown, place)
  try {
    const exclusively = (work: (db: Kysely<Schema>) => Promise<void>) =>
      db.transaction().execute(async tx => {
        await sql`select pg_advisory_xact_lock(${sql.lit(MIGRATING)})`.execute(tx)
        await work(tx)
      })
    await migrateServer({ db, place, words: WORDS, exclusively, isMissingTable })
  } catch (error) {
    await db.destroy()
    throw explain(error)
  }
  return serverEngine({
    db,
    place,
    explain,
    isWorthRepeating,
    isMissingTable,
    words: WORDS,
    scrub: () => vacuum(db),
    beside,
    news,
  })
}

/**
 * Whoever updates the row of `changes` locks the table for it, in a mode that this one is in the way of. Unlike locks of rows it lies in
 * memory alone, and is given in the order in which it was asked for.
 */
const beside: NonNullable<Engine['beside']> = async tx => {
  await sql`lock table changes in share mode`.execute(tx)
}

/** "Rost": the number of the lock under which tables are made. */
const MIGRATING = 0x526f7374

const FUNCTIONS: Names = { json_arrayagg: 'json_agg' }

class Compiler extends PostgresQueryCompiler {
  protected override visitFunction(node: FunctionNode): void {
    super.visitFunction(renamed(node, FUNCTIONS))
  }
}

class Dialect extends PostgresDialect {
  override createQueryCompiler(): PostgresQueryCompiler {
    return new Compiler()
  }
}

/** Compared by bytes, as in every other store; a template lies in its row, a picture beside it and as it is. */
const WORDS: Words = {
  integer: 'bigint',
  real: 'double precision',
  text: 'text collate "C"',
  bytes: 'bytea',
  sequence: 'bigint generated by default as identity primary key',
  key: () => 'text collate "C"',
  quote: '"',
  where: condition => `where ${condition}`,
  table: '',
  afterwards: [
    ...['refs', 'reference_templates', 'shots', 'shot_templates', 'refusals', 'visit_faces'].map(
      table => `alter table ${table} alter column vector set storage main`,
    ),
    ...['refs', 'shots', 'visit_faces'].map(table => `alter table ${table} alter column crop set storage external`),
  ],
}

/** As the other drivers give them: whole numbers below 2^53, and JSON as its text. */
const PARSERS: Readonly<Record<number, (text: string) => unknown>> = {
  [pg.types.builtins.INT8]: Number,
  [pg.types.builtins.NUMERIC]: Number,
  [pg.types.builtins.JSON]: String,
}

type Parsers = (type: number, format?: 'text' | 'binary') => unknown

const usual = pg.types.getTypeParser as Parsers

/** How a pool reads values, if it is not `openPostgres()` that makes it. */
export const POSTGRES_TYPES = {
  getTypeParser: ((type, format) => PARSERS[type] ?? usual(type, format)) satisfies Parsers,
}

/** What may name or show somebody who is deleted. */
const ERASED = ['people', 'departing', 'refs', 'reference_templates', 'consents', 'events', 'shots', 'shot_templates', 'refusals']
const ERASED_TOO = ['visits', 'visit_faces', 'group_people', 'alert_rules', 'notices', 'spoken', 'door_factors', 'door_presence']

/**
 * Frees what deleted rows took; a table that another is vacuuming is left to it. What fails or takes too long autovacuum does later.
 * To shorten a file PostgreSQL asks for the table alone, up to 5 s while others read it (VACUUM_TRUNCATE_LOCK_TIMEOUT in its
 * vacuumlazy.c), and whoever deleted would wait along.
 */
async function vacuum(db: Kysely<Schema>): Promise<void> {
  const tables = [...ERASED, ...ERASED_TOO].join(', ')
  await db.executeQuery(CompiledQuery.raw(`vacuum (skip_locked, truncate false) ${tables}`)).catch(() => undefined)
}
