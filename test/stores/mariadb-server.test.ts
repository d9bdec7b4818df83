// What MariaDB's store does beside the contract: its server away, tables made once, and addresses that lead nowhere.

import mysql from 'mysql2/promise'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openMysqlStore } from '../../src/stores/mysql.ts'
import { reference } from '../contracts/store-fixtures.ts'
import { goesAwayAndComesBack } from './away.ts'
import { hasMariadb, startMariadb, type MariadbServer } from './mariadb-server.ts'

if (!hasMariadb) console.log('skipped: MariaDB going away and coming back; install mariadb-server to run it')

describe.skipIf(!hasMariadb)('a MariaDB', () => {
  let server: MariadbServer
  const onServer = async (...statements: readonly string[]) => {
    const socketPath = new URL(server.address()).searchParams.get('socket')!
    const client = await mysql.createConnection({ user: 'root', socketPath })
    try {
      for (const statement of statements) await client.query(statement)
    } finally {
      await client.end()
    }
  }
  beforeAll(async () => {
    server = await startMariadb()
  }, 120_000)
  afterAll(() => server.remove())

  test('that goes away leaves recognition its people, refuses changes, and is found again by itself', async () => {
    const caughtUpMs = await goesAwayAndComesBack({
      open: () => openMysqlStore(server.address()),
      stop: () => server.kill(),
      start: () => server.start(),
    })
    console.log(`MariaDB: back after ${caughtUpMs.toFixed(0)} ms`)
  })

  test('opened by many at once has its tables made once', async () => {
    await onServer('create database many')
    const stores = await Promise.all(Array.from({ length: 6 }, () => openMysqlStore(server.address('many'), { connections: 2 })))
    await stores[0]!.enrol('Anna', [reference('a')])
    for (const store of stores) expect(await store.people()).toMatchObject([{ name: 'Anna' }])
    await Promise.all(stores.map(store => store.close()))
  })

  test('with tables of a newer Rostro is refused', async () => {
    await onServer('create database newer')
    await (await openMysqlStore(server.address('newer'))).close()
    await onServer('update newer.rostro_schema set version = 999')
    await expect(openMysqlStore(server.address('newer'))).rejects.toMatchObject({ code: 'store_newer' })
  })

  test('with tables of another program is refused', async () => {
    await onServer('create database other', 'create table other.people (id text)')
    await expect(openMysqlStore(server.address('other'))).rejects.toMatchObject({ code: 'store_corrupt' })
  })

  test('whose tables were half made by a process that died is made whole', async () => {
    await onServer(
      'create database half',
      'create table half.rostro_schema (version bigint)',
      'create table half.people (id int)',
    )
    const store = await openMysqlStore(server.address('half'))
    await store.enrol('Anna', [reference('a')])
    await store.close()
  })

  test('that has no such database, or is not there, is told of without the password', async () => {
    const nowhere = openMysqlStore(server.address('nowhere'))
    await expect(nowhere).rejects.toMatchObject({
      code: 'store_unavailable',
      message: expect.stringContaining('create the database') as string,
    })
    const refused = openMysqlStore('mysql://olga:hidden@127.0.0.1:9/rostro')
    await expect(refused).rejects.toMatchObject({
      code: 'store_unavailable',
      message: expect.not.stringMatching(/olga|hidden/) as string,
    })
    const unknown = openMysqlStore('mysql://olga:hidden@127.0.0.1/rostro?useSSL=true')
    await expect(unknown).rejects.toMatchObject({ code: 'usage_invalid', message: expect.stringContaining('useSSL') as string })
  })
})
