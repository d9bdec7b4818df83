// The store contract, kept by PostgreSQL.

import pg from 'pg'
import { afterAll, beforeAll, describe } from 'vitest'
import { openPostgresStore } from '../../src/stores/postgres.ts'
import { storeContract } from '../contracts/store.ts'
import { emptying } from './emptied.ts'
import { postgresPrograms, startPostgres, type PostgresServer } from './postgres-server.ts'

const programs = postgresPrograms()
if (!programs) console.log('skipped: the store contract on PostgreSQL; install postgresql to run it')

describe.skipIf(!programs)('on a server of its own', () => {
  let server: PostgresServer
  let client: pg.Client
  beforeAll(async () => {
    server = await startPostgres()
    client = new pg.Client(server.address())
    await client.connect()
  })
  afterAll(async () => {
    await client.end()
    await server.remove()
  })

  storeContract('PostgreSQL', () =>
    Promise.resolve({
      open: () => openPostgresStore(server.address(), { connections: 4 }),
      remove: async () => {
        await client.query(emptying.join(';'))
      },
    }),
  )
})
