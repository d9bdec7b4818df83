// Moving a store from place to place, while others work with it and when it is cut short.

import { mkdir, readdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { setImmediate, setTimeout } from 'node:timers/promises'
import Database from 'libsql'
import mysql from 'mysql2/promise'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { backUp, restoreBackup } from '../../src/app/backup/backups.ts'
import { moveStore } from '../../src/app/backup/move-store.ts'
import type { Store } from '../../src/core/ports.ts'
import { startFollowing, stopFollowing } from '../../src/stores/follow.ts'
import { CHANGES, FILLING, MOVED } from '../../src/stores/moved.ts'
import { keyFile } from '../../src/sealing/master-keys.ts'
import { openStoreAt } from '../../src/stores/open-store.ts'
import { openRawStore } from '../../src/stores/raw-store.ts'
import { digestOf, TABLES } from '../../src/stores/tables.ts'
import { atMinute, faceEvent, randomOf, referencesOf, shotOf, SPACE } from '../contracts/store-fixtures.ts'
import { comes, CONSENT, ofPerson, visitAt } from '../contracts/visit-fixtures.ts'
import { everything, fill, without } from './canaries.ts'
import { storeFile } from './folder.ts'
import { furnish } from './furnished.ts'
import { hasMariadb, startMariadb, type MariadbServer } from './mariadb-server.ts'
import { seal, sealedPlace } from './sealed-store.ts'
import { postgresPrograms, startPostgres, type PostgresServer } from './postgres-server.ts'
import { referencesIn } from '../fixtures/enrolled.ts'

async function furnished(address: string): Promise<void> {
  const [store, raw] = [await openStoreAt(address), await openRawStore(address)]
  await furnish(store, raw)
  await store.close()
  await raw.close()
}

async function contentOf(address: string) {
  const raw = await openRawStore(address)
  const digests: [string, unknown][] = []
  for (const table of TABLES) digests.push([table.name, await digestOf(raw.db, table)])
  await raw.close()
  return digests
}

/** All but what is noted about the move itself. */
const withoutRecord = (content: Awaited<ReturnType<typeof contentOf>>) =>
  content.filter(([table]) => !['audit', 'audit_head'].includes(table))

/** What people see of it, not what is in its tables. */
async function answersOf(address: string) {
  const store = await openStoreAt(address)
  const answers = {
    people: await store.people(),
    references: await referencesIn(store, SPACE),
    events: await store.events.list({}, { limit: 1000 }),
    visits: await store.visits.list({}, { limit: 1000 }),
    audit: [await store.audit.list({ limit: 1000 }), await store.audit.verify()],
  }
  await store.close()
  return answers
}

/** All that can be done to people, by dice, until it is stopped. @returns whom it enrolled and did not delete, once it stopped */
function busy(store: Store, prefix: string, signal: AbortSignal): Promise<string[]> {
  const random = randomOf(prefix)
  const there: { readonly id: string; readonly createdAt: Date; name: string }[] = []
  const doings = [
    async (i: number) =>
      void there.push({ ...(await store.enrol(`${prefix} ${i}`, referencesOf(`${prefix} ${i}`, 2), CONSENT)) }),
    async (i: number) => {
      const person = there[Math.floor(random() * there.length)]
      if (!person) return
      await store.events.save(faceEvent(`${prefix}-${i}`, person), shotOf(`${prefix}-${i}`))
      await store.visits.save(visitAt(`${prefix}-${i}`, i, ofPerson(person.id), { nth: 1 }))
    },
    async () => {
      const gone = there.shift()
      if (gone) await store.deletePerson(gone.id)
    },
    async () => {
      // A name goes from one to another.
      const [a, b] = [there[0], there[1]]
      if (!a || !b) return
      const [nameOfA, nameOfB] = [a.name, b.name]
      for (const [one, name] of [
        [a, `${prefix} between`],
        [b, nameOfA],
        [a, nameOfB],
      ] as const) {
        await store.rename(one.id, name)
        // It may be the last thing that is done.
        one.name = name
      }
    },
    async () => {
      const [a, b] = [there[0], there[1]]
      if (!a || !b) return
      // Merged is merged, even where the move comes between it and the destruction of a key nobody needs any more.
      there.shift()
      await store.merge(a.id, b.id)
    },
    (i: number) => store.audit.add({ at: atMinute(i), by: prefix, action: 'did', detail: '{}' }),
    (i: number) => comes(store, `${prefix}-v${i}`, 1, i),
    async (i: number) => store.setSetting(`${prefix} ${i % 3}`, String(i)),
  ]
  const work = async () => {
    for (let i = 0; !signal.aborted; i++) {
      const doing = i % 3 === 0 ? doings[0]! : doings[Math.floor(random() * doings.length)]!
      await doing(i)
      await setImmediate()
    }
  }
  return work().then(
    () => there.map(({ name }) => name),
    (error: unknown) => {
      if ((error as { code?: string }).code === 'store_moved') return there.map(({ name }) => name)
      throw error
    },
  )
}

/** Moves while two work with the source: the move ends it, and they notice. */
async function expectMovedWhole(from: string, to: string, round = ''): Promise<void> {
  const stop = new AbortController()
  onTestFinished(() => {
    stop.abort()
  })
  const stores = [await openStoreAt(from), await openStoreAt(from)]
  const working = stores.map((store, lane) => busy(store, `lane${lane}${round}`, stop.signal))
  while ((await stores[0]!.people()).filter(({ name }) => name.startsWith(`lane`)).length < 6) await setImmediate()
  await moveStore({ from, to })
  const names = (await Promise.all(working)).flat()
  expect(names.length).toBeGreaterThan(0)
  const moved = await openStoreAt(to)
  const there = new Map((await moved.people()).map(person => [person.name, person.references]))
  for (const name of names) expect(there.get(name), name).toBeGreaterThanOrEqual(2)
  await expect(stores[0]!.setSetting('a', 'b')).rejects.toMatchObject({ code: 'store_moved' })
  await expect(openStoreAt(from)).rejects.toMatchObject({ code: 'store_moved' })
  // What nobody may write any more is what is there.
  expect(await contentOf(to)).toEqual(await contentOf(from))
  await moved.enrol(`Newcomer${round}`, referencesOf('n', 1))
  for (const store of [...stores, moved]) await store.close()
}

test('a store that is moved in use is whole in its new place, and its old place says where', { timeout: 60_000 }, async () => {
  const from = await storeFile()
  await furnished(from)
  await expectMovedWhole(from, join(dirname(from), 'new.db'))
})

test('that a store was moved is in its record, in both places', async () => {
  const from = await storeFile()
  const to = join(dirname(from), 'new.db')
  await furnished(from)
  await moveStore({ from, to })
  const moved = await openStoreAt(to)
  const [newest] = (await moved.audit.list({ limit: 1 })).items
  expect(newest).toMatchObject({ by: 'command line', action: 'store_moved', detail: '{"from":"sqlite","to":"sqlite"}' })
  expect(await moved.audit.verify()).toBeUndefined()
  await moved.close()
  expect(await contentOf(to)).toEqual(await contentOf(from))
})

test('what is moved has a place of its own: empty, and not the same', async () => {
  const [from, to] = [await storeFile(), await storeFile()]
  await furnished(from)
  await furnished(to)
  const before = await contentOf(to)
  await expect(moveStore({ from, to })).rejects.toMatchObject({ code: 'store_occupied' })
  await expect(moveStore({ from, to: from })).rejects.toMatchObject({ code: 'usage_invalid' })
  expect(await contentOf(to)).toEqual(before)
})

test('a move that is cut short leaves the source as it was and no second store, and can be repeated', async () => {
  const from = await storeFile()
  const to = join(dirname(from), 'new.db')
  await furnished(from)
  const before = await contentOf(from)
  for (const step of ['copying', 'following', 'comparing'] as const) {
    const stop = new AbortController()
    const onProgress = (at: string) => {
      if (at === step) stop.abort()
    }
    await expect(moveStore({ from, to, onProgress, signal: stop.signal })).rejects.toThrow('abort')
    await expect(openStoreAt(to)).rejects.toMatchObject({ code: 'store_moved' })
    expect(await contentOf(from)).toEqual(before)
    await (await openStoreAt(from)).close()
  }
  await moveStore({ from, to })
  expect(await contentOf(to)).toEqual(await contentOf(from))
  expect(withoutRecord(await contentOf(to))).toEqual(withoutRecord(before))
})

test('a move that is killed after the source was marked is ended by the same command, and by no other', async () => {
  const from = await storeFile()
  const to = join(dirname(from), 'new.db')
  await furnished(from)
  await moveStore({ from, to })
  const copy = await openRawStore(to)
  await copy.write(db => db.insertInto('settings').values({ key: MOVED, value: FILLING }).execute())
  await copy.close()
  for (const place of [from, to]) await expect(openStoreAt(place)).rejects.toMatchObject({ code: 'store_moved' })
  await expect(moveStore({ from, to: join(dirname(from), 'third.db') })).rejects.toMatchObject({ code: 'store_moved' })
  await moveStore({ from, to })
  expect(await contentOf(to)).toEqual(await contentOf(from))
  await (await openStoreAt(to)).close()
})

test('a copy in which a row is another is never opened', async () => {
  const from = await storeFile()
  const to = join(dirname(from), 'new.db')
  await furnished(from)
  const state = { spoilt: false }
  const onProgress = (step: string) => {
    if (step !== 'comparing' || state.spoilt) return
    state.spoilt = true
    const db = new Database(to)
    db.exec("update events set source_name = 'other'")
    db.close()
  }
  await expect(moveStore({ from, to, onProgress })).rejects.toMatchObject({ code: 'store_corrupt' })
  await expect(openStoreAt(to)).rejects.toMatchObject({ code: 'store_moved' })
  await (await openStoreAt(from)).close()
})

const programs = postgresPrograms() !== undefined && hasMariadb
if (!programs) console.log('skipped: moving between databases; install postgresql and mariadb-server to run it')

describe.skipIf(!programs)('between databases', () => {
  let postgres: PostgresServer
  let mariadb: MariadbServer
  beforeAll(async () => {
    ;[postgres, mariadb] = await Promise.all([startPostgres(), startMariadb()])
  }, 120_000)
  afterAll(async () => {
    await Promise.all([postgres.remove(), mariadb.remove()])
  })

  test('a house goes to PostgreSQL, MariaDB and back in use, and answers as before', { timeout: 120_000 }, async () => {
    const first = await storeFile()
    await furnished(first)
    const before = await answersOf(first)
    const last = join(dirname(first), 'back.db')
    const [pg, maria] = [postgres.address(), mariadb.address()]
    await expectMovedWhole(first, pg)
    const inPostgres = await answersOf(pg)
    expect(inPostgres.people).toEqual(expect.arrayContaining([...before.people]))
    await moveStore({ from: pg, to: maria })
    expect(await answersOf(maria)).toEqual({ ...inPostgres, audit: expect.anything() as unknown })
    await expectMovedWhole(maria, last, ' back')
    expect((await answersOf(last)).audit[1]).toBeUndefined()
  })

  test(
    'a sealed house goes from place to place with its keys, in use, and its backup to any of them',
    { timeout: 120_000 },
    async () => {
      const place = await sealedPlace()
      await seal(place)
      const { findMasterKeys } = place
      const open = (address: string) => openStoreAt(address, { findMasterKeys })
      const first = await place.open()
      const ids = await fill(first)
      const before = await everything(first, ids)
      await first.close()
      await fresh('sealed')
      await fresh('again')
      const last = join(dirname(place.file), 'back.db')
      const ways = [place.file, postgres.address('sealed'), mariadb.address('sealed'), last]
      for (const [i, from] of ways.slice(0, -1).entries()) {
        const [to, store] = [ways[i + 1]!, await open(from)]
        const stop = new AbortController()
        const working = busy(store, `way${i}`, stop.signal)
        await moveStore({ from, to })
        await expect(openStoreAt(to, { findMasterKeys: () => keyFile(`${place.keyFile}.gone`) })).rejects.toMatchObject({
          code: 'store_sealed',
        })
        const names = await working
        stop.abort()
        await store.close()
        const moved = await open(to)
        const there = new Map((await moved.people()).map(person => [person.name, person.references]))
        for (const name of names) expect(there.get(name), name).toBeGreaterThanOrEqual(2)
        expect(await moved.damage()).toEqual([])
        const found = await everything(moved, ids)
        expect(found.vectors).toEqual(before.vectors)
        expect(found.kept.slice(1)).toEqual(before.kept.slice(1))
        for (const { id, name } of await moved.people()) if (name.startsWith('way')) await moved.deletePerson(id)
        await moved.close()
      }
      const folder = dirname(place.file)
      const [file, secret] = [join(folder, 'people.backup'), { key: new Uint8Array(32) }]
      await backUp({ address: last, file, secret, rostro: 'test' })
      const restored = postgres.address('again')
      await restoreBackup({ file, findSecret: () => Promise.resolve(secret), address: restored, folder, replace: false })
      const store = await open(restored)
      expect(without(await everything(store, ids))).toEqual(without(before))
      expect(await store.audit.verify()).toBeUndefined()
      await store.close()
    },
  )

  /** A database of this name on both. */
  async function fresh(name: string): Promise<void> {
    const client = new pg.Client(postgres.address())
    await client.connect()
    await client.query(`create database ${name}`)
    await client.end()
    const socketPath = new URL(mariadb.address()).searchParams.get('socket')!
    const connection = await mysql.createConnection({ user: 'root', socketPath })
    await connection.query(`create database ${name}`)
    await connection.end()
  }

  test('a backup of one database becomes a store in another, once', { timeout: 60_000 }, async () => {
    await fresh('fresh')
    const [from, to] = [postgres.address('fresh'), mariadb.address('fresh')]
    await furnished(from)
    const folder = dirname(await storeFile())
    await mkdir(folder)
    const [file, secret] = [join(folder, 'people.backup'), { key: new Uint8Array(32) }]
    await backUp({ address: from, file, secret, rostro: 'test' })
    const restore = { file, findSecret: () => Promise.resolve(secret), address: to, folder, replace: false }
    await restoreBackup(restore)
    const [before, after] = [await contentOf(from), await contentOf(to)]
    expect(
      after.filter(([, digest], i) => JSON.stringify(digest) !== JSON.stringify(before[i]![1])).map(([table]) => table),
    ).toEqual(['sessions', 'attempts', 'audit', 'audit_head'])
    const store = await openStoreAt(to)
    await store.enrol('Newcomer', referencesOf('n', 1))
    await store.close()
    await expect(restoreBackup(restore)).rejects.toMatchObject({ code: 'store_occupied' })
    await expect(restoreBackup({ ...restore, replace: true })).rejects.toMatchObject({ code: 'usage_invalid' })
    expect(await readdir(folder)).toEqual(['people.backup'])
  })

  test('a move that waits for a table lets by whoever writes', { timeout: 60_000 }, async () => {
    await fresh('vacuumed')
    const address = postgres.address('vacuumed')
    const [raw, store] = [await openRawStore(address), await openStoreAt(address)]
    const client = new pg.Client(address)
    await client.connect()
    await client.query('begin')
    // As a vacuum does.
    await client.query('lock table refs in share update exclusive mode')
    const following = startFollowing(raw)
    for (let i = 0; i < 3; i++) await store.enrol(`Let by ${i}`, referencesOf(`let by ${i}`, 1), CONSENT)
    await client.query('commit')
    await following
    await store.enrol('Noted', referencesOf('noted', 1), CONSENT)
    expect((await raw.db.selectFrom(CHANGES).select('name').execute()).length).toBeGreaterThan(0)
    await stopFollowing(raw)
    await client.end()
    await store.close()
    await raw.close()
  })

  test(
    'where moves begin and are cut short, nobody who writes is hindered, and no move by them',
    { timeout: 120_000 },
    async () => {
      await fresh('followed')
      for (const address of [postgres.address('followed'), mariadb.address('followed')]) {
        const raw = await openRawStore(address)
        const stores = await Promise.all([1, 2, 3].map(() => openStoreAt(address)))
        const rounds = { left: 60 }
        const merging = async (store: Store, lane: number) => {
          for (let i = 0; rounds.left > 0; i++) {
            const one = await store.enrol(`${lane} one ${i}`, referencesOf(`one ${i}`, 2), CONSENT)
            const other = await store.enrol(`${lane} other ${i}`, referencesOf(`other ${i}`, 2), CONSENT)
            await store.merge(one.id, other.id)
            await store.deletePerson(other.id)
          }
        }
        const following = async () => {
          try {
            for (; rounds.left > 0; rounds.left--) {
              await startFollowing(raw)
              await setTimeout(30)
              await stopFollowing(raw)
            }
          } finally {
            rounds.left = 0
          }
        }
        const ended = await Promise.allSettled([following(), ...stores.map(merging)])
        expect(ended).toEqual(ended.map(() => ({ status: 'fulfilled', value: undefined })))
        for (const store of [raw, ...stores]) await store.close()
      }
    },
  )
})
