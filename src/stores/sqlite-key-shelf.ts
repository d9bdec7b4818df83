// Keeps wrapped keys in a file of their own beside an SQLite store, so that no copy of the store has them.

import Database from 'libsql'
import BackgroundDatabase from 'libsql/promise'
import type { KeyShelf, WrappedKey } from '../sealing/key-ring.ts'
import { bytesOf } from './rows.ts'
import { explainSqlite } from './sqlite-errors.ts'
import { makeDatabaseIfMissing } from './sqlite-file.ts'

/** Owners asked for one by one; of more, all are read. */
const FEW = 1000

const TABLES = `
  create table keys (owner text primary key, master_id text not null, wrapped blob not null) strict, without rowid;
  create index keys_by_master on keys (master_id);
  create table notes (key text primary key, value text not null) strict;`

interface KeyRow {
  readonly owner: string
  readonly master_id: string
  readonly wrapped: ArrayBuffer
}

export interface SqliteKeyShelf extends KeyShelf {
  /** Where the master key was put when the shelf was made; the environment goes first. */
  readonly keyFile: string
}

export const keysBeside = (file: string): string => `${file}.keys`

/** @param keyFile to be noted in a new shelf */
export async function makeKeyShelf(path: string, keyFile: string): Promise<void> {
  await makeDatabaseIfMissing(path, db => {
    db.exec(TABLES)
    db.prepare(`insert into notes values ('key_file', ?)`).run([keyFile])
  })
}

/** @throws RostroError store_unavailable, store_busy, store_corrupt */
export function openKeyShelf(path: string, busyTimeoutMs: number): SqliteKeyShelf {
  const guarded = <T>(work: () => T): T => {
    try {
      return work()
    } catch (error) {
      throw explainSqlite(error, path)
    }
  }
  /** Each is short: waiting for another process' blocks for microseconds. */
  const answer = <T>(work: () => T): Promise<T> => Promise.resolve().then(() => guarded(work))
  const db = guarded(() => {
    const opened = new Database(path)
    opened.exec(
      `pragma busy_timeout = ${busyTimeoutMs}; pragma journal_mode = wal; pragma synchronous = full; pragma secure_delete = on`,
    )
    opened.exec('pragma trusted_schema = off; pragma cell_size_check = on; pragma temp_store = memory')
    return opened
  })
  const note = (key: string): string | undefined =>
    (db.prepare('select value from notes where key = ?').all([key]) as { value: string }[])[0]?.value
  const write = <T>(work: () => T): Promise<T> => answer(() => db.transaction(work).immediate())
  const put = (statement: string, keys: readonly WrappedKey[]): void => {
    const prepared = db.prepare(statement)
    for (const { owner, masterId, wrapped } of keys) prepared.run([masterId, wrapped, owner])
  }
  return {
    keyFile: guarded(() => note('key_file') ?? ''),
    read: owners =>
      answer(() => {
        const one = db.prepare('select * from keys where owner = ?')
        const rows = (
          owners && owners.length <= FEW ? owners.flatMap(owner => one.all([owner])) : db.prepare('select * from keys').all()
        ) as KeyRow[]
        const asked = owners && new Set(owners)
        return rows.filter(({ owner }) => asked?.has(owner) ?? true).map(toKey)
      }),
    owners: () => answer(() => (db.prepare('select owner from keys').all() as KeyRow[]).map(({ owner }) => owner)),
    masterId: () => answer(() => note('master')),
    setMasterId: id =>
      write(() => {
        db.prepare(`insert into notes values ('master', ?) on conflict (key) do update set value = excluded.value`).run([id])
      }),
    add: keys =>
      write(() => {
        const master = note('master')
        if (keys.some(({ masterId }) => masterId !== master)) return false
        put('insert into keys (master_id, wrapped, owner) values (?, ?, ?) on conflict (owner) do nothing', keys)
        return true
      }),
    replace: keys =>
      write(() => {
        put('update keys set master_id = ?, wrapped = ? where owner = ?', keys)
      }),
    remove: owners =>
      write(() => {
        const remove = db.prepare('delete from keys where owner = ?')
        for (const owner of owners) remove.run([owner])
      }),
    scrub: () => rewrite(path, busyTimeoutMs),
    wrappedByOthers: (masterId, limit) =>
      answer(() => (db.prepare('select * from keys where master_id <> ? limit ?').all([masterId, limit]) as KeyRow[]).map(toKey)),
    close: () =>
      answer(() => {
        if (!db.open) return
        // So that the file alone is all there is to copy.
        db.prepare('pragma wal_checkpoint(truncate)').all()
        db.close()
      }),
  }
}

/** Pages that were rebuilt hold copies, and so does the log. Beside this thread: it takes a second per 100 MB. */
async function rewrite(path: string, busyTimeoutMs: number): Promise<void> {
  const db = new BackgroundDatabase(path, {})
  try {
    await (db.exec(
      `pragma busy_timeout = ${busyTimeoutMs}; pragma temp_store = memory; pragma secure_delete = on`,
    ) as Promise<void>)
    await (db.exec('vacuum; pragma wal_checkpoint(truncate)') as Promise<void>)
  } catch (error) {
    throw explainSqlite(error, path)
  } finally {
    db.close()
  }
}

const toKey = ({ owner, master_id: masterId, wrapped }: KeyRow): WrappedKey => ({ owner, masterId, wrapped: bytesOf(wrapped) })
