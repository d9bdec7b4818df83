import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { isSealed, isSealedText, open, openText, OVERHEAD_BYTES, seal, sealText, type Place } from './envelope.ts'

const KEY = randomBytes(32)
const PLACE: Place = { table: 'refs', column: 'vector', row: 'r1', owner: 'person p1', bound: 'space@1' }

test('what was sealed opens with its key at its place, and nowhere else', () => {
  const plain = randomBytes(2048)
  const sealed = seal(KEY, PLACE, plain)
  expect(sealed.length).toBe(plain.length + OVERHEAD_BYTES)
  expect(open(KEY, PLACE, sealed)).toEqual(plain)
  expect(open(randomBytes(32), PLACE, sealed)).toBeUndefined()
  for (const part of ['table', 'column', 'row', 'owner', 'bound'] as const) {
    expect(open(KEY, { ...PLACE, [part]: 'other' }, sealed), part).toBeUndefined()
  }
})

test('two places never read as one, however their parts are cut', () => {
  const sealed = seal(KEY, { ...PLACE, row: 'a', owner: 'b","c' }, randomBytes(8))
  expect(open(KEY, { ...PLACE, row: 'a","b', owner: 'c' }, sealed)).toBeUndefined()
})

test('every bit of it is checked', () => {
  const sealed = seal(KEY, PLACE, Buffer.from('a face'))
  for (let bit = 0; bit < sealed.length * 8; bit++) {
    const changed = Buffer.from(sealed)
    changed[bit >> 3]! ^= 1 << (bit & 7)
    expect(open(KEY, PLACE, changed), `bit ${bit}`).toBeUndefined()
  }
  for (let length = 0; length < sealed.length; length++) {
    expect(open(KEY, PLACE, sealed.subarray(0, length)), `length ${length}`).toBeUndefined()
  }
})

test('nothing sealed equals anything sealed before, and no nonce comes twice', () => {
  const nonces = new Set(
    Array.from({ length: 20_000 }, () => Buffer.from(seal(KEY, PLACE, Buffer.of(1)).subarray(4, 16)).toString('hex')),
  )
  expect(nonces.size).toBe(20_000)
})

test('text is sealed as text, and plain text is told from it', () => {
  const sealed = sealText(KEY, PLACE, 'Łucja Ωmega')
  expect(isSealedText(sealed)).toBe(true)
  expect(openText(KEY, PLACE, sealed)).toBe('Łucja Ωmega')
  expect(openText(KEY, PLACE, 'Łucja Ωmega')).toBeUndefined()
  expect(isSealed(randomBytes(64))).toBe(false)
})
