// The store contract, kept by every PostgreSQL there is: by one of its own each, or by the empty database ROSTRO_TEST_POSTGRES names.

import pg from 'pg'
import { afterAll, beforeAll, describe } from 'vitest'
import { openPostgresStore } from '../../src/stores/postgres.ts'
import { storeContract } from '../contracts/store.ts'
import { emptying } from './emptied.ts'
import { POSTGRESES, startPostgres } from './postgres-server.ts'

const given = process.env['ROSTRO_TEST_POSTGRES']
const places =
  given === undefined
    ? POSTGRESES.map(({ name, system }) => ({ name, start: () => startPostgres({ system }) }))
    : [{ name: 'PostgreSQL', start: () => Promise.resolve({ address: () => given, remove: () => Promise.resolve() }) }]
if (places.length === 0) console.log('skipped: the store contract on PostgreSQL; install postgresql to run it')

describe.each(places)('on a server of $name', ({ name, start }) => {
  let server: Awaited<ReturnType<typeof start>>
  let client: pg.Client
  beforeAll(async () => {
    server = await start()
    client = new pg.Client(server.address())
    await client.connect()
  }, 120_000)
  afterAll(async () => {
    await client.end()
    await server.remove()
  })

  storeContract(name, () =>
    Promise.resolve({
      open: () => openPostgresStore(server.address(), { connections: 4 }),
      remove: async () => {
        await client.query(emptying.join(';'))
      },
    }),
  )
})
