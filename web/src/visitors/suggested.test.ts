import { expect, test } from 'vitest'
import { isAbout, staying } from './suggested.ts'

test('of visitors who become one the number of the one most often here stays, of equals the older', () => {
  expect(
    staying([
      { number: 3, visits: 2 },
      { number: 9, visits: 5 },
      { number: 4, visits: 5 },
    ])?.number,
  ).toBe(4)
  const nobody: readonly { readonly number: number; readonly visits: number }[] = []
  expect(staying(nobody)).toBeUndefined()
})

test('a suggestion is about both who are in it, and about anybody where nobody is asked for', () => {
  expect(isAbout('b', 'a', 'b')).toBe(true)
  expect(isAbout('c', 'a', 'b')).toBe(false)
  expect(isAbout(undefined, 'a', 'b')).toBe(true)
})
