// What a sealed store keeps from whoever takes its file, changes it, or deletes from it.

import { copyFile, mkdir, readdir, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import Database from 'libsql'
import { expect, test } from 'vitest'
import type { NewReference, Store } from '../../src/core/ports.ts'
import { openLiveGallery } from '../../src/app/live-gallery.ts'
import { createMasterKey } from '../../src/sealing/master-key.ts'
import { keyFile } from '../../src/sealing/master-keys.ts'
import { openSqliteStore } from '../../src/stores/sqlite.ts'
import {
  type Converting,
  resealStoreAt,
  rewrapKeysAt,
  sealingOf,
  sealStoreAt,
  unsealStoreAt,
} from '../../src/stores/convert-sealing.ts'
import { reference, SPACE } from '../contracts/store-fixtures.ts'
import { everything, fill, isJpeg, lowest, PEOPLE, photo, traces, whoIs, without } from './canaries.ts'
import { bytesIn } from './folder.ts'
import { seal, sealedPlace, type SealedPlace } from './sealed-store.ts'
import { referencesIn } from '../fixtures/enrolled.ts'

/** Changes the file as somebody would who has it and no key. */
function tamper(file: string, sql: string): void {
  const db = new Database(file)
  try {
    db.exec(sql)
  } finally {
    db.close()
  }
}

async function filled(): Promise<SealedPlace & { ids: Map<string, string> }> {
  const place = await sealedPlace()
  await seal(place)
  const store = await place.open()
  const ids = await fill(store)
  await store.close()
  return { ...place, ids }
}

const swapped =
  (column: string, table = 'refs', key = 'id') =>
  (a: string, b: string) => `
  create temp table was as select ${key}, ${column} from ${table};
  update ${table} set ${column} = (select ${column} from was where ${key} = '${b}') where ${key} = '${a}';
  update ${table} set ${column} = (select ${column} from was where ${key} = '${a}') where ${key} = '${b}';`

test('a stolen file holds no template, no picture and no name, while it is used and afterwards', async () => {
  const { file, open } = await filled()
  expect(traces(await bytesIn(dirname(file)))).toEqual([])
  expect(isJpeg(await bytesIn(dirname(file)))).toBe(false)
  const store = await open()
  await store.rename((await store.findPerson(PEOPLE[0]!.name))!.id, 'KanariRenamed')
  expect(traces(await bytesIn(dirname(file)))).toEqual([])
  await store.close()
})

test('an existing store is sealed with nothing lost and nothing left of what was there; unsealing brings it back', async () => {
  const place = await sealedPlace()
  const clear = await openSqliteStore(place.file)
  const ids = await fill(clear)
  const before = await everything(clear, ids)
  await clear.close()
  expect(traces(await bytesIn(dirname(place.file))).length).toBeGreaterThan(100)

  const { rows, damaged } = await seal(place)
  expect(rows).toBeGreaterThan(80)
  expect(damaged).toEqual([])
  expect(traces(await bytesIn(dirname(place.file)))).toEqual([])
  const sealed = await place.open()
  const after = await everything(sealed, ids)
  expect(without(after)).toEqual(without(before))
  expect(lowest(before.vectors, after.vectors)).toBeGreaterThan(1 - 1e-5)
  expect(await sealed.damage()).toEqual([])
  await sealed.close()

  expect((await unsealStoreAt(place.file, place)).damaged).toEqual([])
  expect((await readdir(dirname(place.file))).filter(name => name.includes('keys'))).toEqual([])
  const back = await openSqliteStore(place.file)
  const again = await everything(back, ids)
  expect(without(again)).toEqual(without(before))
  expect(lowest(before.vectors, again.vectors)).toBeGreaterThan(1 - 1e-5)
  await back.close()
})

test('sealed anew, nothing opens with the keys and the rotation there were', async () => {
  const { file, findMasterKeys, ids, open } = await filled()
  const stolen = join(dirname(dirname(file)), 'stolen', 'people.db')
  await mkdir(dirname(stolen))
  await copyFile(`${file}.keys`, `${stolen}.keys`)
  const first = await open()
  const before = await everything(first, ids)
  await first.close()
  expect((await resealStoreAt(file, { findMasterKeys })).damaged).toEqual([])
  const store = await open()
  const after = await everything(store, ids)
  expect(without(after)).toEqual(without(before))
  expect(lowest(before.vectors, after.vectors)).toBeGreaterThan(1 - 1e-5)
  await store.close()
  await copyFile(file, stolen)
  await expect(openSqliteStore(stolen, { findMasterKeys })).rejects.toThrow(/belong to another store/)
})

test('two people’s rows exchanged by hand name nobody wrongly, and nobody else is lost', async () => {
  const { file, open, ids } = await filled()
  const [anna, ben] = [PEOPLE[2]!, PEOPLE[3]!]
  const store = await open()
  const photosOf = async (name: string) => (await store.references({ personId: ids.get(name)! })).map(({ id }) => id)
  const [a, b] = [(await photosOf(anna.name))[0]!, (await photosOf(ben.name))[0]!]
  await store.close()
  const ways = [
    swapped('vector')(a, b),
    `${swapped('vector')(a, b)} drop table was; ${swapped('vector_crc')(a, b)} drop table was; ${swapped('crop')(a, b)}`,
    swapped('person_id')(a, b),
    `update refs set space = 'elsewhere@2' where id = '${a}'`,
    swapped('name', 'people')(ids.get(anna.name)!, ids.get(ben.name)!),
    `update people set name = 'sealed' where id = '${ids.get(anna.name)!}'`,
    `update refs set vector = zeroblob(2048), vector_crc = 0 where id = '${a}'`,
  ]
  for (const [i, way] of ways.entries()) {
    const copy = join(dirname(dirname(file)), `data${i}`, 'people.db')
    await mkdir(dirname(copy))
    await copyFile(file, copy)
    await copyFile(`${file}.keys`, `${copy}.keys`)
    tamper(copy, way)
    const changed = await openSqliteStore(copy, { findMasterKeys: sealedPlaceKeys(file) })
    for (const { name, photos } of PEOPLE) {
      for (const face of photos) {
        const best = await whoIs(changed)(face)
        if (best && best.cosine > 0.5 && best.name !== undefined) expect(best.name, way).toBe(name)
        if (name !== anna.name && name !== ben.name) expect(best, way).toMatchObject({ name })
      }
    }
    const named = (await changed.damage()).map(({ personId }) => personId)
    expect(named, way).toContain(ids.get(anna.name))
    for (const personId of named) expect([ids.get(anna.name), ids.get(ben.name)], way).toContain(personId)
    await changed.deletePerson(ids.get(anna.name)!)
    await changed.close()
  }
})

test('a gallery of a store that was tampered with loses whom it was about, follows changes of everybody else, and names nobody wrongly', async () => {
  const { file, open, ids } = await filled()
  const [anna, ben] = [PEOPLE[2]!, PEOPLE[3]!]
  const store = await open()
  const idsOf = async (name: string) => (await store.references({ personId: ids.get(name)! })).map(({ id }) => id)
  const [hers, his] = [await idsOf(anna.name), await idsOf(ben.name)]
  for (const i of [0, 1]) tamper(file, swapped('vector')(hers[i]!, his[i]!))
  tamper(file, `update refusals set vector = zeroblob(2048)`)
  const pack = { startThreshold: { similarity: 0.5 } }
  const gallery = await openLiveGallery(store, pack, SPACE, error => {
    throw error
  })
  const best = (face: NewReference) => gallery.byReference(face.template, 1)[0]
  expect(best(PEOPLE[5]!.photos[0]!)).toMatchObject({ name: PEOPLE[5]!.name })
  for (const face of [...anna.photos, ...ben.photos]) expect(best(face)?.similarity ?? 0).toBeLessThan(0.5)
  await store.addReferences(ids.get(anna.name)!, [photo('new of hers')])
  await store.enrol('Newcomer', [photo('newcomer')])
  await gallery.refresh()
  expect(best(photo('new of hers'))).toMatchObject({ name: anna.name })
  expect(best(photo('newcomer'))).toMatchObject({ name: 'Newcomer' })
  gallery.close()
  await store.close()
})

test('whoever is deleted cannot be read from an older copy of the file either, with every key there is', async () => {
  const { file, open, ids, findMasterKeys } = await filled()
  const [anna, ben] = [PEOPLE[4]!, PEOPLE[5]!]
  const old = join(dirname(dirname(file)), 'old', 'people.db')
  await mkdir(dirname(old))
  await copyFile(file, old)
  const store = await open()
  await store.deletePerson(ids.get(anna.name)!)
  await store.events.delete('e5')
  await store.visits.forgetAll()
  await store.close()
  await copyFile(`${file}.keys`, `${old}.keys`)
  const found = await openSqliteStore(old, { findMasterKeys })
  expect(await found.findPerson(ben.name)).toMatchObject({ name: ben.name })
  expect((await found.people()).map(({ name }) => name)).not.toContain(anna.name)
  await expect(found.person(ids.get(anna.name)!)).rejects.toMatchObject({ code: 'store_corrupt' })
  await expect(found.references({ personId: ids.get(anna.name)! })).rejects.toMatchObject({ code: 'store_corrupt' })
  for (const event of ['e4', 'e5']) {
    await expect(found.events.shot(event)).rejects.toMatchObject({ code: 'store_corrupt' })
  }
  await expect(found.visits.face('v1')).rejects.toMatchObject({ code: 'store_corrupt' })
  expect((await referencesIn(found, SPACE)).map(({ personId }) => personId)).not.toContain(ids.get(anna.name))
  await found.close()
})

test('a key that was made for a registration that failed goes when old events do', async () => {
  const { file, open } = await filled()
  const store = await open()
  const keys = async () => (await sealingOf(file)).owners
  const before = await keys()
  await expect(store.enrol('Nobody', [photo('fine'), { ...photo('poor'), quality: 101 }])).rejects.toMatchObject({
    code: 'usage_invalid',
  })
  expect(await keys()).toBe(before + 1)
  await store.events.expire({ events: new Date(0), shots: new Date(0) })
  expect(await keys()).toBe(before)
  await store.close()
})

test('the master key is exchanged while somebody registers; then the old one opens nothing and is needed for nothing', async () => {
  const { file, keyFile: key, findMasterKeys, open } = await filled()
  const source = findMasterKeys(key)
  const [old] = await source.read()
  const fresh = createMasterKey()
  const writer = await open()
  const registering = (async () => {
    for (let i = 0; i < 40; i++) await writer.enrol(`Newcomer ${i}`, [photo(`newcomer ${i}`)])
  })()
  await source.write!([fresh, old!])
  expect(await rewrapKeysAt(file, findMasterKeys)).toBeGreaterThan(20)
  await registering
  await source.write!([fresh])
  await writer.enrol('Last', [photo('last')])
  await writer.close()
  const store = await open()
  expect((await store.people()).length).toBe(PEOPLE.length + 41)
  expect((await referencesIn(store, SPACE)).length).toBe(2 * PEOPLE.length + 1 + 41)
  await store.close()
  expect(await sealingOf(file)).toMatchObject({ state: 'sealed', masterId: fresh.id })
  await source.write!([old!])
  await expect(open()).rejects.toMatchObject({ code: 'store_sealed' })
})

test('without the master key, without the keys, and with those of another store, it stays shut', async () => {
  const [place, other] = [await filled(), await filled()]
  await source(place).write!([createMasterKey()])
  await expect(place.open()).rejects.toThrow(/sealed with the master key/)
  await rm(place.keyFile)
  await expect(place.open()).rejects.toThrow(/is not there; bring it back/)
  await copyFile(`${other.file}.keys`, `${place.file}.keys`)
  await copyFile(other.keyFile, place.keyFile)
  await expect(openSqliteStore(place.file, { findMasterKeys: other.findMasterKeys })).rejects.toThrow(/belong to another store/)
  await rm(`${place.file}.keys`)
  await expect(place.open()).rejects.toThrow(/its keys .* are not there/)
})

test('a store without a seal is not taken for the sealed one whose keys lie beside it', async () => {
  const place = await filled()
  const other = await sealedPlace()
  await (await openSqliteStore(other.file)).close()
  await copyFile(other.file, place.file)
  await expect(place.open()).rejects.toThrow(/is not sealed, but there are keys beside it/)
})

test('sealing that is cut short leaves a store nobody works with, and goes on where it was', async () => {
  const place = await sealedPlace()
  const clear = await openSqliteStore(place.file)
  const ids = await fill(clear)
  const before = await everything(clear, ids)
  const cut = {
    findMasterKeys: place.findMasterKeys,
    onProgress: () => {
      throw new Error('cut short')
    },
  }
  for (const convert of [
    (options: Converting) => sealStoreAt(place.file, place.keyFile, options),
    (options: Converting) => resealStoreAt(place.file, options),
    (options: Converting) => unsealStoreAt(place.file, options),
  ]) {
    let left = 3
    const cutLater = {
      ...cut,
      onProgress: () => {
        if (left-- === 0) throw new Error('cut short')
      },
    }
    await expect(convert(cut)).rejects.toThrow('cut short')
    await expect(place.open()).rejects.toThrow(/was cut short/)
    await expect(convert(cutLater)).rejects.toThrow('cut short')
    await convert(place)
    const store = await place.open()
    expect(without(await everything(store, ids))).toEqual(without(before))
    await store.close()
  }
  await expect(clear.enrol('Late', [photo('late')])).resolves.toMatchObject({ name: 'Late' })
  await seal(place)
  await expect(clear.enrol('Later', [photo('later')])).rejects.toMatchObject({ code: 'store_sealed' })
  await clear.close()
})

test('a damaged template is not sealed as if it were sound', async () => {
  const place = await sealedPlace()
  const clear = await openSqliteStore(place.file)
  const ids = await fill(clear)
  const [hers] = await clear.references({ personId: ids.get(PEOPLE[1]!.name)! })
  await clear.close()
  tamper(place.file, `update refs set vector = zeroblob(2048) where id = '${hers!.id}'`)
  expect((await seal(place)).damaged).toEqual([`refs ${hers!.id}`])
  const store = await place.open()
  expect(await store.damage()).toEqual([{ personId: hers!.personId, of: 'photo', id: hers!.id }])
  await store.close()
})

test('names are found and listed in order as in a store that is not sealed', async () => {
  const [place, clear] = [await sealedPlace(), await sealedPlace()]
  await seal(place)
  const [a, b] = [await place.open(), await openSqliteStore(clear.file)]
  for (const name of ['José', 'jose luis', 'Łucja', 'Lukas', '李', 'Z', 'a%b', 'Zoë', 'Ångström']) {
    for (const store of [a, b]) await store.enrol(name, [reference(name)])
  }
  for (const search of [undefined, 'jose', 'l', '%', 'z', '李', 'nobody']) {
    for (const sort of ['name', 'newest', 'last_seen'] as const) {
      const [pages, expected] = [await pagesOf(a, search, sort), await pagesOf(b, search, sort)]
      // Registered within a millisecond, their ids say who comes first.
      if (sort === 'name') expect(pages).toEqual(expected)
      else expect([...pages].sort()).toEqual([...expected].sort())
    }
  }
  await a.close()
  await b.close()
})

const source = (place: SealedPlace) => place.findMasterKeys(place.keyFile)

const sealedPlaceKeys = (file: string) => (given: string) => keyFile(given, dirname(file))

async function pagesOf(store: Store, search: string | undefined, sort: 'name' | 'newest' | 'last_seen'): Promise<string[]> {
  const names: string[] = []
  let cursor: string | undefined
  do {
    const page = await store.peoplePage({ search, sort }, { limit: 2, cursor })
    names.push(...page.items.map(({ name }) => name))
    cursor = page.next
  } while (cursor !== undefined)
  return names
}
