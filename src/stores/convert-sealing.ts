// Seals a store, unseals it, or seals it anew, row by row, in every database; cut short at any moment, it goes on when it is called again.

import { randomUUID } from 'node:crypto'
import { crc32 } from 'node:zlib'
import { RostroError } from '../core/errors.ts'
import type { Lease } from '../core/leases.ts'
import { INSTALLATION, KeyRing } from '../sealing/key-ring.ts'
import { createClearVault, openVault, type Vault } from '../sealing/vault.ts'
import { dropSearches } from './drop-searches.ts'
import { exchangeShelves, shelfIn, type ShelfName } from './key-tables.ts'
import { foldName, nameKey } from './names.ts'
import { CONVERTING, isConverting, openRing, sealedByOf, type FindMasterKeys } from './open-sealing.ts'
import { isServerAddress } from './open-store.ts'
import { openRawStore, type RawStore } from './raw-store.ts'
import { openedColumns, SEALED, sealedColumns, type SealedTable } from './sealed-rows.ts'
import { SEALED_BY } from './sql.ts'
import { pagesOf, TABLES, typed, type AnyDb, type Row, type Table } from './tables.ts'

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

/** @param keyFile where the master key lies, noted for every later start. @throws RostroError usage_invalid for a sealed one */
export function sealStoreAt(address: string, keyFile: string, converting: Converting): Promise<Converted> {
  return withStore(address, async store => {
    const sealedBy = await sealedByOf(typed(store.db))
    if (sealedBy !== undefined && !isConverting(sealedBy))
      throw new RostroError('usage_invalid', `The store ${store.place} is sealed already.`)
    await refuseBegun(store)
    const vault = await foundVault(store, 'now', keyFile, converting.findMasterKeys)
    if (isServerAddress(address)) await dropSearches(typed(store.db))
    return convert({ store, from: { vault: createClearVault() }, to: { vault, shelf: 'now' }, ...converting })
  })
}

/** @throws RostroError usage_invalid for one that is not sealed, store_sealed */
export function unsealStoreAt(address: string, converting: Converting): Promise<Converted> {
  return withStore(address, async store => {
    await requireSealed(store)
    await refuseBegun(store)
    const vault = await openVault(await openRing(store.keys, converting.findMasterKeys))
    const to = { vault: createClearVault() }
    const converted = await convert({ store, from: { vault, shelf: 'now' }, to, ...converting }, async tx => {
      if (!store.keys.isApart) await shelfIn(store.keys.tables(typed(tx)), 'now').clear()
    })
    await store.keys.remove()
    return converted
  })
}

/** With new keys for everybody, another rotation of templates and another hash of names. @throws RostroError usage_invalid, store_sealed */
export function resealStoreAt(address: string, converting: Converting): Promise<Converted> {
  return withStore(address, async store => {
    const { keys } = store
    await requireSealed(store)
    const from = await openVault(await openRing(keys, converting.findMasterKeys))
    const keyFile = (await shelfIn(keys.tables(), 'now').keyFile()) ?? ''
    const to = await foundVault(store, 'next', keyFile, converting.findMasterKeys)
    const sides = { from: { vault: from, shelf: 'now' }, to: { vault: to, shelf: 'next' } } as const
    const converted = await convert({ store, ...sides, ...converting }, tx => exchangeShelves(keys.tables(typed(tx))))
    await keys.scrub()
    return converted
  })
}

/** Has the first of the source's master keys wrap everything, while others work with the store. @returns how many keys it wrapped anew */
export function rewrapKeysAt(address: string, findMasterKeys: FindMasterKeys): Promise<number> {
  return withStore(address, async store => {
    await requireSealed(store)
    return (await openRing(store.keys, findMasterKeys)).rewrap()
  })
}

export interface SealingState {
  readonly state: 'clear' | 'sealed' | 'unfinished'
  readonly keyFile: string | undefined
  /** Which master key wraps new keys. */
  readonly masterId: string | undefined
  readonly owners: number
}

export function sealingOf(address: string): Promise<SealingState> {
  return withStore(address, async store => {
    const sealedBy = await sealedByOf(typed(store.db))
    const state = sealedBy === undefined ? 'clear' : isConverting(sealedBy) ? 'unfinished' : 'sealed'
    if (!(await store.keys.isThere())) return { state, keyFile: undefined, masterId: undefined, owners: 0 }
    const shelf = shelfIn(store.keys.tables(), 'now')
    const owners = (await shelf.owners()).filter(owner => owner !== INSTALLATION)
    return { state, keyFile: await shelf.keyFile(), masterId: await shelf.masterId(), owners: owners.length }
  })
}

/** Who of several servers does what, also while the store cannot be opened otherwise. */
export function withLeases<T>(address: string, work: (list: () => Promise<readonly Lease[]>) => Promise<T>): Promise<T> {
  return withStore(address, ({ db }) => work(() => typed(db).selectFrom('leases').selectAll().execute()))
}

async function withStore<T>(address: string, work: (store: RawStore) => Promise<T>): Promise<T> {
  const store = await openRawStore(address)
  try {
    return await work(store)
  } finally {
    await store.close()
  }
}

async function requireSealed(store: RawStore): Promise<void> {
  if ((await sealedByOf(typed(store.db))) !== undefined && (await store.keys.isThere())) return
  throw new RostroError('usage_invalid', `The store ${store.place} is not sealed, or its keys are not beside it.`)
}

async function refuseBegun({ keys, place }: RawStore): Promise<void> {
  if (!(await keys.isThere()) || (await shelfIn(keys.tables(), 'next').keyFile()) === undefined) return
  const sentence = `Sealing ${place} anew was cut short; run "rostro seal rotate --data" again, which goes on.`
  throw new RostroError('store_sealed', sentence)
}

