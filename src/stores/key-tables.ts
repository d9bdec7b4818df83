// Where the wrapped keys of a sealed store lie: two tables, reached in one way or another; knows no database and no cipher.

import type { Kysely } from 'kysely'
import type { KeyShelf, WrappedKey } from '../sealing/key-ring.ts'
import { bytesOf } from './rows.ts'
import type { Blob, Schema } from './schema.ts'

/** The keys in use, and those that take their place while everything is sealed anew. */
export type ShelfName = 'now' | 'next'

export interface KeySchema {
  sealing_keys: { shelf: string; owner: string; master_id: string; wrapped: Blob }
  /** A row for each shelf that was begun. */
  sealing_shelves: {
    shelf: string
    /** Which master key wraps new keys; empty until one does. */
    master_id: string
    /** Where the master key was put when the shelf was begun; the environment goes first. */
    key_file: string
  }
}
export type KeyDb = Kysely<KeySchema>

/** In the order in which they are copied, with what tells their rows apart. */
export const KEY_TABLES = [
  { name: 'sealing_shelves', key: ['shelf'] },
  { name: 'sealing_keys', key: ['shelf', 'owner'] },
] as const

export interface KeyTables {
  /** How it says that rows which are there already are to be left out. */
  readonly leavesOut: 'on conflict' | 'insert ignore'
  read<T>(work: (db: KeyDb) => Promise<T>): Promise<T>
  /** One transaction in which nobody else writes them; or part of the one they are seen from. */
  write<T>(work: (db: KeyDb) => Promise<T>): Promise<T>
}

/** Every store has such a place, also one that is not sealed. */
export interface KeyPlace {
  /** For people. */
  readonly where: string
  /** Whether no transaction of the store's reaches them: what is written there stays when that one fails. */
  readonly isApart: boolean
  isThere(): Promise<boolean>
  /** Makes the tables that are missing. */
  make(): Promise<void>
  /** @param within the store's transaction that they are seen from, where they can be */
  tables(within?: Kysely<Schema>): KeyTables
  /** Leaves no bytes of keys that were removed, as far as that can be done. */
  scrub(): Promise<void>
  /** With the tables. */
  remove(): Promise<void>
  close(): Promise<void>
}

export interface KeptShelf extends KeyShelf {
  /** Undefined where it was not begun. */
  keyFile(): Promise<string | undefined>
  /** @param keyFile to be noted; one that was begun stays as it is */
  begin(keyFile: string): Promise<void>
  clear(): Promise<void>
}

/** More would be too many parameters for a statement. */
const AT_ONCE = 500

export function shelfIn(tables: KeyTables, shelf: ShelfName): KeptShelf {
  const keysOf = (db: KeyDb) => db.selectFrom('sealing_keys').select(['owner', 'master_id', 'wrapped']).where('shelf', '=', shelf)
  const headOf = (db: KeyDb) => db.selectFrom('sealing_shelves').selectAll().where('shelf', '=', shelf).executeTakeFirst()
  const masterIdOf = async (db: KeyDb) => {
    const { master_id: id = '' } = (await headOf(db)) ?? {}
    return id === '' ? undefined : id
  }
  const there = async (db: KeyDb, owners: readonly string[]) =>
    (await inParts(owners, part => keysOf(db).where('owner', 'in', part).execute())).map(toKey)
  return {
    keyFile: () => tables.read(async db => (await headOf(db))?.key_file),
    begin: keyFile =>
      tables.write(async db => {
        if (await headOf(db)) return
        await db.insertInto('sealing_shelves').values({ shelf, master_id: '', key_file: keyFile }).execute()
      }),
    clear: () =>
      tables.write(async db => {
        for (const { name } of KEY_TABLES) await db.deleteFrom(name).where('shelf', '=', shelf).execute()
      }),
    read: owners =>
      tables.read(async db => (owners ? there(db, owners) : (await keysOf(db).orderBy('owner').execute()).map(toKey))),
    owners: () =>
      tables.read(async db => {
        const rows = await db.selectFrom('sealing_keys').select('owner').where('shelf', '=', shelf).execute()
        return rows.map(({ owner }) => owner)
      }),
    masterId: () => tables.read(masterIdOf),
    setMasterId: id =>
      tables.write(async db => {
        await db.updateTable('sealing_shelves').set({ master_id: id }).where('shelf', '=', shelf).execute()
      }),
    add: keys =>
      tables.write(async db => {
        const master = await masterIdOf(db)
        if (keys.some(({ masterId }) => masterId !== master)) return 0
        // Others may be making keys beside this transaction, for the same owner even.
        const rows = keys.map(({ owner, masterId, wrapped }) => ({ shelf, owner, master_id: masterId, wrapped }))
        const added = await inParts(rows, async part => {
          const insert = db.insertInto('sealing_keys').values([...part])
          const willing = tables.leavesOut === 'on conflict' ? insert.onConflict(key => key.doNothing()) : insert.ignore()
          return [Number((await willing.executeTakeFirst()).numInsertedOrUpdatedRows ?? 0)]
        })
        return added.reduce((sum, count) => sum + count, 0)
      }),
    replace: keys =>
      tables.write(async db => {
        for (const { owner, masterId, wrapped } of keys) {
          await db
            .updateTable('sealing_keys')
            .set({ master_id: masterId, wrapped })
            .where('shelf', '=', shelf)
            .where('owner', '=', owner)
            .where('master_id', '!=', masterId)
            .execute()
        }
      }),
    remove: owners =>
      tables.write(async db => {
        await inParts(owners, async part => {
          await db.deleteFrom('sealing_keys').where('shelf', '=', shelf).where('owner', 'in', part).execute()
          return []
        })
      }),
    wrappedByOthers: (masterId, after, limit) =>
      tables.read(async db => {
        const others = keysOf(db).where('owner', '>', after).where('master_id', '!=', masterId)
        return (await others.orderBy('owner').limit(limit).execute()).map(toKey)
      }),
  }
}

/** Has the keys of `next`, where there are any, be those of `now`. */
export const exchangeShelves = (tables: KeyTables): Promise<void> =>
  tables.write(async db => {
    const next = await db.selectFrom('sealing_shelves').select('shelf').where('shelf', '=', 'next').executeTakeFirst()
    if (!next) return
    for (const { name } of KEY_TABLES) {
      await db.deleteFrom(name).where('shelf', '=', 'now').execute()
      await db.updateTable(name).set({ shelf: 'now' }).where('shelf', '=', 'next').execute()
    }
  })

async function inParts<T, R>(all: readonly T[], work: (part: readonly T[]) => Promise<readonly R[]>): Promise<R[]> {
  const results: R[] = []
  for (let start = 0; start < all.length; start += AT_ONCE) results.push(...(await work(all.slice(start, start + AT_ONCE))))
  return results
}

const toKey = (row: { owner: string; master_id: string; wrapped: ArrayBuffer | Uint8Array }): WrappedKey => ({
  owner: row.owner,
  masterId: row.master_id,
  wrapped: bytesOf(row.wrapped),
})
