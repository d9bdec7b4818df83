// The store on a database server, opened with the keys that its rows are sealed by; knows no driver.

import type { Store } from '../core/ports.ts'
import { masterKeysFrom } from '../sealing/master-keys.ts'
import { openSealing } from './open-sealing.ts'
import type { ServerOptions } from './postgres.ts'
import { parseServerAddress, withoutSecrets } from './server-address.ts'
import { SqlStore } from './sql-store.ts'
import type { Engine } from './sql.ts'

const fromEnvironment = (file: string) => masterKeysFrom(process.env, { file })

/** The engine is closed where it fails. @throws RostroError store_sealed, store_corrupt, store_unavailable */
export async function openServerStore(
  engine: Engine,
  address: string,
  { findMasterKeys = fromEnvironment }: ServerOptions = {},
): Promise<Store> {
  const place = withoutSecrets(parseServerAddress(address))
  try {
    return new SqlStore(engine, await engine.run(() => openSealing(engine, place, findMasterKeys)))
  } catch (error) {
    await engine.close()
    throw error
  }
}
