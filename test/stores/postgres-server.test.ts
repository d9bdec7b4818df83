// What PostgreSQL's store does beside the contract: its server away, tables made once, and addresses that lead nowhere.

import Database from 'libsql'
import pg from 'pg'
import { beforeAll, afterAll, describe, expect, test } from 'vitest'
import { openPostgresStore } from '../../src/stores/postgres.ts'
import { openSqliteStore } from '../../src/stores/sqlite.ts'
import { reference } from '../contracts/store-fixtures.ts'
import { goesAwayAndComesBack } from './away.ts'
import { storeFile } from './folder.ts'
import { POSTGRESES, startPostgres, type PostgresServer } from './postgres-server.ts'

if (POSTGRESES.length === 0) console.log('skipped: PostgreSQL going away and coming back; install postgresql to run it')

describe.each(POSTGRESES)('a $name', ({ name, system }) => {
  let server: PostgresServer
  const onServer = async (statement: string, database?: string) => {
    const client = new pg.Client(server.address(database))
    await client.connect()
    try {
      return (await client.query<Record<string, unknown>>(statement)).rows
    } finally {
      await client.end()
    }
  }
  beforeAll(async () => {
    server = await startPostgres({ system })
  })
  afterAll(() => server.remove())

  test('that goes away leaves recognition its people, refuses changes, and is found again by itself', async () => {
    const caughtUpMs = await goesAwayAndComesBack({
      open: () => openPostgresStore(server.address()),
      stop: () => server.stop('immediate'),
      start: () => server.start(),
    })
    console.log(`${name}: back after ${caughtUpMs.toFixed(0)} ms`)
  })

  test('opened by many at once has its tables made once', async () => {
    await onServer('create database many')
    const stores = await Promise.all(
      Array.from({ length: 6 }, () => openPostgresStore(server.address('many'), { connections: 2 })),
    )
    await stores[0]!.enrol('Anna', [reference('a')])
    for (const store of stores) expect(await store.people()).toMatchObject([{ name: 'Anna' }])
    await Promise.all(stores.map(store => store.close()))
    expect(await onServer('select version from rostro_schema', 'many')).toHaveLength(1)
  })

  test('with tables of a newer Rostro is refused', async () => {
    await onServer('create database newer')
    await (await openPostgresStore(server.address('newer'))).close()
    await onServer('update rostro_schema set version = 999', 'newer')
    await expect(openPostgresStore(server.address('newer'))).rejects.toMatchObject({ code: 'store_newer' })
  })

  test('with tables of another program is refused and left as it is', async () => {
    await onServer('create database other')
    await onServer('create table people (id text)', 'other')
    await expect(openPostgresStore(server.address('other'))).rejects.toMatchObject({ code: 'store_corrupt' })
    expect(await onServer(`select tablename from pg_tables where schemaname = 'public'`, 'other')).toEqual([
      { tablename: 'people' },
    ])
  })

  test('whose tables were half made by a process that died is made whole', async () => {
    await onServer('create database half')
    await onServer('create table rostro_schema (version bigint not null); create table people (id text)', 'half')
    const store = await openPostgresStore(server.address('half'))
    await store.enrol('Anna', [reference('a')])
    await store.close()
  })

  test('has the tables and columns that an SQLite file has', async () => {
    await onServer('create database columns')
    await (await openPostgresStore(server.address('columns'))).close()
    const theirs = `select table_name || '.' || column_name as name from information_schema.columns
      where table_schema = 'public' and table_name <> 'rostro_schema' order by 1`
    const file = await storeFile()
    await (await openSqliteStore(file)).close()
    const db = new Database(file)
    // Zeros keep an SQLite file from holding copies of a deleted face.
    const ours = db.prepare(`select m.name || '.' || p.name as name from sqlite_schema m join pragma_table_info(m.name) p
      where m.type = 'table' and p.name <> 'zeros' order by 1`)
    expect(await onServer(theirs, 'columns')).toEqual(ours.all())
    db.close()
  })

  test('that has no such database, or is not there, is told of without the password', async () => {
    const nowhere = openPostgresStore(server.address('nowhere'))
    await expect(nowhere).rejects.toMatchObject({
      code: 'store_unavailable',
      message: expect.stringContaining('create the database') as string,
    })
    const refused = openPostgresStore('postgres://olga:hidden@127.0.0.1:9/rostro')
    await expect(refused).rejects.toMatchObject({
      code: 'store_unavailable',
      message: expect.not.stringMatching(/olga|hidden/) as string,
    })
    const unread = openPostgresStore('postgres://olga:hid den@[/rostro')
    await expect(unread).rejects.toMatchObject({
      code: 'usage_invalid',
      message: expect.not.stringMatching(/olga|hid/) as string,
    })
  })

  test('a text no PostgreSQL can keep is the fault of whoever wrote it', async () => {
    const store = await openPostgresStore(server.address('half'))
    const bad = store.enrol('Bert', [reference('b')], { text: 'a\u0000b', givenAt: new Date(), takenBy: 'Olga' })
    await expect(bad).rejects.toMatchObject({ code: 'request_invalid' })
    expect(await store.people()).toMatchObject([{ name: 'Anna' }])
    await store.close()
  })
})
