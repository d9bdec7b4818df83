// How every part of the SQL store reads and writes: one transaction a change, counted when the gallery must see it.

import { randomInt } from 'node:crypto'
import { sql, type Kysely, type Transaction } from 'kysely'
import { RostroError } from '../core/errors.ts'
import { createClearVault, type Vault } from '../sealing/vault.ts'
import { shelfIn, type KeyPlace } from './key-tables.ts'
import type { Topic } from '../core/news.ts'
import { MOVED, refuseMoved } from './moved.ts'
import type { Schema } from './schema.ts'
import type { Wire } from './postgres-news.ts'
import { noteChanged, type Whom } from './sql-changed-people.ts'

/** What differs between databases. */
export interface Engine {
  readonly db: Kysely<Schema>
  readonly keys: KeyPlace
  /** Runs queries, again while another process is in their way, and throws what failed as a RostroError. */
  run<T>(queries: () => Promise<T>): Promise<T>
  /**
   * Has a transaction wait for those that are alone, and those wait for it, but not for others that are beside them. Undefined where
   * transactions are one after another anyway.
   */
  readonly beside?: (tx: Transaction<Schema>) => Promise<void>
  /** Undefined where the database tells nobody. */
  readonly news?: Wire | undefined
  /** Removes what a deletion left behind outside the tables, such as a log of old pages. */
  scrub(): Promise<void>
  /** Removes the log of old pages alone. @returns whether it could: another process may be reading them */
  emptyLog(): Promise<boolean>
  close(): Promise<void>
}

/** What seals and opens rows goes along with what reads and writes them. */
interface Sealed {
  readonly vault: Vault
}
export type Tx = Transaction<Schema> &
  Sealed & {
    /** Whose rows were deleted: some of them may need their key no more. */
    readonly leaving: Set<string>
  }
export type Db = Kysely<Schema> & Sealed

/** Owner of what is the installation's own and not a person's: passwords, and rules, which may be called by somebody's name. */
export const SECRETS = 'secrets'

/** The setting that names the vault the rows are sealed by; none: they are not. */
export const SEALED_BY = 'sealed_by'

/** Versions go on by chance: two stores that were one and changed apart do not come to the same one. */
const LONGEST_STEP = 2 ** 20

/** Whose keys may be needed no more. */
interface KeysLeft {
  of: Set<string>
  /** Of a process that ended before it destroyed them, or of a change that failed. */
  ofAnybody: boolean
}

export class Sql {
  readonly #engine: Engine
  readonly #vault: Vault
  readonly #db: Db
  readonly #topic: Topic | undefined
  readonly #keysLeft: KeysLeft

  /** @param topic what other processes are told when it changes, beside that people changed */
  constructor(
    engine: Engine,
    vault: Vault = createClearVault(),
    topic?: Topic,
    keysLeft: KeysLeft = { of: new Set(), ofAnybody: true },
  ) {
    this.#engine = engine
    this.#keysLeft = keysLeft
    this.#vault = vault
    this.#topic = topic
    this.#db = Object.assign(engine.db, { vault })
  }

