// Backups of a real store: whole, consistent, closed to others, and refused where a byte of them is another.

import { readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import Database from 'libsql'
import { expect, onTestFinished, test } from 'vitest'
import { backUp, restoreBackup, verifyBackup, type RestoreOptions } from '../../src/app/backup/backups.ts'
import { moveStore } from '../../src/app/backup/move-store.ts'
import type { BackupSecret } from '../../src/app/backup/backup-file.ts'
import { backupLines, fileFromLines } from '../../src/stores/backup-lines.ts'
import { resealStoreAt } from '../../src/stores/convert-sealing.ts'
import { openRawStore } from '../../src/stores/raw-store.ts'
import { openSqliteStore } from '../../src/stores/sqlite.ts'
import { digestOf, TABLES } from '../../src/stores/tables.ts'
import { randomOf, referencesOf } from '../contracts/store-fixtures.ts'
import { storeFile } from './folder.ts'
import { furnish } from './furnished.ts'
import { seal, sealedPlace } from './sealed-store.ts'

const KEY: BackupSecret = { key: new Uint8Array(32).fill(7) }
const withKey = () => Promise.resolve(KEY)

/** A furnished store and where its backup goes. */
async function furnished() {
  const address = await storeFile()
  const store = await openSqliteStore(address)
  const raw = await openRawStore(address)
  await furnish(store, raw)
  const folder = dirname(address)
  const file = join(folder, 'people.backup')
  const options = (to: string, change: Partial<RestoreOptions> = {}): RestoreOptions => ({
    ...{ file, findSecret: withKey, address: to, replace: false, folder },
    ...change,
  })
  return { store, raw, address, folder, file, options, close: () => Promise.all([store.close(), raw.close()]) }
}

async function digestsOf(address: string) {
  const raw = await openRawStore(address)
  const digests = new Map<string, unknown>()
  for (const table of TABLES) digests.set(table.name, await digestOf(raw.db, table))
  await raw.close()
  return digests
}

test('every table is known, with a key that tells its rows apart and none before what it refers to', async () => {
  const address = await storeFile()
  await (await openSqliteStore(address)).close()
  const db = new Database(address)
  const all = (query: string) => db.prepare(query).all() as Record<string, string | number>[]
  const names = all(`select name from sqlite_master where type = 'table'`).map(({ name }) => name)
  expect([...TABLES.map(({ name }) => name), 'leases'].sort()).toEqual(names.sort())
  for (const [i, { name, key, isCounter }] of TABLES.entries()) {
    const primary = all(`pragma table_info("${name}")`).filter(({ pk }) => Number(pk) > 0)
    expect(key, name).toEqual(primary.sort((a, b) => Number(a['pk']) - Number(b['pk'])).map(column => column['name']))
    for (const { table } of all(`pragma foreign_key_list("${name}")`)) {
      const referred = TABLES.findIndex(other => other.name === table)
      expect(referred, `${name} refers to ${String(table)}`).toBeLessThan(i)
      expect(TABLES[referred]!.isParent, String(table)).toBe(true)
    }
    const { count } = all(`select count(*) as count from "${name}"`)[0]!
    expect(Number(count) > 0, name).toBe(isCounter === true)
  }
  db.close()
})

test('a store comes back from its backup as it was, but for who was signed in, and both records say so', async () => {
  const { address, store, file, options, close, folder } = await furnished()
  const before = await digestsOf(address)
  for (const [table, digest] of before) expect(digest, table).not.toMatchObject({ rows: 0 })
  await backUp({ address, file, secret: KEY, rostro: 'test' })
  expect((await stat(file)).mode & 0o077).toBe(0)
  expect((await verifyBackup({ file, findSecret: withKey }, folder)).people).toBe(4)
  const to = join(folder, 'restored.db')
  expect(await restoreBackup(options(to))).toMatchObject({ people: 4, aside: undefined })
  const after = await digestsOf(to)
  const differing = [...before].filter(([table, digest]) => JSON.stringify(after.get(table)) !== JSON.stringify(digest))
  // Signed in is nobody, and that it was restored is in the record.
  expect(differing.map(([table]) => table)).toEqual(['sessions', 'attempts', 'audit', 'audit_head'])
  const restored = await openSqliteStore(to)
  expect(await restored.audit.verify()).toBeUndefined()
  expect((await restored.audit.list({ limit: 1 })).items[0]).toMatchObject({ by: 'command line', action: 'store_restored' })
  expect((await store.audit.list({ limit: 1 })).items[0]).toMatchObject({ by: 'command line', action: 'store_backed_up' })
  expect(await store.audit.verify()).toBeUndefined()
  await restored.enrol('Newcomer', referencesOf('n', 1))
  await restored.close()
  expect((await readdir(folder)).filter(name => /verified|\.db\.[0-9a-f]{8}/.test(name))).toEqual([])
  await close()
})

test('nothing of a store can be read in its backup', async () => {
  const { address, file, store, close } = await furnished()
  const [photo] = await store.references({ personId: (await store.findPerson('Bert'))!.id })
  await backUp({ address, file, secret: KEY, rostro: 'test' })
  const bytes = await readFile(file)
  const { length } = bytes
  for (const clear of [Buffer.from('Bert'), Buffer.from(photo!.crop.subarray(0, 24)), Buffer.from('rtsp://')]) {
    expect(bytes.includes(clear)).toBe(false)
    expect(bytes.includes(clear.toString('base64').slice(0, 5))).toBe(false)
  }
  expect(length).toBeGreaterThan(10_000)
  await close()
})

test(
  'a backup with any byte changed, cut anywhere or longer is refused, and leaves nothing behind',
  { timeout: 60_000 },
  async () => {
    const { address, file, folder, options, close } = await furnished()
    await backUp({ address, file, secret: KEY, rostro: 'test' })
    const whole = await readFile(file)
    const seed = process.env['SEED'] ?? String(Date.now())
    console.log(`damaged backups: SEED=${seed}`)
    const random = randomOf(seed)
    const to = join(folder, 'restored.db')
    const refused = async (bytes: Uint8Array) => {
      await writeFile(file, bytes)
      await expect(restoreBackup(options(to))).rejects.toMatchObject({ code: 'backup_invalid' })
    }
    const places = [
      ...Array.from({ length: 60 }, (_, i) => i),
      ...Array.from({ length: 60 }, () => Math.floor(random() * whole.length)),
    ]
    for (const at of places) {
      const bytes = Buffer.from(whole)
      bytes[at]! ^= 1 << Math.floor(random() * 8)
      await refused(bytes)
    }
    for (let i = 0; i < 30; i++) await refused(whole.subarray(0, Math.floor(random() * whole.length)))
    await refused(whole.subarray(0, whole.length - 1))
    await refused(Buffer.concat([whole, Buffer.from([0])]))
    expect((await readdir(folder)).filter(name => name.startsWith('restored'))).toEqual([])
    await close()
  },
)

test('another passphrase, another key and no backup at all are refused', async () => {
  const { address, file, options, folder, close } = await furnished()
  const to = join(folder, 'restored.db')
  const passphrase = (words: string) => () => Promise.resolve({ passphrase: words })
  await backUp({ address, file, secret: { passphrase: 'correct horse é' }, rostro: 'test' })
  for (const [findSecret, code] of [
    [passphrase('wrong'), 'backup_invalid'],
    [withKey, 'usage_invalid'],
  ] as const) {
    await expect(restoreBackup(options(to, { findSecret }))).rejects.toMatchObject({ code })
  }
  expect(await restoreBackup(options(to, { findSecret: passphrase('correct horse e\u0301') }))).toMatchObject({ people: 4 })
  await truncate(file, 0)
  await expect(restoreBackup(options(`${to}2`))).rejects.toMatchObject({ code: 'backup_invalid' })
  await expect(restoreBackup(options(`${to}2`, { file: `${file}x` }))).rejects.toMatchObject({ code: 'file_not_found' })
  await close()
})

test('a store that is there is replaced only when asked, and kept under another name', async () => {
  const { address, file, options, store, close } = await furnished()
  await backUp({ address, file, secret: KEY, rostro: 'test' })
  await store.enrol('Late', referencesOf('l', 1))
  await close()
  await expect(restoreBackup(options(address))).rejects.toMatchObject({ code: 'store_occupied' })
  const { aside } = await restoreBackup(options(address, { replace: true }))
  const [now, before] = [await openSqliteStore(address), await openSqliteStore(aside!)]
  expect([await now.findPerson('Late'), (await before.findPerson('Late'))?.name]).toEqual([undefined, 'Late'])
  await now.close()
  await before.close()
})

test('a backup made while others enrol has every person whole, and all who were there before', { timeout: 60_000 }, async () => {
  const { address, file, options, folder, store, close } = await furnished()
  const other = await openSqliteStore(address)
  const stop = new AbortController()
  onTestFinished(() => {
    stop.abort()
  })
  const writing = [store, other].map(async (one, lane) => {
    for (let i = 0; !stop.signal.aborted; i++) {
      await one.enrol(`lane ${lane} ${i}`, referencesOf(`${lane} ${i}`, 3))
      await setImmediate()
    }
  })
  const there = (await store.people()).length
  await backUp({ address, file, secret: KEY, rostro: 'test' })
  stop.abort()
  await Promise.all(writing)
  const to = join(folder, 'restored.db')
  await restoreBackup(options(to))
  const restored = await openSqliteStore(to)
  const people = await restored.people()
  expect(people.filter(({ name, references }) => name.startsWith('lane') && references !== 3)).toEqual([])
  expect(people.length).toBeGreaterThanOrEqual(there)
  await restored.close()
  await other.close()
  await close()
})

/** A sealed store with Anna in it. */
async function sealedWithAnna() {
  const place = await sealedPlace()
  await seal(place)
  const store = await place.open()
  const { id } = await store.enrol('Anna', referencesOf('a', 2))
  const before = await store.references({ personId: id })
  await store.close()
  const folder = dirname(place.file)
  const file = join(folder, 'people.backup')
  const annas = async (address: string) => {
    const opened = await openSqliteStore(address, { findMasterKeys: place.findMasterKeys })
    const found = await opened.references({ personId: (await opened.findPerson('Anna'))!.id })
    await opened.close()
    return found
  }
  return { place, folder, file, before, annas }
}

test('a sealed store stays sealed in its backup, and comes back with its keys, which take the master key to open', async () => {
  const { place, folder, file, before, annas } = await sealedWithAnna()
  expect(await backUp({ address: place.file, file, secret: KEY, rostro: 'test' })).toMatchObject({ isSealed: true })
  const verified = await verifyBackup({ file, findSecret: withKey }, folder)
  expect(verified).toMatchObject({ heading: { sealed: true, keys: true }, people: 1, isTriedOut: true })
  const to = join(folder, 'restored.db')
  await restoreBackup({ file, findSecret: withKey, address: to, replace: false, folder })
  expect(await annas(to)).toEqual(before)
  const { aside } = await restoreBackup({ file, findSecret: withKey, address: place.file, replace: true, folder })
  expect(await annas(place.file)).toEqual(before)
  expect(await annas(aside!)).toEqual(before)
  await rm(place.keyFile)
  expect((await verifyBackup({ file, findSecret: withKey }, folder)).isTriedOut).toBe(false)
  await expect(openSqliteStore(to)).rejects.toMatchObject({ code: 'store_sealed' })
  expect((await readdir(folder)).filter(name => /verified|\.db\.[0-9a-f]{8}/.test(name))).toEqual([])
})

test('left out of a backup, the keys are expected beside the store, and nobody deleted since comes back', async () => {
  const { place, folder, file, before, annas } = await sealedWithAnna()
  const store = await place.open()
  const bert = await store.enrol('Bert', referencesOf('b', 1))
  await backUp({ address: place.file, file, secret: KEY, rostro: 'test', withKeys: false })
  await store.deletePerson(bert.id)
  await store.close()
  expect(await verifyBackup({ file, findSecret: withKey }, folder)).toMatchObject({ heading: { keys: false }, isTriedOut: false })
  await restoreBackup({ file, findSecret: withKey, address: place.file, replace: true, folder })
  expect(await annas(place.file)).toEqual(before)
  const restored = await place.open()
  expect((await restored.people()).map(({ name }) => name)).toEqual(['Anna'])
  await restored.close()
})

test('a store that is just being sealed is neither backed up nor moved', async () => {
  const { place, folder, file } = await sealedWithAnna()
  const onProgress = () => {
    throw new Error('cut short')
  }
  await expect(resealStoreAt(place.file, { ...place, onProgress })).rejects.toThrow('cut short')
  const sealed = { code: 'store_sealed' }
  await expect(backUp({ address: place.file, file, secret: KEY, rostro: 'test' })).rejects.toMatchObject(sealed)
  await expect(moveStore({ from: place.file, to: join(folder, 'other.db') })).rejects.toMatchObject(sealed)
  expect((await readdir(folder)).filter(name => name.includes('backup'))).toEqual([])
})

test('a backup of an older Rostro is brought to the tables of this one, and one of a newer is refused', async () => {
  const { raw, folder, close } = await furnished()
  const lines: string[] = []
  for await (const text of backupLines(raw.db, 'test', () => {})) lines.push(...text.trimEnd().split('\n'))
  await close()
  // Schema 5 had no record of whose changes were the newest.
  const begins = lines.findIndex(line => line.startsWith('{"table":"changed_people"'))
  const ends = lines.findIndex((line, i) => i > begins && line.startsWith('{"table"'))
  const older = lines.toSpliced(begins, ends - begins).map(line => line.replace(/"changed_people":\{[^}]*\},/, ''))
  const of = async function* (from: readonly string[], schema: number) {
    for (const [i, line] of from.entries())
      yield await Promise.resolve(i === 0 ? line.replace(/"schema":\d+/, `"schema":${schema}`) : line)
  }
  const file = join(folder, 'older.db')
  await fileFromLines(file, of(older, 5))
  const store = await openSqliteStore(file)
  expect(await store.people()).toHaveLength(3)
  await store.enrol('Newcomer', referencesOf('n', 1))
  await store.close()
  await expect(fileFromLines(join(folder, 'newer.db'), of(lines, 999))).rejects.toMatchObject({ code: 'store_newer' })
})
