// How every part of the SQL store reads and writes: one transaction a change, counted when the gallery must see it.

import type { Kysely, Transaction } from 'kysely'
import { RostroError } from '../core/errors.ts'
import type { Schema } from './schema.ts'

/** What differs between databases. */
export interface Engine {
  readonly db: Kysely<Schema>
  /** Runs queries, again while another process is in their way, and throws what failed as a RostroError. */
  run<T>(queries: () => Promise<T>): Promise<T>
  /** Removes what a deletion left behind outside the tables, such as a log of old pages. */
  scrub(): Promise<void>
  /** Removes the log of old pages alone. @returns whether it could: another process may be reading them */
  emptyLog(): Promise<boolean>
  close(): Promise<void>
}

export type Tx = Transaction<Schema>
export type Db = Kysely<Schema>

export class Sql {
  readonly #engine: Engine

  constructor(engine: Engine) {
    this.#engine = engine
  }

  read<T>(query: (db: Db) => Promise<T>): Promise<T> {
    return this.#engine.run(() => query(this.#engine.db))
  }

  /** A change the gallery must see: names, references, refusals. */
  change<T>(change: (tx: Tx) => Promise<T>): Promise<T> {
    return this.#write(1, change)
  }

  /** Any other: events come several times a second, and each would make every gallery be read again. */
  record<T>(change: (tx: Tx) => Promise<T>): Promise<T> {
    return this.#write(0, change)
  }

  /** A change after which nothing of what it deleted may be left anywhere. */
  async erase<T>(change: (tx: Tx) => Promise<T>): Promise<T> {
    const result = await this.change(change)
    await this.#engine.scrub()
    return result
  }

  scrub(): Promise<void> {
    return this.#engine.scrub()
  }

  /** Enough after deleting what leaves no copies in the tables. @throws RostroError store_busy */
  async emptyLog(): Promise<void> {
    await this.#engine.run(async () => {
      if (await this.#engine.emptyLog()) return
      const sentence =
        'The faces are deleted, but another process is reading the store and may see old copies; stop it and delete again.'
      throw new RostroError('store_busy', sentence)
    })
  }

  /** @returns whether it is empty */
  emptyLogIfFree(): Promise<boolean> {
    return this.#engine.run(() => this.#engine.emptyLog())
  }

  close(): Promise<void> {
    return this.#engine.close()
  }

  // Counting first makes writers queue on that row in every database, so what a writer has checked stays true until it commits.
  #write<T>(by: 0 | 1, change: (tx: Tx) => Promise<T>): Promise<T> {
    const counted = async (tx: Tx) => {
      await tx
        .updateTable('changes')
        .set(({ eb }) => ({ count: eb('count', '+', by) }))
        .execute()
      return change(tx)
    }
    return this.#engine.run(() => this.#engine.db.transaction().execute(counted))
  }
}
