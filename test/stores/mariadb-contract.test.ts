// The store contract, kept by MariaDB.

import mysql from 'mysql2/promise'
import { afterAll, beforeAll, describe } from 'vitest'
import { openMysqlStore } from '../../src/stores/mysql.ts'
import { storeContract } from '../contracts/store.ts'
import { emptying } from './emptied.ts'
import { hasMariadb, startMariadb, type MariadbServer } from './mariadb-server.ts'

if (!hasMariadb) console.log('skipped: the store contract on MariaDB; install mariadb-server to run it')

describe.skipIf(!hasMariadb)('on a server of its own', () => {
  let server: MariadbServer
  let client: mysql.Connection
  beforeAll(async () => {
    server = await startMariadb()
    const socketPath = new URL(server.address()).searchParams.get('socket')!
    client = await mysql.createConnection({ user: 'root', database: 'rostro', socketPath, multipleStatements: true })
  }, 120_000)
  afterAll(async () => {
    await client.end()
    await server.remove()
  })

  storeContract('MariaDB', () =>
    Promise.resolve({
      open: () => openMysqlStore(server.address(), { connections: 4 }),
      remove: async () => {
        await client.query(emptying.join(';').replaceAll('"', '`'))
      },
    }),
  )
})
