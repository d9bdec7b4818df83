// Lets Kysely speak to a libsql database; knows neither tables nor files.

import { CompiledQuery, SqliteAdapter, SqliteDriver, SqliteIntrospector, SqliteQueryCompiler } from 'kysely'
import type { DatabaseConnection, Dialect, Driver, Kysely } from 'kysely'
import type Database from 'libsql'

export class LibsqlDialect implements Dialect {
  readonly #db: Database.Database

  constructor(db: Database.Database) {
    this.#db = db
  }

  createDriver = (): Driver => new LibsqlDriver(this.#db)
  createQueryCompiler = (): SqliteQueryCompiler => new SqliteQueryCompiler()
  createAdapter = (): SqliteAdapter => new SqliteAdapter()
  createIntrospector = (db: Kysely<unknown>): SqliteIntrospector => new SqliteIntrospector(db)
}

class LibsqlDriver extends SqliteDriver {
  readonly #db: Database.Database

  constructor(db: Database.Database) {
    super({ database: db })
    this.#db = db
  }

  // A writer that takes the lock at once waits for its turn; one that upgrades from reading fails when another wrote meanwhile.
  override async beginTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('begin immediate'))
  }

  // SQLite has already rolled back after some failures, a full disk among them.
  override async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    if (this.#db.inTransaction) await super.rollbackTransaction(connection)
  }
}
