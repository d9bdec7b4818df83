// A store opened as tables of rows, to be copied whole; a database's driver is loaded only for an address of it.

import { resolve } from 'node:path'
import { sql, Kysely } from 'kysely'
import { RostroError } from '../core/errors.ts'
import type { KeyPlace } from './key-tables.ts'
import { LibsqlDialect } from './libsql-dialect.ts'
import { schemeOf, storePlace } from './open-store.ts'
import type { Schema } from './schema.ts'
import type { Engine } from './sql.ts'
import { explained } from './sqlite-errors.ts'
import { makeIfMissing, openFile, rewriteFile } from './sqlite-file.ts'
import { sqliteKeys } from './sqlite-keys.ts'
import { anyDb, type AnyDb } from './tables.ts'
import { untilFree } from './until-free.ts'

export type Flavour = 'sqlite' | 'postgres' | 'mysql'

export interface RawStore {
  readonly flavour: Flavour
  /** For people to read: without user and password. */
  readonly place: string
  readonly db: AnyDb
  readonly keys: KeyPlace
  /** Everything as it was at one moment, while others write. @throws RostroError store_* */
  snapshot<T>(read: (db: AnyDb) => Promise<T>): Promise<T>
  /** One transaction, in which nobody else writes. @throws RostroError store_* */
  alone<T>(work: (db: AnyDb) => Promise<T>): Promise<T>
  /** One transaction of a store nobody else knows yet. @throws RostroError store_* */
  write<T>(work: (db: AnyDb) => Promise<T>): Promise<T>
  /** Makes or drops tables and triggers: in one transaction where the database can do that in one. @throws RostroError store_* */
  define(statements: readonly string[]): Promise<void>
  /** Writes tables anew, so that their files hold nothing of what their rows were. @throws RostroError store_* */
  rewrite(tables: readonly string[]): Promise<void>
  close(): Promise<void>
}

const BUSY_MS = 5000
/** Two who write all the time leave short gaps only; a move need not give up before long. */
const PATIENCE_MS = 60_000
/** While one waits for a table, all who write wait. Longer than PostgreSQL's `deadlock_timeout` of 1 s, after which autovacuum makes way. */
const DEFINE_MS = 1500
const LET_BY_MS = 500

const SERVERS: Readonly<Record<string, Flavour>> = {
  postgres: 'postgres',
  postgresql: 'postgres',
  mysql: 'mysql',
  mariadb: 'mysql',
}

/** Its tables are made when there are none. @throws RostroError store_*, usage_invalid */
export async function openRawStore(address: string): Promise<RawStore> {
  const scheme = schemeOf(address)
  if (scheme === undefined) return openRawFile(address)
  const flavour = SERVERS[scheme]
  if (flavour === 'postgres') return rawServer(flavour, address, await (await import('./postgres.ts')).openPostgres(address))
  if (flavour === 'mysql') return rawServer(flavour, address, await (await import('./mysql.ts')).openMysql(address))
  throw new RostroError(
    'usage_invalid',
    `Rostro knows no store ${scheme}://; give postgres://…, mysql://…, mariadb://… or a path.`,
  )
}

async function openRawFile(path: string): Promise<RawStore> {
  const file = resolve(path)
  return explained(file, async () => {
    await makeIfMissing(file)
    const database = await openFile(file, BUSY_MS)
    // SQLite's own waiting is ever longer, and loses to whoever asks more often.
    database.exec('pragma busy_timeout = 0')
    const db = anyDb(new Kysely<Schema>({ dialect: new LibsqlDialect(database) }))
    const keys = sqliteKeys(file, BUSY_MS)
    const write = <T>(work: (db: AnyDb) => Promise<T>) =>
      untilFree(() => explained(file, () => db.transaction().execute(work)), PATIENCE_MS)
    return {
      flavour: 'sqlite',
      place: file,
      db,
      keys,
      // A transaction of Rostro's takes the lock at once; this one only reads.
      snapshot: read =>
        explained(file, () =>
          db.connection().execute(async only => {
            await sql`begin`.execute(only)
            try {
              return await read(only)
            } finally {
              await sql`rollback`.execute(only)
            }
          }),
        ),
      alone: write,
      write,
      define: statements => write(inTurn(statements)),
      rewrite: () => explained(file, () => rewriteFile(file, BUSY_MS)),
      // The file alone is the store then, unless another process is using it.
      close: () =>
        explained(file, async () => {
          await keys.close()
          await sql`pragma wal_checkpoint(truncate)`.execute(db)
          await db.destroy()
        }),
    }
  })
}

const inTurn =
  (statements: readonly string[]) =>
  async (db: AnyDb): Promise<void> => {
    for (const statement of statements) await sql.raw(statement).execute(db)
  }

function rawServer(flavour: 'postgres' | 'mysql', address: string, engine: Engine): RawStore {
  const db = anyDb(engine.db)
  const patient = async (tx: AnyDb) => {
    // While one side is read the other waits: that is no stuck client.
    if (flavour === 'postgres') await sql`set local idle_in_transaction_session_timeout = 0`.execute(tx)
  }
  const write = <T>(work: (db: AnyDb) => Promise<T>) =>
    engine.run(() =>
      db.transaction().execute(async tx => {
        await patient(tx)
        return work(tx)
      }),
    )
  // Every writer counts first, in that row.
  const alone = <T>(work: (db: AnyDb) => Promise<T>) =>
    write(async tx => {
      await sql`update changes set count = count + 0`.execute(tx)
      return work(tx)
    })
  // Whoever vacuums or dumps a table keeps its triggers as they are, and all who write would wait along: they are let by meanwhile.
  const defineWhenFree = (statements: readonly string[]) =>
    untilFree(
      () =>
        alone(async tx => {
          await sql`set local lock_timeout = ${sql.lit(DEFINE_MS)}`.execute(tx)
          await inTurn(statements)(tx)
        }),
      PATIENCE_MS,
      LET_BY_MS,
    )
  return {
    flavour,
    place: storePlace(address),
    db,
    keys: engine.keys,
    snapshot: read =>
      engine.run(() =>
        db
          .transaction()
          .setIsolationLevel('repeatable read')
          .execute(async tx => {
            await patient(tx)
            return read(tx)
          }),
      ),
    alone,
    write,
    // MySQL ends a transaction before each such statement: what gives way to a writer is tried again by itself.
    async define(statements) {
      if (flavour === 'postgres') return defineWhenFree(statements)
      for (const statement of statements) await engine.run(() => sql.raw(statement).execute(db))
    },
    rewrite: tables =>
      engine.run(() =>
        db.connection().execute(async only => {
          if (flavour === 'postgres') await sql`set statement_timeout = 0`.execute(only)
          for (const table of tables)
            await sql.raw(flavour === 'postgres' ? `vacuum (full) "${table}"` : `optimize table \`${table}\``).execute(only)
          if (flavour === 'postgres') await sql`reset statement_timeout`.execute(only)
        }),
      ),
    close: () => engine.close(),
  }
}
