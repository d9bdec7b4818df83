// The store contract, kept by PGlite: PostgreSQL 17 in WebAssembly, for machines on which there is no PostgreSQL. All of it shares one session.

import { PGlite } from '@electric-sql/pglite'
import { createPgConfig } from '@electric-sql/pglite/node-postgres'
import { vector } from '@electric-sql/pglite-pgvector'
import pg from 'pg'
import { afterAll, beforeAll, describe } from 'vitest'
import { POSTGRES_TYPES, storeIn } from '../../src/stores/postgres.ts'
import { storeContract } from '../contracts/store.ts'
import { emptying } from './emptied.ts'
import { postgresPrograms } from './postgres-server.ts'

const isNeeded = postgresPrograms() === undefined || process.env['ROSTRO_TEST_PGLITE'] === '1'
if (!isNeeded) console.log('skipped: the store contract on PGlite, since PostgreSQL is here; ROSTRO_TEST_PGLITE=1 runs it, too')

describe.skipIf(!isNeeded)('in WebAssembly', () => {
  let database: PGlite
  let pool: pg.Pool
  beforeAll(async () => {
    database = await PGlite.create({ extensions: { vector } })
    await database.exec('create extension vector')
    pool = new pg.Pool(Object.assign(createPgConfig(database), { max: 1, types: POSTGRES_TYPES }))
  }, 120_000)
  afterAll(async () => {
    await pool.end()
    await database.close()
  })

  storeContract('PGlite', () =>
    Promise.resolve({
      // Stores take turns: what one session begins, it ends before another's turn.
      open: () => storeIn({ connect: () => pool.connect(), end: () => Promise.resolve() }, 'pglite'),
      remove: async () => {
        await database.exec(emptying.join(';'))
      },
    }),
  )
})
