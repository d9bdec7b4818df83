// What PostgreSQL's store does beside the contract: its server away, tables made once, and addresses that lead nowhere.

import Database from 'libsql'
import pg from 'pg'
import { beforeAll, afterAll, describe, expect, test } from 'vitest'
import { hasPageChecksums } from '../../src/stores/page-checksums.ts'
import { openPostgresStore } from '../../src/stores/postgres.ts'
import { openSqliteStore } from '../../src/stores/sqlite.ts'
import { TOPICS } from '../../src/core/news.ts'
import { faceEvent, reference, shotOf } from '../contracts/store-fixtures.ts'
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

  test('says whether it notices damage to its files', async () => {
    const [row] = await onServer('show data_checksums')
    expect(await hasPageChecksums(server.address())).toBe(row!['data_checksums'] === 'on')
  })

  test('that goes away leaves recognition its people, refuses changes, and is found again by itself', async () => {
    const caughtUpMs = await goesAwayAndComesBack({
      open: () => openPostgresStore(server.address()),
      stop: () => server.stop('immediate'),
      start: () => server.start(),
    })
    console.log(`${name}: back after ${caughtUpMs.toFixed(0)} ms`)
  })

  test(
    'tells other processes which part of the store changed, also after the connection was lost, and not who told',
    { timeout: 60_000 },
    async () => {
      await onServer('create database telling')
      const [one, two] = [await openPostgresStore(server.address('telling')), await openPostgresStore(server.address('telling'))]
      const heard: Record<'one' | 'two', string[]> = { one: [], two: [] }
      const stop = one.news.listen(topic => heard.one.push(topic))
      two.news.listen(topic => heard.two.push(topic))
      const LISTENING = `select pid from pg_stat_activity where datname = 'telling' and query in ('listen rostro', 'select 1')`
      const listening = () => expect.poll(() => onServer(LISTENING), { timeout: 20_000 }).toHaveLength(2)
      const hears = async (...topics: string[]) => {
        await expect.poll(() => [...heard.two], { timeout: 20_000 }).toEqual(topics)
        heard.two.length = 0
      }
      await listening()
      const person = await one.enrol('Anna', [reference('a')])
      await hears('people')
      await one.setSetting('a', 'b')
      await hears('people', 'settings')
      await one.cameras.add({ name: 'Door', address: 'camera:0', enabled: true, settings: '{}' })
      await hears('cameras')
      await one.events.save(faceEvent('1', person), shotOf('1'))
      await one.news.tell('events')
      await hears('events')
      await expect(one.rename('nobody', 'Berta')).rejects.toMatchObject({ code: 'person_not_found' })
      await onServer(`select pg_terminate_backend(pid) from pg_stat_activity where datname = 'telling'`)
      // Whatever was said meanwhile is missed: all may have changed.
      await hears(...TOPICS)
      await one.rename(person.id, 'Berta')
      await hears('people')
      expect(heard.one).toEqual(TOPICS)
      stop()
      await expect.poll(() => onServer(LISTENING), { timeout: 20_000 }).toHaveLength(1)
      await Promise.all([one.close(), two.close()])
      expect(await onServer(`select pid from pg_stat_activity where datname = 'telling'`)).toEqual([])
    },
  )

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
