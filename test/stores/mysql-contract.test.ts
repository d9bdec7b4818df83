// The store contract, kept by every MariaDB and MySQL there is: by one of its own each, or by the empty database ROSTRO_TEST_MYSQL names.

import mysql from 'mysql2/promise'
import { afterAll, beforeAll, describe } from 'vitest'
import { openMysqlStore } from '../../src/stores/mysql.ts'
import { storeContract } from '../contracts/store.ts'
import { emptying } from './emptied.ts'
import { MARIADBS, startMariadb } from './mariadb-server.ts'
import { MYSQLS, startMysql } from './mysql-server.ts'

const given = process.env['ROSTRO_TEST_MYSQL']
const own = [
  ...MARIADBS.map(({ name, system }) => ({ name, start: () => startMariadb({ system }) })),
  ...MYSQLS.map(({ name, system }) => ({ name, start: () => startMysql({ system }) })),
]
const places =
  given === undefined
    ? own
    : [{ name: 'MySQL', start: () => Promise.resolve({ address: () => given, remove: () => Promise.resolve() }) }]
if (places.length === 0) console.log('skipped: the store contract on MariaDB; install mariadb-server to run it')

describe.each(places)('on a server of $name', ({ name, start }) => {
  let server: Awaited<ReturnType<typeof start>>
  let client: mysql.Connection
  beforeAll(async () => {
    server = await start()
    const { username: user, password, hostname: host, port, pathname, searchParams } = new URL(server.address())
    const socketPath = searchParams.get('socket') ?? undefined
    const place = socketPath === undefined ? { host, port: Number(port || 3306) } : { socketPath }
    client = await mysql.createConnection({ ...place, user, password, database: pathname.slice(1), multipleStatements: true })
  }, 120_000)
  afterAll(async () => {
    await client.end()
    await server.remove()
  })

  storeContract(name, () =>
    Promise.resolve({
      open: () => openMysqlStore(server.address(), { connections: 4 }),
      remove: async () => {
        await client.query(emptying.join(';').replaceAll('"', '`'))
      },
    }),
  )
})
