// Opens the store an address names; a database's driver is loaded only for an address of it.

import { RostroError } from '../core/errors.ts'
import type { Store } from '../core/ports.ts'
import { MOVED, refuseMoved } from './moved.ts'
import type { FindMasterKeys } from './open-sealing.ts'
import { parseServerAddress, withoutSecrets } from './server-address.ts'

type Open = (address: string, options: OpenOptions) => Promise<Store>

const postgres: Open = async (...given) => (await import('./postgres.ts')).openPostgresStore(...given)
const mysql: Open = async (...given) => (await import('./mysql.ts')).openMysqlStore(...given)
const SERVERS: Readonly<Record<string, Open>> = { postgres, postgresql: postgres, mysql, mariadb: mysql }

export interface OpenOptions {
  /** For a store that is sealed. Default: from the environment, else the file that was noted when it was sealed. */
  readonly findMasterKeys?: FindMasterKeys
}

/** What comes before `://`; a path has none. */
export const schemeOf = (address: string): string | undefined => /^([a-z][a-z0-9+.-]*):\/\//i.exec(address)?.[1]?.toLowerCase()

/** Whether people are kept by a database server, and not in a file. */
export const isServerAddress = (address: string): boolean => schemeOf(address) !== undefined

/** Where the store is, for people to read: without user and password. */
export const storePlace = (address: string): string =>
  isServerAddress(address) ? withoutSecrets(parseServerAddress(address)) : address

/**
 * @param address `postgres://…`, `mysql://…`, `mariadb://…`, or the path of an SQLite file
 * @throws RostroError store_unavailable, store_busy, store_corrupt, store_newer, store_moved, store_sealed, usage_invalid
 */
export async function openStoreAt(address: string, options: OpenOptions = {}): Promise<Store> {
  const store = await openUnasked(address, options)
  try {
    refuseMoved(await store.setting(MOVED), storePlace(address))
    return store
  } catch (error) {
    await store.close()
    throw error
  }
}

async function openUnasked(address: string, options: OpenOptions): Promise<Store> {
  const scheme = schemeOf(address)
  if (scheme === undefined) return (await import('./sqlite.ts')).openSqliteStore(address, options)
  const open = SERVERS[scheme]
  if (open) return open(address, options)
  throw new RostroError(
    'usage_invalid',
    `Rostro knows no store ${scheme}://; give postgres://…, mysql://…, mariadb://… or the path of a file.`,
  )
}
