// The store contract, kept by the SQLite adapter.

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openSqliteStore } from '../../src/stores/sqlite.ts'
import { storeContract } from '../contracts/store.ts'

storeContract('SQLite', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'rostro-store-'))
  return {
    open: () => openSqliteStore(join(folder, 'people.db')),
    remove: () => rm(folder, { recursive: true, force: true }),
  }
})
