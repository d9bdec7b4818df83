// Where people are kept, as the environment says: a file of the data folder, unless a database is named.

import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { messageOf, RostroError } from '../core/errors.ts'
import { isServerAddress } from '../stores/open-store.ts'

/**
 * `ROSTRO_STORE`; what stands in the file `ROSTRO_STORE_FILE`, so that the password is not in the environment; else `rostro.db`.
 * @throws RostroError store_unavailable
 */
export function storeAddress(home: string, env: NodeJS.ProcessEnv = process.env): string {
  const { ROSTRO_STORE: address, ROSTRO_STORE_FILE: file } = env
  if (address !== undefined && address !== '') return address
  if (file === undefined || file === '') return join(home, 'rostro.db')
  try {
    return readFileSync(file, 'utf8').trim()
  } catch (error) {
    const sentence = `ROSTRO_STORE_FILE (${file}) cannot be read (${messageOf(error)}); make it readable for this user.`
    throw new RostroError('store_unavailable', sentence, { cause: error })
  }
}

/** Whether several servers may work with it: a file is one server's. */
export const isShared = (home: string, env?: NodeJS.ProcessEnv): boolean => isServerAddress(storeAddress(home, env))

/** Whether there may be people already; a file is made only when it is needed. */
export function hasStore(home: string, env?: NodeJS.ProcessEnv): boolean {
  const address = storeAddress(home, env)
  return isServerAddress(address) || existsSync(address)
}
