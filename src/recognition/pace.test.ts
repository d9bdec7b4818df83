import { expect, test } from 'vitest'
import { nextLookAfterMs } from './pace.ts'

const pauses = (outcome: 'known' | 'unknown' | 'undecided') =>
  [0, 1, 2, 3, 4, 5, 6, 7, 50].map(frames => nextLookAfterMs(frames, outcome))

test('the first looks follow at once, then pauses double up to a longest that depends on the answer', () => {
  expect(pauses('known')).toEqual([0, 0, 0, 200, 400, 800, 1500, 1500, 1500])
  expect(pauses('unknown')).toEqual([0, 0, 0, 200, 400, 800, 1000, 1000, 1000])
  expect(pauses('undecided')).toEqual([0, 0, 0, 200, 400, 400, 400, 400, 400])
})

test('a track that lasts for days is still looked at', () => {
  expect(nextLookAfterMs(1e9, 'known')).toBe(1500)
})
