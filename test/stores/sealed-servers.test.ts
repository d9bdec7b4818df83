// What a sealed store on a database server keeps from whoever takes a dump or the disk, changes rows by hand, or lacks the key.

import { execFile } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createMasterKey } from '../../src/sealing/master-key.ts'
import { keyFile } from '../../src/sealing/master-keys.ts'
import {
  resealStoreAt,
  rewrapKeysAt,
  sealingOf,
  sealStoreAt,
  unsealStoreAt,
  type Converting,
} from '../../src/stores/convert-sealing.ts'
import { openStoreAt } from '../../src/stores/open-store.ts'
import { openRawStore, type RawStore } from '../../src/stores/raw-store.ts'
import { everything, fill, lowest, PEOPLE, photo, traces, whoIs, without } from './canaries.ts'
import { MARIADBS, startMariadb } from './mariadb-server.ts'
import { POSTGRESES, startPostgres } from './postgres-server.ts'

const run = promisify(execFile)

/** Of each kind one is enough: what differs between versions the contract is run for. */
const places = [
  ...POSTGRESES.slice(0, 1).map(({ name, system }) => ({ name, start: () => startPostgres({ system }) })),
  ...MARIADBS.slice(0, 1).map(({ name, system }) => ({ name, start: () => startMariadb({ system }) })),
]
if (places.length < 2) console.log('skipped: what sealed stores on servers keep; install postgresql and mariadb-server to run it')

