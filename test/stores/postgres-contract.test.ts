// The store contract, kept by PostgreSQL: by one of its own, or by the empty database ROSTRO_TEST_POSTGRES names.

import pg from 'pg'
import { afterAll, beforeAll, describe } from 'vitest'
import { openPostgresStore } from '../../src/stores/postgres.ts'
import { storeContract } from '../contracts/store.ts'
import { emptying } from './emptied.ts'
import { postgresPrograms, startPostgres, type PostgresServer } from './postgres-server.ts'

const given = process.env['ROSTRO_TEST_POSTGRES']
const isHere = given !== undefined || postgresPrograms() !== undefined
if (!isHere) console.log('skipped: the store contract on PostgreSQL; install postgresql to run it')

describe.skipIf(!isHere)('on a server', () => {
  let server: PostgresServer | undefined
  let address: string
  let client: pg.Client
  beforeAll(async () => {
    server = given === undefined ? await startPostgres() : undefined
    address = given ?? server!.address()
    client = new pg.Client(address)
    await client.connect()
  })
  afterAll(async () => {
    await client.end()
    await server?.remove()
  })

  storeContract('PostgreSQL', () =>
    Promise.resolve({
      open: () => openPostgresStore(address, { connections: 4 }),
      remove: async () => {
        await client.query(emptying.join(';'))
      },
    }),
  )
})
