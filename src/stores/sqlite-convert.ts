// Seals an SQLite store, unseals it, or seals it anew, row by row; cut short at any moment, it goes on when it is called again.

import { rename, rm } from 'node:fs/promises'
import { resolve } from 'node:path'
import { crc32 } from 'node:zlib'
import type Database from 'libsql'
import { RostroError } from '../core/errors.ts'
import { INSTALLATION, KeyRing } from '../sealing/key-ring.ts'
import { createClearVault, openVault, type Vault } from '../sealing/vault.ts'
import { foldName, nameKey } from './names.ts'
import { bytesOf } from './rows.ts'
import { openedColumns, SEALED, sealedColumns, type SealedTable } from './sealed-rows.ts'
import { SEALED_BY } from './sql.ts'
import { explainSqlite } from './sqlite-errors.ts'
import { exists, openFile } from './sqlite-file.ts'
import { keysBeside, makeKeyShelf, openKeyShelf } from './sqlite-key-shelf.ts'
import { CONVERTING, openRing, sealedByOf, type FindMasterKeys } from './sqlite-sealing.ts'

export interface Converting {
  readonly findMasterKeys: FindMasterKeys
  /** Hears how many rows were converted, of how many. */
  readonly onProgress?: ((done: number, all: number) => void) | undefined
}

export interface Converted {
  readonly rows: number
  /** Rows that were damaged before: table and id. They stay as they are. */
  readonly damaged: readonly string[]
}

type Row = Readonly<Record<string, unknown>>

const BUSY_MS = 5000
const ROWS_AT_ONCE = 200

/** @param keyFile where the master key lies, noted for every later start. @throws RostroError usage_invalid for a sealed one */
export function sealSqliteStore(path: string, keyFile: string, converting: Converting): Promise<Converted> {
  return withDatabase(path, async (database, file) => {
    const keys = keysBeside(file)
    const sealedBy = sealedByOf(database)
    if (sealedBy !== undefined && sealedBy !== CONVERTING)
      throw new RostroError('usage_invalid', `The store ${file} is sealed already.`)
    await refuseBegun(file)
    const vault = await foundVault(keys, keyFile, converting.findMasterKeys)
    try {
      return await convert({ database, file, from: createClearVault(), to: vault, ...converting })
    } finally {
      await vault.close()
    }
  })
}

/** @throws RostroError usage_invalid for one that is not sealed, store_sealed */
export function unsealSqliteStore(path: string, converting: Converting): Promise<Converted> {
  return withDatabase(path, async (database, file) => {
    await requireSealed(database, file)
    await refuseBegun(file)
    const vault = await openVault(openRing(keysBeside(file), converting.findMasterKeys, BUSY_MS).ring)
    try {
      const converted = await convert({ database, file, from: vault, to: createClearVault(), ...converting })
      await vault.close()
      await removeKeys(keysBeside(file))
      return converted
    } finally {
      await vault.close()
    }
  })
}

/** With new keys for everybody, another rotation of templates and another hash of names. @throws RostroError usage_invalid, store_sealed */
export function resealSqliteStore(path: string, converting: Converting): Promise<Converted> {
  return withDatabase(path, async (database, file) => {
    await requireSealed(database, file)
    const [keys, next] = [keysBeside(file), nextKeys(file)]
    const { ring, keyFile } = openRing(keys, converting.findMasterKeys, BUSY_MS)
    const from = await openVault(ring)
    const to = await foundVault(next, keyFile, converting.findMasterKeys)
    try {
      return await convert({ database, file, from, to, ...converting }, async () => {
        await from.close()
        await to.close()
        await removeKeys(keys)
        await rename(next, keys)
        await removeKeys(next)
      })
    } finally {
      await from.close()
      await to.close()
    }
  })
}

/** Has the first of the source's master keys wrap everything, while others work with the store. @returns how many keys it wrapped anew */
export async function rewrapKeys(path: string, findMasterKeys: FindMasterKeys): Promise<number> {
  const file = resolve(path)
  if (!(await exists(keysBeside(file)))) throw new RostroError('usage_invalid', `The store ${file} is not sealed.`)
  const { ring } = openRing(keysBeside(file), findMasterKeys, BUSY_MS)
  try {
    return await ring.rewrap()
  } finally {
    await ring.close()
  }
}

export interface SealingState {
  readonly state: 'clear' | 'sealed' | 'unfinished'
  readonly keyFile: string | undefined
  /** Which master key wraps new keys. */
  readonly masterId: string | undefined
  readonly owners: number
}

export function sealingOf(path: string): Promise<SealingState> {
  return withDatabase(path, async (database, file) => {
    const sealedBy = sealedByOf(database)
    const state = sealedBy === undefined ? 'clear' : sealedBy === CONVERTING ? 'unfinished' : 'sealed'
    if (!(await exists(keysBeside(file)))) return { state, keyFile: undefined, masterId: undefined, owners: 0 }
    const shelf = openKeyShelf(keysBeside(file), BUSY_MS)
    try {
      const owners = (await shelf.owners()).filter(owner => owner !== INSTALLATION)
      return { state, keyFile: shelf.keyFile, masterId: await shelf.masterId(), owners: owners.length }
    } finally {
      await shelf.close()
    }
  })
}

const nextKeys = (file: string): string => `${keysBeside(file)}.next`