describe.each(places)('on $name', { timeout: 60_000 }, ({ start }) => {
  let server: Awaited<ReturnType<typeof start>>
  let folder: string
  const state = { databases: 0 }
  beforeAll(async () => {
    server = await start()
    folder = await mkdtemp(join(tmpdir(), 'rostro-sealed-'))
  }, 120_000)
  afterAll(async () => {
    await server.remove()
    await rm(folder, { recursive: true, force: true })
  })

  /** A database of its own, and where its master key is. */
  async function place() {
    const name = `sealed${state.databases++}`
    await tamper(server.address(), db => sql.raw(`create database ${name}`).execute(db))
    const key = join(folder, `${name}.key`)
    await keyFile(key).write!([createMasterKey()])
    const address = server.address(name)
    const findMasterKeys = (path: string) => keyFile(path)
    const open = () => openStoreAt(address, { findMasterKeys })
    return { name, key, address, findMasterKeys, open, seal: () => sealStoreAt(address, key, { findMasterKeys }) }
  }

  async function filled() {
    const made = await place()
    await made.seal()
    const store = await made.open()
    const ids = await fill(store)
    await store.close()
    return { ...made, ids }
  }

  test('a dump and the raw files of the server hold no template, no picture and no name', async () => {
    const { address, name, open } = await filled()
    const store = await open()
    await store.rename((await store.findPerson(PEOPLE[0]!.name))!.id, 'KanariRenamed')
    const dump = await dumpOf(address, name)
    expect(dump).toContain('sealing_keys')
    expect(traces(dump)).toEqual([])
    expect(traces(await bytesUnder(folderOf(address)), { hexadecimal: false })).toEqual([])
    await store.close()
  })

  test('an existing store is sealed with nothing lost and nothing left in its tables; unsealing brings it back', async () => {
    const { address, name, open, seal, findMasterKeys } = await place()
    const clear = await openStoreAt(address)
    const ids = await fill(clear)
    const before = await everything(clear, ids)
    await clear.close()
    expect(traces(await dumpOf(address, name)).length).toBeGreaterThan(100)

    expect((await seal()).damaged).toEqual([])
    expect(traces(await dumpOf(address, name))).toEqual([])
    const sealed = await open()
    const after = await everything(sealed, ids)
    expect(without(after)).toEqual(without(before))
    expect(lowest(before.vectors, after.vectors)).toBeGreaterThan(1 - 1e-5)
    expect(await sealed.damage()).toEqual([])
    await sealed.close()

    expect((await unsealStoreAt(address, { findMasterKeys })).damaged).toEqual([])
    expect(await sealingOf(address)).toEqual({ state: 'clear', keyFile: undefined, masterId: undefined, owners: 0 })
    const back = await openStoreAt(address)
    expect(without(await everything(back, ids))).toEqual(without(before))
    await back.close()
  })

  test('two people’s rows exchanged by hand name nobody wrongly, and nobody else is lost', async () => {
    const { address, open, ids } = await filled()
    const [anna, ben] = [PEOPLE[2]!, PEOPLE[3]!]
    const store = await open()
    const photosOf = async (name: string) => (await store.references({ personId: ids.get(name)! })).map(({ id }) => id)
    const [a, b] = [(await photosOf(anna.name))[0]!, (await photosOf(ben.name))[0]!]
    const [annaId, benId] = [ids.get(anna.name)!, ids.get(ben.name)!]
    const blank = new Uint8Array(2048)
    const ways: readonly ((db: RawStore['db']) => Promise<unknown>)[] = [
      exchange('refs', ['vector'], a, b),
      exchange('refs', ['vector', 'vector_crc', 'crop'], a, b),
      exchange('refs', ['person_id'], a, b),
      db => db.updateTable('refs').set({ space: 'elsewhere@2' }).where('id', '=', a).execute(),
      exchange('people', ['name'], annaId, benId),
      db => db.updateTable('people').set({ name: 'sealed' }).where('id', '=', annaId).execute(),
      db => db.updateTable('refs').set({ vector: blank, vector_crc: 0 }).where('id', '=', a).execute(),
    ]
    for (const [i, way] of ways.entries()) {
      const before = await tamper(address, rowsOf)
      await tamper(address, way)
      const changed = await open()
      for (const { name, photos } of PEOPLE) {
        for (const face of photos) {
          const best = await whoIs(changed)(face)
          if (best && best.cosine > 0.5 && best.name !== undefined) expect(best.name, `way ${i}`).toBe(name)
          if (name !== anna.name && name !== ben.name) expect(best, `way ${i}`).toMatchObject({ name })
        }
      }
      const named = (await changed.damage()).map(({ personId }) => personId)
      expect(named, `way ${i}`).toContain(annaId)
      for (const personId of named) expect([annaId, benId], `way ${i}`).toContain(personId)
      await changed.close()
      await tamper(address, db => putBack(db, before))
    }
    expect(await store.damage()).toEqual([])
    await store.deletePerson(annaId)
    await store.close()
  })

  test('a second server with the master key works with it, one with another key or none is refused', async () => {
    const { address, open, key } = await filled()
    const [first, second] = [await open(), await open()]
    await first.enrol('Newcomer', [photo('newcomer')])
    expect(await second.findPerson('newcomer')).toMatchObject({ name: 'Newcomer' })
    const elsewhere = join(dirname(key), 'other.key')
    const at = (path: string) => openStoreAt(address, { findMasterKeys: () => keyFile(path) })
    await writeFile(elsewhere, await readFile(key), { mode: 0o600 })
    await (await at(elsewhere)).close()
    await keyFile(elsewhere).write!([createMasterKey()])
    await expect(at(elsewhere)).rejects.toMatchObject({ code: 'store_sealed' })
    await expect(at(`${elsewhere}.gone`)).rejects.toMatchObject({ code: 'store_sealed' })
    await first.close()
    await second.close()
  })

  test('the master key is exchanged while two servers register; then the old one opens nothing', async () => {
    const { address, open, key, findMasterKeys } = await filled()
    const source = findMasterKeys(key)
    const [old] = await source.read()
    const fresh = createMasterKey()
    const servers = [await open(), await open()]
    const registering = servers.map(async (one, i) => {
      for (let n = 0; n < 20; n++) await one.enrol(`Newcomer ${i} ${n}`, [photo(`newcomer ${i} ${n}`)])
    })
    await source.write!([fresh, old!])
    expect(await rewrapKeysAt(address, findMasterKeys)).toBeGreaterThan(20)
    await Promise.all(registering)
    await source.write!([fresh])
    for (const [i, one] of servers.entries()) await one.enrol(`Last ${i}`, [photo(`last ${i}`)])
    expect((await servers[1]!.people()).length).toBe(PEOPLE.length + 42)
    expect(await servers[0]!.damage()).toEqual([])
    for (const one of servers) await one.close()
    expect(await sealingOf(address)).toMatchObject({ state: 'sealed', masterId: fresh.id })
    await source.write!([old!])
    await expect(open()).rejects.toMatchObject({ code: 'store_sealed' })
  })

  test('who is deleted has no key any more, and a registration that fails leaves none', async () => {
    const { address, open, ids } = await filled()
    const store = await open()
    const keys = async () => (await sealingOf(address)).owners
    const before = await keys()
    await expect(store.enrol('Nobody', [{ ...photo('poor'), quality: 101 }])).rejects.toMatchObject({ code: 'usage_invalid' })
    expect(await keys()).toBe(before)
    await store.deletePerson(ids.get(PEOPLE[5]!.name)!)
    // Theirs, and that of the event they were seen in.
    expect(await keys()).toBe(before - 2)
    await store.close()
  })

  test('sealing that is cut short leaves a store nobody works with, and goes on where it was', async () => {
    const { address, open, key, findMasterKeys, seal } = await place()
    const clear = await openStoreAt(address)
    const ids = await fill(clear)
    const before = await everything(clear, ids)
    for (const convert of [
      (options: Converting) => sealStoreAt(address, key, options),
      (options: Converting) => resealStoreAt(address, options),
      (options: Converting) => unsealStoreAt(address, options),
    ]) {
      for (const after of [0, 3]) {
        let left = after
        const onProgress = () => {
          if (left-- === 0) throw new Error('cut short')
        }
        await expect(convert({ findMasterKeys, onProgress })).rejects.toThrow('cut short')
        await expect(open()).rejects.toThrow(/was cut short/)
        await expect(clear.enrol('Late', [photo('late')])).rejects.toMatchObject({ code: 'store_sealed' })
      }
      await convert({ findMasterKeys })
      const store = await open()
      expect(without(await everything(store, ids))).toEqual(without(before))
      expect(await store.damage()).toEqual([])
      await store.close()
    }
    await clear.enrol('Late', [photo('late')])
    await seal()
    await expect(clear.enrol('Later', [photo('later')])).rejects.toMatchObject({ code: 'store_sealed' })
    await clear.close()
  })

  test('of two who convert at once, the one that began later goes on and the other stops', async () => {
    const { address, open, key, findMasterKeys } = await place()
    const clear = await openStoreAt(address)
    const ids = await fill(clear)
    const before = await everything(clear, ids)
    await clear.close()
    const other: { unsealing?: Promise<unknown> } = {}
    const begun = { tell: () => {} }
    const hasBegun = new Promise<void>(done => (begun.tell = done))
    const sealing = sealStoreAt(address, key, {
      findMasterKeys,
      onProgress: () => {
        other.unsealing ??= unsealStoreAt(address, { findMasterKeys })
        begun.tell()
      },
    })
    const ends = await Promise.allSettled([sealing, hasBegun.then(() => other.unsealing)])
    expect(ends.map(({ status }) => status).sort()).toContain('fulfilled')
    const store = await open()
    expect(without(await everything(store, ids))).toEqual(without(before))
    expect(await store.damage()).toEqual([])
    await store.close()
  })
})

