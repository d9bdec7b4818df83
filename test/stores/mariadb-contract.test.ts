// The store contract, kept by MariaDB: by one of its own, or by the empty MySQL or MariaDB database ROSTRO_TEST_MYSQL names.

import mysql from 'mysql2/promise'
import { afterAll, beforeAll, describe } from 'vitest'
import { openMysqlStore } from '../../src/stores/mysql.ts'
import { storeContract } from '../contracts/store.ts'
import { emptying } from './emptied.ts'
import { hasMariadb, startMariadb, type MariadbServer } from './mariadb-server.ts'

const given = process.env['ROSTRO_TEST_MYSQL']
const isHere = given !== undefined || hasMariadb
if (!isHere) console.log('skipped: the store contract on MariaDB; install mariadb-server to run it')

describe.skipIf(!isHere)('on a server', () => {
  let server: MariadbServer | undefined
  let address: string
  let client: mysql.Connection
  beforeAll(async () => {
    server = given === undefined ? await startMariadb() : undefined
    address = given ?? server!.address()
    const { username: user, password, hostname: host, port, pathname, searchParams } = new URL(address)
    const socketPath = searchParams.get('socket') ?? undefined
    const place = socketPath === undefined ? { host, port: Number(port || 3306) } : { socketPath }
    client = await mysql.createConnection({ ...place, user, password, database: pathname.slice(1), multipleStatements: true })
  }, 120_000)
  afterAll(async () => {
    await client.end()
    await server?.remove()
  })

  storeContract('MariaDB', () =>
    Promise.resolve({
      open: () => openMysqlStore(address, { connections: 4 }),
      remove: async () => {
        await client.query(emptying.join(';').replaceAll('"', '`'))
      },
    }),
  )
})
