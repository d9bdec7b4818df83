import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Keys } from './keys.ts'
import { Texts } from './texts.ts'

/** Short enough to come again, and of characters of one to four bytes. */
const key = fc.string({ unit: fc.constantFrom('a', 'b', 'é', '€', '😀'), maxLength: 3 })
const change = fc.record({ key, isAdded: fc.boolean() })

test('whatever is added and removed, keys are where they are said to be, and in places without gaps', () => {
  fc.assert(
    fc.property(fc.array(change, { maxLength: 300 }), changes => {
      const [keys, expected] = [new Keys(), new Set<string>()]
      for (const { key, isAdded } of changes) {
        if (isAdded) {
          keys.add(key)
          expected.add(key)
        } else {
          keys.remove(key)
          expected.delete(key)
        }
      }
      expect(keys.size).toBe(expected.size)
      expect(new Set(Array.from({ length: keys.size }, (_, place) => keys.at(place)))).toEqual(expected)
      for (const key of expected) expect(keys.at(keys.place(key)!)).toBe(key)
      for (const { key } of changes) expect(keys.place(key) !== undefined).toBe(expected.has(key))
      expect(copyOf(keys).place('a')).toBe(keys.place('a'))
    }),
  )
})

test('ten thousand keys are found again, also after half of them have gone', () => {
  const keys = new Keys()
  const all = Array.from({ length: 10_000 }, (_, i) => `key ${i}`)
  for (const key of all) keys.add(key)
  for (const key of all.slice(0, 5000)) keys.remove(key)
  expect(all.filter(key => keys.place(key) !== undefined)).toEqual(all.slice(5000))
})

test('a text that was removed or replaced is nowhere in what is kept', () => {
  const texts = new Texts()
  for (const [place, text] of ['Annabella', 'Bertold', 'Cleo'].entries()) texts.set(place, text)
  texts.set(1, 'Bertolda-Maria')
  texts.remove(0)
  const kept = Buffer.concat(texts.parts()).toString('latin1')
  expect([kept.includes('Annabella'), /Bertold(?!a)/.test(kept)]).toEqual([false, false])
  expect([texts.at(0), texts.at(1), texts.size]).toEqual(['Cleo', 'Bertolda-Maria', 2])
})

test('what nobody needs any more does not pile up', () => {
  const texts = new Texts()
  const name = 'x'.repeat(1000)
  for (let i = 0; i < 20_000; i++) texts.set(i % 7, `${name} ${i}`)
  expect(texts.parts()[0]!.length).toBeLessThan(3_000_000)
  expect(Array.from({ length: 7 }, (_, place) => texts.at(place)).map(text => Number(text.slice(1000)))).toEqual(
    [19_999, 19_993, 19_994, 19_995, 19_996, 19_997, 19_998].map((_, place) => 19_999 - ((19_999 - place) % 7)),
  )
})

function copyOf(keys: Keys): Keys {
  const [copy, parts] = [new Keys(), keys.parts()]
  for (const [i, room] of copy.room(parts.map(part => part.length)).entries()) room.set(parts[i]!)
  return copy
}