  /** The same store, where something else is told of. */
  about(topic: Topic): Sql {
    return new Sql(this.#engine, this.#vault, topic, this.#keysLeft)
  }

  read<T>(query: (db: Db) => Promise<T>): Promise<T> {
    return this.#engine.run(() => query(this.#db))
  }

  /** A change the gallery must see: names, references, refusals. Refusals are read again whomever it was about. */
  change<T>(change: (tx: Tx) => Promise<T>, whom: Whom<T> = () => undefined): Promise<T> {
    return this.#write(alone(randomInt(1, LONGEST_STEP)), async tx => {
      const result = await change(tx)
      await noteChanged(tx, whom(result))
      await this.#tellIn(tx, 'people')
      await this.#tellIn(tx, this.#topic)
      return result
    })
  }

  /** Any other that must be alone: what it has checked stays true until it commits. */
  record<T>(change: (tx: Tx) => Promise<T>): Promise<T> {
    return this.#write(alone(0), async tx => {
      const result = await change(tx)
      await this.#tellIn(tx, this.#topic)
      return result
    })
  }

  /**
   * What comes several times a second from every server, and is in the way of nothing but changes and records. Nobody is deleted, merged
   * or moved while it lasts; what another like it may change meanwhile has to be locked, row by row.
   */
  beside<T>(change: (tx: Tx) => Promise<T>): Promise<T> {
    return this.#write(async tx => this.#engine.beside?.(tx), change)
  }

  /** Waits for nobody but who writes the same rows. */
  unordered<T>(change: (tx: Tx) => Promise<T>): Promise<T> {
    return this.#write(() => Promise.resolve(), change)
  }

  /** Each word holds up the ends of all transactions that tell something: what is written beside others is told now and then. */
  async tell(topic: Topic): Promise<void> {
    const { news, db } = this.#engine
    if (news) await this.#engine.run(() => news.tell(db, topic))
  }

  /** Hears what other processes told. @returns what ends it */
  listen(listener: (topic: Topic) => void): () => void {
    return this.#engine.news?.listen(listener) ?? (() => undefined)
  }

  /** A change after which nothing of what it deleted may be left anywhere. */
  async erase<T>(change: (tx: Tx) => Promise<T>, whom?: Whom<T>): Promise<T> {
    const result = await this.change(change, whom)
    await this.scrub()
    return result
  }

  async scrub(): Promise<void> {
    await this.destroyKeys()
    await this.#engine.scrub()
  }

  /**
   * Destroys the keys of whoever is no longer there, so that copies of the file open no more for them. Keys are made where rows are
   * written, in turn with this: none is destroyed that a row is about to be sealed with.
   */
  async destroyKeys(): Promise<void> {
    const [leaving, areKeysLeft] = [this.#keysLeft.of, this.#keysLeft.ofAnybody]
    if (!this.#vault.seals || (leaving.size === 0 && !areKeysLeft)) return
    this.#keysLeft.of = new Set()
    this.#keysLeft.ofAnybody = false
    try {
      const destroyed = await this.record(async tx => destroyKeys(tx, areKeysLeft ? await tx.vault.owners() : [...leaving]))
      if (destroyed > 0) await this.#engine.keys.scrub()
    } catch (error) {
      this.#keysLeft.ofAnybody = true
      throw error
    }
  }

  /** Enough after deleting what leaves no copies in the tables. @throws RostroError store_busy */
  async emptyLog(): Promise<void> {
    await this.destroyKeys()
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

  /** A key of the store's for what is kept outside of it. Undefined where nothing is sealed. */
  keyFor(purpose: string): Uint8Array | undefined {
    return this.#vault.keyFor(purpose)
  }

  close(): Promise<void> {
    return this.#engine.close()
  }

  async #tellIn(tx: Tx, topic: Topic | undefined): Promise<void> {
    if (topic) await this.#engine.news?.tell(tx, topic)
  }

  async #write<T>(enter: (tx: Tx) => Promise<void>, change: (tx: Tx) => Promise<T>): Promise<T> {
    const engine = this.#engine
    const { db, keys } = engine
    const entered = async (plain: Transaction<Schema>) => {
      const [vault, leaving] = [this.#vault.over(shelfIn(keys.tables(plain), 'now')), new Set<string>()]
      const tx = Object.assign(plain, { vault, leaving })
      await enter(tx)
      await requireOurs(tx)
      try {
        return { result: await change(tx), leaving }
      } catch (error) {
        // What it made apart is there.
        if (keys.isApart) this.#keysLeft.ofAnybody = true
        throw error
      }
    }
    const { result, leaving } = await engine.run(() => db.transaction().execute(entered))
    for (const owner of leaving) this.#keysLeft.of.add(owner)
    return result
  }
}

/** Counting first makes writers queue on that row in every database. */
const alone =
  (by: number) =>
  async (tx: Tx): Promise<void> => {
    await tx
      .updateTable('changes')
      .set(({ eb }) => ({ count: eb('count', '+', by) }))
      .execute()
  }

/** Somebody may have moved the store, sealed or unsealed it, since this process opened it: what it would write nobody could read. */
export async function requireOurs(db: Db): Promise<void> {
  const rows = await db.selectFrom('settings').select(['key', 'value']).where('key', 'in', [SEALED_BY, MOVED]).execute()
  const marks = new Map(rows.map(({ key, value }) => [key, value]))
  refuseMoved(marks.get(MOVED))
  if ((marks.get(SEALED_BY) ?? '') === db.vault.generation) return
  throw new RostroError('store_sealed', 'The store was sealed anew, or unsealed, while it was open; start again to go on.')
}

/** @returns how many of them had nothing left and a key */
async function destroyKeys(tx: Tx, owners: readonly string[]): Promise<number> {
  const gone = new Set(owners)
  gone.delete(SECRETS)
  for (let start = 0; start < owners.length; start += LOOKED_AT_ONCE) {
    const part = owners.slice(start, start + LOOKED_AT_ONCE)
    for (const [kind, table, column] of KEPT) {
      const ids = part.flatMap(owner => (owner.startsWith(`${kind} `) ? [owner.slice(kind.length + 1)] : []))
      if (ids.length === 0) continue
      const rows = await sql<{ id: string }>`select ${sql.ref(column)} as id from ${sql.table(table)} where ${sql.ref(column)} in (${sql.join(ids)})`.execute(tx) // prettier-ignore
      for (const { id } of rows.rows) gone.delete(`${kind} ${id}`)
    }
  }
  await tx.vault.destroy([...gone])
  return gone.size
}

const LOOKED_AT_ONCE = 500

/** Where rows are that are sealed with the key of an owner of each kind, and would not open without. */
const KEPT = [
  ['person', 'people', 'id'],
  ['event', 'shots', 'event_id'],
  ['event', 'refusals', 'event_id'],
  ['visit', 'visit_faces', 'visit_id'],
] as const

/** Says whose rows are being deleted, directly or with others. */
export function leave(tx: Tx, kind: 'person' | 'event' | 'visit', ids: Iterable<string>): void {
  for (const id of ids) tx.leaving.add(`${kind} ${id}`)
}
