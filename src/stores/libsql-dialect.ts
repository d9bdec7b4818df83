// Lets Kysely speak to a libsql database; knows neither tables nor files.

import { SqliteAdapter, SqliteDriver, SqliteIntrospector, SqliteQueryCompiler } from 'kysely'
import type { DatabaseConnection, Dialect, Driver, FunctionNode, Kysely } from 'kysely'
import type Database from 'libsql'
import { renamed, type Names } from './functions.ts'

const FUNCTIONS: Names = { greatest: 'max', json_arrayagg: 'json_group_array' }

/** After so long without a pause others have their turn: cameras, and whoever looks at the page. */
const TURN_MS = 5

export class LibsqlDialect implements Dialect {
  readonly #db: Database.Database
  readonly #settle: () => Promise<void>

  /** @param settle called after each commit, which is done when it resolves; default: the commit is */
  constructor(db: Database.Database, settle = () => Promise.resolve()) {
    this.#db = db
    this.#settle = settle
  }

  createDriver = (): Driver => new LibsqlDriver(this.#db, this.#settle)
  createQueryCompiler = (): SqliteQueryCompiler => new LibsqlCompiler()
  createAdapter = (): SqliteAdapter => new SqliteAdapter()
  createIntrospector = (db: Kysely<unknown>): SqliteIntrospector => new SqliteIntrospector(db)
}

class LibsqlCompiler extends SqliteQueryCompiler {
  protected override visitFunction(node: FunctionNode): void {
    super.visitFunction(renamed(node, FUNCTIONS))
  }
}

class LibsqlDriver extends SqliteDriver {
  readonly #db: Database.Database
  #connection: DatabaseConnection | undefined
  readonly #settle: () => Promise<void>

  constructor(db: Database.Database, settle: () => Promise<void>) {
    super({ database: db })
    this.#db = db
    this.#settle = settle
  }

  override async acquireConnection(): Promise<DatabaseConnection> {
    const connection = await super.acquireConnection()
    return (this.#connection ??= inTurns(connection))
  }

  // A writer that takes the lock at once waits for its turn; one that upgrades from reading fails when another wrote meanwhile.
  // Through exec(), which finalises: a prepared BEGIN that found the lock taken would hold its old snapshot until collected.
  override beginTransaction(): Promise<void> {
    return this.#exec('begin immediate')
  }

  override async commitTransaction(): Promise<void> {
    await this.#exec('commit')
    await this.#settle()
  }

  // SQLite has already rolled back after some failures, a full disk among them.
  override rollbackTransaction(): Promise<void> {
    return this.#db.inTransaction ? this.#exec('rollback') : Promise.resolve()
  }

  async #exec(statement: string): Promise<void> {
    await Promise.resolve(this.#db.exec(statement))
  }
}

/** Each statement is run where it is asked for, so that a transaction of thousands would hold up the thread from its first to its last. */
function inTurns(connection: DatabaseConnection): DatabaseConnection {
  let since: number | undefined
  return {
    executeQuery: async query => {
      if (since === undefined) {
        since = performance.now()
        setImmediate(() => (since = undefined))
      } else if (performance.now() - since > TURN_MS) await new Promise(setImmediate)
      return connection.executeQuery(query)
    },
    streamQuery: (query, chunkSize) => connection.streamQuery(query, chunkSize),
  }
}