async function withDatabase<T>(path: string, work: (database: Database.Database, file: string) => Promise<T>): Promise<T> {
  const file = resolve(path)
  try {
    const database = await openFile(file, BUSY_MS)
    try {
      return await work(database, file)
    } finally {
      database.close()
    }
  } catch (error) {
    throw explainSqlite(error, file)
  }
}

async function requireSealed(database: Database.Database, file: string): Promise<void> {
  if (sealedByOf(database) !== undefined && (await exists(keysBeside(file)))) return
  throw new RostroError('usage_invalid', `The store ${file} is not sealed, or its keys are not beside it.`)
}

async function refuseBegun(file: string): Promise<void> {
  if (!(await exists(nextKeys(file)))) return
  throw new RostroError(
    'store_sealed',
    `Sealing ${file} anew was cut short; run "rostro seal rotate --data" again, which goes on.`,
  )
}

/** Of keys that are there, or are made now. */
async function foundVault(keys: string, keyFile: string, findMasterKeys: FindMasterKeys): Promise<Vault> {
  await makeKeyShelf(keys, keyFile)
  const shelf = openKeyShelf(keys, BUSY_MS)
  const ring = new KeyRing(shelf, findMasterKeys(keyFile))
  if ((await shelf.masterId()) === undefined || (await shelf.owners()).length === 0) await ring.found()
  return openVault(ring)
}

/** With what lies beside the file, of which an empty log may be left. */
async function removeKeys(keys: string): Promise<void> {
  for (const suffix of ['', '-wal', '-shm']) await rm(keys + suffix, { force: true })
}

interface Conversion extends Converting {
  readonly database: Database.Database
  readonly file: string
  readonly from: Vault
  readonly to: Vault
}

async function convert(conversion: Conversion, exchange: () => Promise<void> = () => Promise.resolve()): Promise<Converted> {
  const { database, to, onProgress } = conversion
  const { generation } = to
  // From now on no other process writes.
  mark(database, CONVERTING)
  const tables = Object.keys(SEALED) as SealedTable[]
  const all = tables.reduce((sum, table) => sum + count(database, table), 0)
  const damaged: string[] = []
  let rows = 0
  for (const table of tables) {
    for (let after = 0; ;) {
      const part = database.prepare(queryOf(table)).all([after, ROWS_AT_ONCE]) as Row[]
      if (part.length === 0) break
      damaged.push(...(await convertPart(conversion, table, part)))
      after = part.at(-1)!['rowid'] as number
      rows += part.length
      onProgress?.(rows, all)
    }
  }
  await exchange()
  mark(database, generation)
  // What the rows were is in the gaps of pages and in the log.
  database.exec('vacuum; pragma wal_checkpoint(truncate)')
  return { rows, damaged }
}

/** @returns the damaged ones */
async function convertPart({ database, from, to }: Conversion, table: SealedTable, part: readonly Row[]): Promise<string[]> {
  const damaged: string[] = []
  const owners = part.map(row => SEALED[table].owner(row))
  const [before, now, sealing] = [await from.opening(owners), await to.opening(owners), await to.sealing(owners)]
  database
    .transaction(() => {
      for (const row of part) {
        // Of an attempt that was cut short.
        if (openedColumns(to, now, table, row)) continue
        const plain = isWhole(from, row) ? openedColumns(from, before, table, row) : undefined
        if (!plain) {
          damaged.push(`${table} ${SEALED[table].row.map(column => String(row[column])).join(' ')}`)
          continue
        }
        const columns = { ...sealedColumns(to, sealing, table, { ...row, ...plain }), ...nameColumns(to, table, row, plain) }
        const names = Object.keys(columns)
        database
          .prepare(`update ${table} set ${names.map(name => `${name} = ?`).join(', ')} where rowid = ?`)
          .run([...Object.values(columns), row['rowid']])
      }
    })
    .immediate()
  return damaged
}

/** Sealing must not make a damaged template look sound. */
const isWhole = (from: Vault, row: Row): boolean =>
  from.seals || !('vector' in row) || crc32(bytesOf(row['vector'] as ArrayBuffer)) === row['vector_crc']

function nameColumns(to: Vault, table: SealedTable, row: Row, plain: Row): Row {
  if (table !== 'people') return {}
  const name = plain['name'] as string
  const key = row['name_key'] as string
  // Of somebody who is being deleted: a key that no name has.
  const name_key = key.startsWith('\u0001') ? key : to.nameKey(nameKey(name))
  return { name_key, folded_name: to.seals ? '' : foldName(name) }
}

const queryOf = (table: SealedTable): string =>
  table === 'reference_templates'
    ? `select further.rowid as rowid, further.*, refs.person_id from reference_templates as further
       join refs on refs.id = further.reference_id where further.rowid > ? order by further.rowid limit ?`
    : `select rowid as rowid, * from ${table} where rowid > ? order by rowid limit ?`

const count = (database: Database.Database, table: SealedTable): number =>
  (database.prepare(`select count(*) as count from ${table}`).all() as { count: number }[])[0]!.count

/** An empty generation: not sealed. */
function mark(database: Database.Database, generation: string): void {
  database
    .transaction(() => {
      database.prepare('update changes set count = count + 1').run()
      database.prepare('delete from settings where key = ?').run([SEALED_BY])
      if (generation !== '') database.prepare('insert into settings values (?, ?)').run([SEALED_BY, generation])
    })
    .immediate()
}
