// How the file itself is treated: made, guarded, refused, waited for.

import { execFileSync } from 'node:child_process'
import { chmod, mkdir, readdir, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import Database from 'libsql'
import { expect, onTestFinished, test } from 'vitest'
import { migrate, MIGRATIONS } from '../../src/stores/sqlite-migrations.ts'
import { templateColumns } from '../../src/stores/rows.ts'
import { openSqliteStore } from '../../src/stores/sqlite.ts'
import { reference, referencesOf } from '../contracts/store-fixtures.ts'
import { comes } from '../contracts/visit-fixtures.ts'
import { storeFile } from './folder.ts'

test('a new store and its folder belong to their user alone', async () => {
  const file = await storeFile()
  const store = await openSqliteStore(file)
  await store.enrol('Anna', [reference('a')])
  expect((await stat(dirname(file))).mode & 0o777).toBe(0o700)
  for (const name of await readdir(dirname(file))) expect((await stat(join(dirname(file), name))).mode & 0o777, name).toBe(0o600)
  await store.close()
})

test('many that open a store that is not there yet make one together', async () => {
  const file = await storeFile()
  const stores = await Promise.all(Array.from({ length: 8 }, () => openSqliteStore(file)))
  await Promise.all(stores.map((store, i) => store.enrol(`Person ${i}`, [reference(`${i}`)])))
  expect(await stores[0]!.people()).toHaveLength(8)
  await Promise.all(stores.map(store => store.close()))
  expect((await readdir(dirname(file))).filter(name => !/^people\.db(-wal|-shm)?$/.test(name))).toEqual([])
})

test('a store made by a newer Rostro is refused with both versions', async () => {
  const file = await storeFile()
  await (await openSqliteStore(file)).close()
  withDatabase(file, db => db.exec('pragma user_version = 99'))
  await expect(openSqliteStore(file)).rejects.toMatchObject({
    code: 'store_newer',
    message: expect.stringContaining('schema 99') as string,
  })
})

test('a migration that fails leaves the schema of before, and the next attempt goes on from there', () => {
  const db = new Database(':memory:')
  const first = 'create table one (x)'
  expect(() => {
    migrate(db, 'test', [first, 'create table two (x); create table one (x)'])
  }).toThrow('already exists')
  expect(db.prepare('select name from sqlite_master').all()).toEqual([{ name: 'one' }])
  migrate(db, 'test', [first, 'create table two (x)'])
  expect(db.prepare('select name from sqlite_master').all()).toHaveLength(2)
  expect(db.prepare('pragma user_version').all()).toEqual([{ user_version: 2 }])
  db.close()
})

test('a store of version 1 opens with everybody in it, who can be searched and sorted', async () => {
  const file = await storeFile()
  await mkdir(dirname(file))
  const given = referencesOf('z', 2)
  withDatabase(file, db => {
    db.exec('pragma application_id = 0x526f7374')
    migrate(db, file, MIGRATIONS.slice(0, 1))
    const person = db.prepare('insert into people values (?, ?, ?, ?)')
    person.run(['1', 'Zoë', 'zoë', 1000])
    person.run(['2', 'Anna', 'anna', 2000])
    const ref = db.prepare('insert into refs values (null, ?, ?, ?, ?, ?, ?, ?, ?, ?)')
    for (const [i, { template, quality, source, crop }] of given.entries()) {
      const { space, vector, vector_crc } = templateColumns(template)
      ref.run([`r${i}`, '1', space, quality, source, 1000, Buffer.from(vector), vector_crc, Buffer.from(crop)])
    }
  })
  const store = await openSqliteStore(file)
  const { items, total } = await store.peoplePage({ sort: 'name', search: 'zoe' }, { limit: 10 })
  expect(items).toMatchObject([{ id: '1', name: 'Zoë', references: 2, createdAt: new Date(1000) }])
  expect(total).toBe(1)
  expect((await store.peoplePage({ sort: 'newest' }, { limit: 10 })).items.map(({ name }) => name)).toEqual(['Anna', 'Zoë'])
  const stored = await store.references({ personId: '1' })
  expect(stored.map(({ template, crop }) => ({ template, crop }))).toEqual(
    given.map(({ template, crop }) => ({ template, crop })),
  )
  expect(stored[0]).not.toHaveProperty('addedByCorrection')
  await store.close()
})

test.each([1, 2, 3, 4])('a store of version %i is brought to the newest, and can watch a place', async version => {
  const file = await storeFile()
  await mkdir(dirname(file))
  withDatabase(file, db => {
    db.exec('pragma application_id = 0x526f7374')
    migrate(db, file, MIGRATIONS.slice(0, version))
    db.exec(`insert into people (id, name, name_key, created_at) values ('1', 'Anna', 'anna', 1000)`)
  })
  const store = await openSqliteStore(file)
  await comes(store, 'v', 2)
  await store.groups.add({ name: 'Staff', personIds: ['1'], allowed: [] })
  expect(await store.visits.visitor('v')).toMatchObject({ number: 1, visits: 2 })
  expect(await store.doors.list()).toEqual([])
  await store.close()
  withDatabase(file, db => {
    expect(db.prepare('pragma user_version').all()).toEqual([{ user_version: MIGRATIONS.length }])
  })
})

test('a file of another program is refused and left alone', async () => {
  const file = await storeFile()
  await mkdir(dirname(file))
  withDatabase(file, db => db.exec('create table theirs (x)'))
  await expect(openSqliteStore(file)).rejects.toMatchObject({
    code: 'store_corrupt',
    message: expect.stringContaining('not a Rostro store') as string,
  })
  withDatabase(file, db => {
    expect(db.prepare('select name from sqlite_master').all()).toEqual([{ name: 'theirs' }])
  })
})

test('a folder, a path through a file and a file nobody may touch are unavailable', async () => {
  const file = await storeFile()
  await mkdir(file, { recursive: true })
  await expect(openSqliteStore(file)).rejects.toMatchObject({ code: 'store_unavailable' })
  await writeFile(`${file}.txt`, 'text')
  await expect(openSqliteStore(`${file}.txt/people.db`)).rejects.toMatchObject({ code: 'store_unavailable' })
})

test.skipIf(process.getuid?.() === 0)('a read-only file is unavailable', async () => {
  const file = await storeFile()
  await (await openSqliteStore(file)).close()
  await chmod(file, 0o400)
  await expect(openSqliteStore(file)).rejects.toMatchObject({ code: 'store_unavailable' })
})

test('a write gives up when another process keeps the lock, and the store goes on afterwards with what that one wrote', async () => {
  const file = await storeFile()
  const store = await openSqliteStore(file, { busyTimeoutMs: 20 })
  const other = await openSqliteStore(file)
  await withDatabaseAsync(file, async db => {
    db.exec('begin immediate')
    await expect(store.enrol('Anna', [reference('a')])).rejects.toMatchObject({ code: 'store_busy' })
    expect(await store.people()).toEqual([])
    db.exec('rollback')
  })
  await other.enrol('Bert', [reference('b')])
  expect(await store.people()).toMatchObject([{ name: 'Bert' }])
  await store.enrol('Anna', [reference('a')])
  expect(await other.people()).toHaveLength(2)
  await store.close()
  await other.close()
})

test('a write waits for the lock of another and is then made', async () => {
  const file = await storeFile()
  const store = await openSqliteStore(file)
  await withDatabaseAsync(file, async db => {
    db.exec('begin immediate')
    const enrolment = store.enrol('Anna', [reference('a')])
    await store.people()
    db.exec('rollback')
    await enrolment
  })
  expect(await store.people()).toMatchObject([{ name: 'Anna' }])
  await store.close()
})

test.runIf(process.platform === 'linux' && process.getuid?.() === 0)(
  'a full disk refuses an enrolment whole, and takes it when there is space',
  async () => {
    const folder = join(dirname(await storeFile()), 'small')
    await mkdir(folder, { recursive: true })
    execFileSync('/bin/mount', ['-t', 'tmpfs', '-o', 'size=2m', 'tmpfs', folder])
    onTestFinished(() => {
      execFileSync('/bin/umount', ['--lazy', folder])
    })
    const store = await openSqliteStore(join(folder, 'people.db'))
    let enrolled = 0
    const enrolMore = async () => {
      for (; ; enrolled++) await store.enrol(`Person ${enrolled}`, referencesOf(`${enrolled}`, 20))
    }
    await expect(enrolMore()).rejects.toMatchObject({
      code: 'store_full',
      message: expect.stringContaining('full') as string,
    })
    expect((await store.people()).map(({ references }) => references)).toEqual(Array.from({ length: enrolled }, () => 20))
    execFileSync('/bin/mount', ['-o', 'remount,size=8m', folder])
    await store.enrol('After', [reference('a')])
    expect(await store.people()).toHaveLength(enrolled + 1)
    await store.close()
  },
)

function withDatabase(file: string, use: (db: Database.Database) => void): void {
  const db = new Database(file)
  use(db)
  db.close()
}

async function withDatabaseAsync(file: string, use: (db: Database.Database) => Promise<void>): Promise<void> {
  const db = new Database(file)
  await use(db)
  db.close()
}
