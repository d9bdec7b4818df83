// The store contract, kept by a sealed store on one PostgreSQL and, with ROSTRO_TEST_SEALED=all, on every database server there is.

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe } from 'vitest'
import { createMasterKey } from '../../src/sealing/master-key.ts'
import { keyFile } from '../../src/sealing/master-keys.ts'
import { sealStoreAt } from '../../src/stores/convert-sealing.ts'
import { openStoreAt } from '../../src/stores/open-store.ts'
import { openRawStore, type RawStore } from '../../src/stores/raw-store.ts'
import { SEALED_BY } from '../../src/stores/sql.ts'
import type { AnyDb } from '../../src/stores/tables.ts'
import { storeContract } from '../contracts/store.ts'
import { DATABASES } from './databases.ts'
import { emptyTables } from './emptied.ts'
import { templatesAreRotated } from './rotated.ts'

templatesAreRotated()

const all = process.env['ROSTRO_TEST_SEALED'] === 'all'
const places = all ? DATABASES : DATABASES.slice(0, 1)
if (places.length === 0) console.log('skipped: the store contract on sealed servers; install postgresql to run it')
else if (!all) console.log(`the store contract on a sealed server runs on ${places[0]!.name}; ROSTRO_TEST_SEALED=all runs all`)

describe.each(places)('on a sealed server of $name', ({ name, start }) => {
  let folder: string
  let server: Awaited<ReturnType<typeof start>>
  let raw: RawStore
  let generation: string
  const findMasterKeys = (path: string) => keyFile(path)
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'rostro-sealed-'))
    server = await start()
    const key = join(folder, 'master.key')
    await findMasterKeys(key).write!([createMasterKey()])
    await sealStoreAt(server.address(), key, { findMasterKeys })
    raw = await openRawStore(server.address())
    generation = (await sealedBy(raw.db))!
  }, 120_000)
  afterAll(async () => {
    await raw.close()
    await server.remove()
    await rm(folder, { recursive: true, force: true })
  })

  storeContract(`sealed ${name}`, () =>
    Promise.resolve({
      open: () => openStoreAt(server.address(), { findMasterKeys }),
      remove: () =>
        raw.write(async db => {
          await emptyTables(db, raw.flavour)
          await db.insertInto('settings').values({ key: SEALED_BY, value: generation }).execute()
          await db.deleteFrom('sealing_keys').where('owner', '!=', 'installation').execute()
        }),
    }),
  )
})

async function sealedBy(db: AnyDb): Promise<string | undefined> {
  const row = await db.selectFrom('settings').select('value').where('key', '=', SEALED_BY).executeTakeFirst()
  return row && String(row.value)
}
