// Whether a store is sealed, and the vault that opens it; refuses what is neither the one nor the other.

import type { Kysely } from 'kysely'
import { RostroError } from '../core/errors.ts'
import { KeyRing } from '../sealing/key-ring.ts'
import type { MasterKeys } from '../sealing/master-keys.ts'
import { createClearVault, openVault, type Vault } from '../sealing/vault.ts'
import { shelfIn, type KeyPlace, type ShelfName } from './key-tables.ts'
import type { Schema } from './schema.ts'
import { SEALED_BY } from './sql.ts'

/** @param keyFile where the file of the master key was put, for a store that was sealed with one */
export type FindMasterKeys = (keyFile: string) => MasterKeys

/** What the name of a vault begins with in its place while rows are converted; whoever converts follows. */
export const CONVERTING = 'converting'

export const isConverting = (sealedBy: string | undefined): boolean => sealedBy?.startsWith(CONVERTING) === true

export interface Sealable {
  readonly db: Kysely<Schema>
  readonly keys: KeyPlace
}

/** @param place for people. @throws RostroError store_sealed, store_corrupt */
export async function openSealing({ db, keys }: Sealable, place: string, findMasterKeys: FindMasterKeys): Promise<Vault> {
  const sealedBy = await sealedByOf(db)
  if (isConverting(sealedBy)) {
    const sentence = `Sealing or unsealing the store ${place} is under way or was cut short: wait, or run the same "rostro seal" command again, which goes on.`
    throw new RostroError('store_sealed', sentence)
  }
  if (sealedBy === undefined && !keys.isApart) return createClearVault()
  const hasKeys = await keys.isThere()
  if (sealedBy === undefined && !hasKeys) return createClearVault()
  if (sealedBy === undefined) {
    const sentence = `The store ${place} is not sealed, but there are keys beside it: it was exchanged, or sealing was cut short; run "rostro seal on", or remove ${keys.where}.`
    throw new RostroError('store_sealed', sentence)
  }
  if (!hasKeys) {
    const sentence = `The store ${place} is sealed, but its keys (${keys.where}) are not there; restore them from where they are kept.`
    throw new RostroError('store_sealed', sentence)
  }
  const vault = await openVault(await openRing(keys, findMasterKeys))
  if (vault.generation === sealedBy) return vault
  const sentence = `The keys in ${keys.where} belong to another store than ${place}; restore those of this one.`
  throw new RostroError('store_sealed', sentence)
}

export async function openRing(keys: KeyPlace, findMasterKeys: FindMasterKeys, name: ShelfName = 'now'): Promise<KeyRing> {
  const shelf = shelfIn(keys.tables(), name)
  return new KeyRing(shelf, findMasterKeys((await shelf.keyFile()) ?? ''))
}

export async function sealedByOf(db: Kysely<Schema>): Promise<string | undefined> {
  const row = await db.selectFrom('settings').select('value').where('key', '=', SEALED_BY).executeTakeFirst()
  return row?.value
}