/** Changes rows as somebody would who has the database and no key. */
async function tamper<T>(address: string, work: (db: RawStore['db']) => Promise<T>): Promise<T> {
  const raw = await openRawStore(address)
  try {
    return await work(raw.db)
  } finally {
    await raw.close()
  }
}

const exchange = (table: string, columns: readonly string[], a: string, b: string) => async (db: RawStore['db']) => {
  const rows = await db.selectFrom(table).selectAll().where('id', 'in', [a, b]).execute()
  for (const [to, from] of [
    [a, b],
    [b, a],
  ] as const) {
    const theirs = rows.find(({ id }) => id === from)!
    const values = Object.fromEntries(columns.map(column => [column, theirs[column]!]))
    await db.updateTable(table).set(values).where('id', '=', to).execute()
  }
}

const TAMPERED = ['people', 'refs'] as const

const rowsOf = async (db: RawStore['db']) => Promise.all(TAMPERED.map(table => db.selectFrom(table).selectAll().execute()))

async function putBack(db: RawStore['db'], rows: Awaited<ReturnType<typeof rowsOf>>): Promise<void> {
  for (const [i, table] of TAMPERED.entries()) {
    for (const row of rows[i]!) await db.updateTable(table).set(row).where('id', '=', row['id']!).execute()
  }
}

const folderOf = (address: string): string => {
  const { searchParams } = new URL(address)
  return searchParams.get('host') ?? dirname(searchParams.get('socket')!)
}

async function dumpOf(address: string, database: string): Promise<string> {
  const options = { encoding: 'latin1', maxBuffer: 1e9 } as const
  const socket = new URL(address).searchParams.get('socket')
  const given = socket
    ? (['mariadb-dump', ['--no-defaults', `--socket=${socket}`, '-uroot', '--hex-blob', database]] as const)
    : (['pg_dump', ['-h', folderOf(address), '-U', 'postgres', database]] as const)
  return (await run(given[0], given[1], options)).stdout
}

const EMPTY = Buffer.alloc(512)

/** Of everything in a folder and the folders in it. */
async function bytesUnder(folder: string): Promise<string> {
  const parts: string[] = []
  for (const entry of await readdir(folder, { withFileTypes: true, recursive: true })) {
    if (!entry.isFile()) continue
    // A log may go while it is looked at.
    const bytes = await readFile(join(entry.parentPath, entry.name)).catch(() => Buffer.alloc(0))
    // Most of it is room for more.
    for (let start = 0; start < bytes.length; start += EMPTY.length) {
      const part = bytes.subarray(start, start + EMPTY.length)
      if (!part.equals(EMPTY)) parts.push(part.toString('latin1'))
    }
  }
  expect(parts.length).toBeGreaterThan(50)
  return parts.join('')
}
