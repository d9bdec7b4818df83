// A sealed store in a temporary folder, its master key in a folder beside it.

import { createMasterKey } from '../../src/sealing/master-key.ts'
import { keyFile } from '../../src/sealing/master-keys.ts'
import type { Store } from '../../src/core/ports.ts'
import { dirname, join } from 'node:path'
import { openSqliteStore } from '../../src/stores/sqlite.ts'
import { sealStoreAt } from '../../src/stores/convert-sealing.ts'
import { storeFile } from './folder.ts'

export interface SealedPlace {
  readonly file: string
  readonly keyFile: string
  readonly findMasterKeys: (path: string) => ReturnType<typeof keyFile>
  readonly open: () => Promise<Store>
}

/** Where a store is, or will be sealed by `seal`. */
export async function sealedPlace(file?: string): Promise<SealedPlace> {
  const path = file ?? (await storeFile())
  const key = join(dirname(dirname(path)), 'keys', 'master.key')
  const findMasterKeys = (given: string) => keyFile(given, dirname(path))
  await findMasterKeys(key).write!([createMasterKey()])
  return { file: path, keyFile: key, findMasterKeys, open: () => openSqliteStore(path, { findMasterKeys }) }
}

/** Seals what is there; a store is made where there is none. */
export async function seal({ file, keyFile: key, findMasterKeys }: SealedPlace) {
  await (await openSqliteStore(file, { findMasterKeys })).close()
  return sealStoreAt(file, key, { findMasterKeys })
}
