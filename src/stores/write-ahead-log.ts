// The log that SQLite writes changes to first (WAL): put on the disk and moved into the file beside this thread, which SQLite itself would hold up.

import { open, type FileHandle } from 'node:fs/promises'
import { sql, type Kysely } from 'kysely'
import type Database from 'libsql'
import BackgroundDatabase from 'libsql/promise'
import { messageOf, RostroError } from '../core/errors.ts'

/** So often the log is moved into the file: it has some 1,000 pages by then, at which SQLite does it, if each change is a timeline's event with its picture. */
const COMMITS_A_MOVE = 100
/** In pages of 4 KiB. While changes come without a pause no move is ever complete, and from here on SQLite does it itself, on this thread. */
const LONGEST = 4000

export class WriteAheadLog {
  readonly #file: string
  #log: FileHandle | undefined
  #settled = Promise.resolve()
  #commits = 0
  #moving: Promise<void> | undefined

  /** From here on a commit is on the disk when `settle` has resolved, and not before. */
  constructor(database: Database.Database, file: string) {
    this.#file = file
    database.exec(`pragma synchronous = normal; pragma wal_autocheckpoint = ${LONGEST}`)
  }

  /**
   * Waits until all that was committed is on the disk, as `synchronous = full` does in the commit itself. Frames of the log are checked by sums
   * that go on from one to the next: a machine that loses its power loses the last commits at most, and none in the middle.
   * @throws RostroError store_unavailable where the disk does not take it, and from then on always: what it was given it may have thrown away
   */
  async settle(): Promise<void> {
    await (this.#settled = this.#settled.then(() => this.#sync()))
    if (++this.#commits % COMMITS_A_MOVE === 0) {
      this.#moving ??= this.#move().finally(() => {
        this.#moving = undefined
      })
    }
  }

  /**
   * Moves the log into the file and cuts it to nothing: it holds the pages of before a deletion.
   * @param db of the same database
   * @returns whether it could: another process may be reading them
   */
  empty<Schema>(db: Kysely<Schema>): Promise<boolean> {
    // The connection is held meanwhile: no commit begins another move, which would be in the way, too.
    return db.connection().execute(async connection => {
      await this.#moving
      const { rows } = await sql<{ busy: number }>`pragma wal_checkpoint(truncate)`.execute(connection)
      return rows[0]?.busy === 0
    })
  }

  /** As `empty` does. @throws RostroError store_busy where it could not */
  async requireEmpty<Schema>(db: Kysely<Schema>): Promise<void> {
    if (!(await this.empty(db))) throw new RostroError('store_busy', 'Another process is reading the store; stop it.')
  }

  async close(): Promise<void> {
    await this.#moving
    await this.#log?.close()
    this.#log = undefined
  }

  async #sync(): Promise<void> {
    try {
      // Not deleted and made again while a connection is open.
      this.#log ??= await open(`${this.#file}-wal`, 'r+')
      await this.#log.datasync()
    } catch (cause) {
      const sentence = `Writing the store ${this.#file} failed (${messageOf(cause)}); check the disk, then start Rostro again.`
      throw new RostroError('store_unavailable', sentence, { cause })
    }
  }

  async #move(): Promise<void> {
    let database: InstanceType<typeof BackgroundDatabase> | undefined
    try {
      database = new BackgroundDatabase(this.#file, {})
      await (database.exec('pragma wal_checkpoint(passive)') as Promise<void>)
    } catch {
      // As when SQLite does it: nothing is lost, the log is longer, and the next move does it.
    } finally {
      database?.close()
    }
  }
}
