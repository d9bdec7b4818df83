// When a change is confirmed: after it is on the disk, without the thread being held up for it or by it, and the log stays short.

import { stat, writeFile } from 'node:fs/promises'
import { Kysely, sql } from 'kysely'
import Database from 'libsql'
import { expect, onTestFinished, test } from 'vitest'
import { LibsqlDialect } from '../../src/stores/libsql-dialect.ts'
import { openSqliteStore } from '../../src/stores/sqlite.ts'
import { WriteAheadLog } from '../../src/stores/write-ahead-log.ts'
import { reference } from '../contracts/store-fixtures.ts'
import { storeFile } from './folder.ts'

/** A database with a table of one column, and how its commits are settled. */
async function database(settle = (log: WriteAheadLog) => log.settle()) {
  const file = await storeFile()
  await (await openSqliteStore(file)).close()
  const opened = new Database(file)
  const log = new WriteAheadLog(opened, file)
  const db = new Kysely<unknown>({ dialect: new LibsqlDialect(opened, () => settle(log)) })
  onTestFinished(async () => {
    await log.close()
    await db.destroy()
  })
  await sql`create table words (word text)`.execute(db)
  const write = () => db.transaction().execute(tx => sql`insert into words values ('a')`.execute(tx))
  const count = async () => (await sql`select 1 from words`.execute(db)).rows.length
  return { db, write, count, empty: () => log.empty(db), logBytes: async () => (await stat(`${file}-wal`)).size }
}

test('a change is confirmed when it is on the disk, and the next one waits for it', async () => {
  const done: string[] = []
  let release = () => {}
  const { write, count } = await database(async log => {
    done.push('committed')
    await new Promise<void>(resolve => (release = resolve))
    await log.settle()
  })
  const writing = [1, 2].map(i => write().then(() => done.push(`confirmed ${i}`)))
  for (const confirmed of [1, 2]) {
    await expect.poll(() => done.length).toBe(confirmed * 2 - 1)
    release()
    await expect.poll(() => done.includes(`confirmed ${confirmed}`)).toBe(true)
  }
  await Promise.all(writing)
  expect(done).toEqual(['committed', 'confirmed 1', 'committed', 'confirmed 2'])
  expect(await count()).toBe(2)
})

test('a disk that does not take it is a failure, and nothing is confirmed any more', async () => {
  const file = await storeFile()
  await (await openSqliteStore(file)).close()
  const opened = new Database(file)
  // A file without a log, as good as one that cannot be written.
  const log = new WriteAheadLog(opened, `${file}.gone`)
  onTestFinished(() => {
    opened.close()
  })
  for (const isBack of [false, true]) {
    if (isBack) await writeFile(`${file}.gone-wal`, '')
    await expect(log.settle()).rejects.toMatchObject({
      code: 'store_unavailable',
      message: expect.stringMatching(
        /^Writing the store .* failed \(ENOENT.*\); check the disk, then start Rostro again\.$/,
      ) as string,
    })
  }
  await log.close()
})

test('the log is moved into the file every so often, not only when the store is closed', async () => {
  const file = await storeFile()
  const store = await openSqliteStore(file)
  onTestFinished(() => store.close())
  const { id } = await store.enrol('Anna', [reference('a')])
  const bytes = async () => (await stat(`${file}-wal`)).size
  const rename = async (times: number) => {
    for (let i = 0; i < times; i++) await store.rename(id, `Anna ${i}`)
  }
  const grown = async () => {
    const before = await bytes()
    await rename(5)
    return (await bytes()) - before
  }
  expect(await grown()).toBeGreaterThan(0)
  await rename(100)
  // Begun anew after a move, it is written over from its start.
  await expect.poll(grown, { interval: 5, timeout: 20_000 }).toBe(0)
})

test('it is emptied whenever that is asked for, also while it is being moved', async () => {
  const { write, empty, logBytes } = await database()
  const left: number[] = []
  // One of these commits begins the move.
  for (let i = 0; i < 110; i++) {
    await write()
    if (i > 90) left.push((await empty()) ? await logBytes() : -1)
  }
  expect(left).toEqual(left.map(() => 0))
})

test('a transaction of many statements lets others have their turn', async () => {
  const { db } = await database()
  let turns = 0
  await db.transaction().execute(async tx => {
    setImmediate(() => turns++)
    for (let i = 0; i < 20_000 && turns === 0; i++) await sql`insert into words values ('a')`.execute(tx)
    expect(turns).toBe(1)
  })
})
