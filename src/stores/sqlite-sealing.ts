// Whether an SQLite store is sealed, and the vault that opens it; refuses what is neither the one nor the other.

import type Database from 'libsql'
import { RostroError } from '../core/errors.ts'
import { KeyRing } from '../sealing/key-ring.ts'
import type { MasterKeys } from '../sealing/master-keys.ts'
import { createClearVault, openVault, type Vault } from '../sealing/vault.ts'
import { SEALED_BY } from './sql.ts'
import { exists } from './sqlite-file.ts'
import { keysBeside, openKeyShelf } from './sqlite-key-shelf.ts'

/** @param keyFile where the file of the master key was put, for a store that was sealed with one */
export type FindMasterKeys = (keyFile: string) => MasterKeys

/** In place of a vault's name while rows are converted. */
export const CONVERTING = 'converting'

export interface OpenedRing {
  readonly ring: KeyRing
  readonly keyFile: string
}

export function openRing(path: string, findMasterKeys: FindMasterKeys, busyTimeoutMs: number): OpenedRing {
  const shelf = openKeyShelf(path, busyTimeoutMs)
  return { ring: new KeyRing(shelf, findMasterKeys(shelf.keyFile)), keyFile: shelf.keyFile }
}

/** @throws RostroError store_sealed, store_corrupt */
export async function openSealing(
  database: Database.Database,
  file: string,
  findMasterKeys: FindMasterKeys,
  busyTimeoutMs: number,
): Promise<Vault> {
  const sealedBy = sealedByOf(database)
  if (sealedBy === CONVERTING) {
    const sentence = `Sealing or unsealing the store ${file} was cut short; run the same "rostro seal" command again, which goes on.`
    throw new RostroError('store_sealed', sentence)
  }
  const keys = keysBeside(file)
  const hasKeys = await exists(keys)
  if (sealedBy === undefined && !hasKeys) return createClearVault()
  if (sealedBy === undefined) {
    const sentence = `The store ${file} is not sealed, but there are keys beside it: it was exchanged, or sealing was cut short; run "rostro seal on", or remove ${keys}.`
    throw new RostroError('store_sealed', sentence)
  }
  if (!hasKeys) {
    const sentence = `The store ${file} is sealed, but its keys ${keys} are not there; restore them from where they are kept.`
    throw new RostroError('store_sealed', sentence)
  }
  const { ring } = openRing(keys, findMasterKeys, busyTimeoutMs)
  try {
    const vault = await openVault(ring)
    if (vault.generation === sealedBy) return vault
    throw new RostroError('store_sealed', `The keys ${keys} belong to another store than ${file}; restore those of this one.`)
  } catch (error) {
    await ring.close()
    throw error
  }
}

export function sealedByOf(database: Database.Database): string | undefined {
  const rows = database.prepare('select value from settings where key = ?').all([SEALED_BY]) as { value: string }[]
  return rows[0]?.value
}
