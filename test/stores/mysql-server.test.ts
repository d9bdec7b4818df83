// What the stores of MariaDB and MySQL do beside the contract: their server away, tables made once, and addresses that lead nowhere.

import { createServer, type AddressInfo } from 'node:net'
import { once } from 'node:events'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { openMysqlStore } from '../../src/stores/mysql.ts'
import { reference } from '../contracts/store-fixtures.ts'
import { goesAwayAndComesBack } from './away.ts'
import { MARIADBS, startMariadb } from './mariadb-server.ts'
import type { MysqlServer } from './mysql-process.ts'
import { MYSQLS, startMysql } from './mysql-server.ts'

const PLACES = [
  ...MARIADBS.map(({ name, system }) => ({ name, start: () => startMariadb({ system }) })),
  ...MYSQLS.map(({ name, system }) => ({ name, start: () => startMysql({ system }) })),
]
if (PLACES.length === 0) console.log('skipped: MariaDB going away and coming back; install mariadb-server to run it')

describe.each(PLACES)('a $name', ({ name, start }) => {
  let server: MysqlServer
  beforeAll(async () => {
    server = await start()
  }, 120_000)
  afterAll(() => server.remove())

  test('that goes away leaves recognition its people, refuses changes, and is found again by itself', async () => {
    const caughtUpMs = await goesAwayAndComesBack({
      open: () => openMysqlStore(server.address()),
      stop: () => server.kill(),
      start: () => server.start(),
    })
    console.log(`${name}: back after ${caughtUpMs.toFixed(0)} ms`)
  })

  test('opened by many at once has its tables made once', async () => {
    await server.execute('create database many')
    const stores = await Promise.all(Array.from({ length: 6 }, () => openMysqlStore(server.address('many'), { connections: 2 })))
    await stores[0]!.enrol('Anna', [reference('a')])
    for (const store of stores) expect(await store.people()).toMatchObject([{ name: 'Anna' }])
    await Promise.all(stores.map(store => store.close()))
  })

  test('with tables of a newer Rostro is refused', async () => {
    await server.execute('create database newer')
    await (await openMysqlStore(server.address('newer'))).close()
    await server.execute('update newer.rostro_schema set version = 999')
    await expect(openMysqlStore(server.address('newer'))).rejects.toMatchObject({ code: 'store_newer' })
  })

  test('with tables of another program is refused', async () => {
    await server.execute('create database other', 'create table other.people (id text)')
    await expect(openMysqlStore(server.address('other'))).rejects.toMatchObject({ code: 'store_corrupt' })
  })

  test('whose tables were half made by a process that died is made whole', async () => {
    await server.execute(
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

describe.each(MYSQLS)('a $name reached through a network', ({ system }) => {
  test.each(['', '?ssl-mode=REQUIRED', '?ssl-mode=VERIFY_CA&ssl-ca=CERTIFICATE'])(
    'lets a user with a password in, never told in clear, at "%s"',
    async how => {
      const port = await freePort()
      const server = await startMysql({ system, settings: ['--skip-networking=0', '--bind-address=127.0.0.1', `--port=${port}`] })
      onTestFinished(() => server.remove())
      const certificate = encodeURIComponent(join(server.data, 'ca.pem'))
      const open = (password: string) =>
        openMysqlStore(`mysql://rostro:${password}@127.0.0.1:${port}/rostro${how.replace('CERTIFICATE', certificate)}`)
      await expect(open('wrong')).rejects.toMatchObject({ code: 'store_unavailable' })
      const store = await open('secret')
      await store.enrol('Anna', [reference('a')])
      await store.close()
    },
  )
})

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}