/** Of keys that are there, or are made now. */
async function foundVault({ keys }: RawStore, name: ShelfName, keyFile: string, findMasterKeys: FindMasterKeys): Promise<Vault> {
  await keys.make()
  const shelf = shelfIn(keys.tables(), name)
  await shelf.begin(keyFile)
  const ring = new KeyRing(shelf, findMasterKeys(keyFile))
  if ((await shelf.read([INSTALLATION])).length === 0) await ring.found()
  return openVault(ring)
}

/** @property shelf where its keys are; none for the vault that seals nothing */
interface Side {
  readonly vault: Vault
  readonly shelf?: ShelfName
}

interface Conversion extends Converting {
  readonly store: RawStore
  readonly from: Side
  readonly to: Side
}

/** @param exchange in the transaction that ends it */
async function convert(
  conversion: Conversion,
  exchange: (tx: AnyDb) => Promise<void> = () => Promise.resolve(),
): Promise<Converted> {
  const { store, to, onProgress } = conversion
  const tables = (Object.keys(SEALED) as SealedTable[]).map(name => TABLES.find(table => table.name === name)!)
  // From now on no other process writes, and whoever was converting stops.
  const mine = `${CONVERTING} ${randomUUID()}`
  await store.alone(tx => mark(tx, mine))
  const counts = await Promise.all(tables.map(({ name }) => countOf(store.db, name)))
  const all = counts.reduce((sum, count) => sum + count, 0)
  const damaged: string[] = []
  let rows = 0
  for (const table of tables) {
    for await (const part of pagesOf(store.db, table)) {
      damaged.push(
        ...(await store.alone(async tx => {
          await requireMark(tx, mine, store.place)
          return convertPart(conversion, table, part, tx)
        })),
      )
      rows += part.length
      onProgress?.(rows, all)
    }
  }
  await store.alone(async tx => {
    await requireMark(tx, mine, store.place)
    await exchange(tx)
    await mark(tx, to.vault.generation)
  })
  // What the rows were is in the gaps of pages and in the log.
  await store.rewrite(tables.map(({ name }) => name))
  return { rows, damaged }
}

/** @returns the damaged ones */
async function convertPart(
  { store, ...sides }: Conversion,
  { name, key }: Table,
  part: readonly Row[],
  tx: AnyDb,
): Promise<string[]> {
  const table = name as SealedTable
  const [from, to] = [sides.from, sides.to].map(({ vault, shelf }) =>
    shelf ? vault.over(shelfIn(store.keys.tables(typed(tx)), shelf)) : vault,
  ) as [Vault, Vault]
  const whole = table === 'reference_templates' ? await withPerson(tx, part) : part
  const owners = whole.map(row => SEALED[table].owner(row))
  const [before, now, sealing] = [await from.opening(owners), await to.opening(owners), await to.sealing(owners)]
  const damaged: string[] = []
  for (const row of whole) {
    // Of an attempt that was cut short.
    if (openedColumns(to, now, table, row)) continue
    const plain = isWhole(from, row) ? openedColumns(from, before, table, row) : undefined
    if (!plain) {
      damaged.push(`${table} ${SEALED[table].row.map(column => String(row[column])).join(' ')}`)
      continue
    }
    const columns = { ...sealedColumns(to, sealing, table, { ...row, ...plain }), ...nameColumns(to, table, row, plain) } as Row
    let update = tx.updateTable(table).set({ ...columns })
    for (const column of key) update = update.where(column, '=', row[column]!)
    await update.execute()
  }
  return damaged
}

/** Further templates of a photo belong to whose photo it is. */
async function withPerson(tx: AnyDb, part: readonly Row[]): Promise<readonly Row[]> {
  const ids = [...new Set(part.map(row => row['reference_id']!))]
  const photos = await tx.selectFrom('refs').select(['id', 'person_id']).where('id', 'in', ids).execute()
  const personOf = new Map(photos.map(({ id, person_id }) => [id, person_id!]))
  return part.map(row => ({ ...row, person_id: personOf.get(row['reference_id']!)! }))
}

/** Sealing must not make a damaged template look sound. */
const isWhole = (from: Vault, row: Row): boolean =>
  from.seals || !('vector' in row) || crc32(row['vector'] as Uint8Array) === row['vector_crc']

function nameColumns(to: Vault, table: SealedTable, row: Row, plain: Readonly<Record<string, unknown>>): Row {
  if (table !== 'people') return {}
  const name = plain['name'] as string
  const key = row['name_key'] as string
  // Of somebody who is being deleted: a key that no name has.
  const name_key = key.startsWith('\u0001') ? key : to.nameKey(nameKey(name))
  return { name_key, folded_name: to.seals ? '' : foldName(name) }
}

async function countOf(db: AnyDb, table: string): Promise<number> {
  const { count } = await db.selectFrom(table).select(({ fn }) => fn.countAll().as('count')).executeTakeFirstOrThrow() // prettier-ignore
  return Number(count)
}

/** @throws RostroError store_sealed */
async function requireMark(tx: AnyDb, mine: string, place: string): Promise<void> {
  if ((await sealedByOf(typed(tx))) === mine) return
  throw new RostroError(
    'store_sealed',
    `Another "rostro seal" command works with the store ${place} by now; this one has stopped.`,
  )
}

/** An empty generation: not sealed. */
async function mark(tx: AnyDb, generation: string): Promise<void> {
  const db = typed(tx)
  await db.updateTable('changes').set(({ eb }) => ({ count: eb('count', '+', 1) })).execute() // prettier-ignore
  await db.deleteFrom('settings').where('key', '=', SEALED_BY).execute()
  if (generation !== '') await db.insertInto('settings').values({ key: SEALED_BY, value: generation }).execute()
}
