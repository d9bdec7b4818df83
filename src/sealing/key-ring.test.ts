import { expect, test } from 'vitest'
import { memoryShelf } from '../../test/fakes/memory-shelf.ts'
import { KeyRing } from './key-ring.ts'
import { createMasterKey, type MasterKey } from './master-key.ts'
import { openVault } from './vault.ts'

/** Master keys that a test changes. */
function source(...keys: MasterKey[]) {
  return { where: 'a drawer', keys, read: () => Promise.resolve([...keys]) }
}

async function founded(...keys: MasterKey[]) {
  const [shelf, masters] = [memoryShelf(), source(...keys)]
  const ring = new KeyRing(shelf, masters)
  await ring.found()
  return { shelf, masters, ring, another: () => new KeyRing(shelf, masters) }
}

test('an owner keeps the key that was made first, whichever process made it', async () => {
  const { ring, another } = await founded(createMasterKey())
  const [one, two] = await Promise.all([ring.make(['person a']), another().make(['person a', 'person b'])])
  expect(two.get('person a')).toEqual(one.get('person a'))
  expect(two.get('person b')).not.toEqual(one.get('person a'))
  expect(await another().find(['person b', 'person c'])).toEqual(new Map([['person b', two.get('person b')]]))
})

test('keys of two people exchanged on the shelf are refused', async () => {
  const { ring, shelf } = await founded(createMasterKey())
  await ring.make(['person a', 'person b'])
  const [a, b] = [shelf.keys.get('person a')!, shelf.keys.get('person b')!]
  shelf.keys.set('person a', { ...a, wrapped: b.wrapped })
  await expect(ring.find(['person a'])).rejects.toMatchObject({ code: 'store_corrupt' })
})

test('without its master key nothing opens, and the sentence names which one is missing', async () => {
  const [right, wrong] = [createMasterKey(), createMasterKey()]
  const { shelf } = await founded(right)
  await expect(new KeyRing(shelf, source(wrong)).find(['installation'])).rejects.toMatchObject({
    code: 'store_sealed',
    message: expect.stringContaining(`the master key ${right.id}, which is not in a drawer`) as string,
  })
})

test('a new master key takes over while others read and make keys; then the old one is needed no more', async () => {
  const [old, fresh] = [createMasterKey(), createMasterKey()]
  const { shelf, masters, ring: writer, another } = await founded(old)
  const before = await writer.make(Array.from({ length: 1200 }, (_, i) => `person ${i}`))
  masters.keys.unshift(fresh)
  const [count] = await Promise.all([
    another().rewrap(),
    ...Array.from({ length: 50 }, (_, i) => writer.make([`event ${i}`, `person ${i * 20}`])),
  ])
  expect(count).toBeGreaterThanOrEqual(1201)
  expect(new Set([...shelf.keys.values()].map(({ masterId }) => masterId))).toEqual(new Set([fresh.id]))
  masters.keys.splice(0, 2, fresh)
  expect(await another().find([...before.keys()])).toEqual(before)
  expect((await writer.find(Array.from({ length: 50 }, (_, i) => `event ${i}`))).size).toBe(50)
})

test('a destroyed key does not come back: what is sealed for its owner again has another', async () => {
  const { ring } = await founded(createMasterKey())
  const place = { table: 'people', column: 'name', row: 'a', owner: 'person a' }
  const vault = await openVault(ring)
  const sealed = (await vault.sealing(['person a'])).sealText(place, 'Anna')
  expect((await vault.opening(['person a'])).openText(place, sealed)).toBe('Anna')
  await vault.destroy(['person a'])
  expect((await vault.opening(['person a'])).openText(place, sealed)).toBeUndefined()
  expect((await vault.sealing(['person a'])).openText(place, sealed)).toBeUndefined()
})

test('a vault knows itself, and another installation looks nothing up alike', async () => {
  const { ring, another } = await founded(createMasterKey())
  const [vault, same] = [await openVault(ring), await openVault(another())]
  const other = await openVault((await founded(createMasterKey())).ring)
  expect(same.generation).toBe(vault.generation)
  expect(same.nameKey('anna')).toBe(vault.nameKey('anna'))
  expect(same.mark(Buffer.of(1, 2))).toBe(vault.mark(Buffer.of(1, 2)))
  expect(other.generation).not.toBe(vault.generation)
  expect(other.nameKey('anna')).not.toBe(vault.nameKey('anna'))
  expect(await vault.owners()).toEqual([])
})
