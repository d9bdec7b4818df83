import fc from 'fast-check'
import { expect, test } from 'vitest'
import { waitMs } from './live-socket.ts'

test('the page waits ever longer before it tries again, but never longer than 8 seconds', () => {
  expect([0, 1, 2, 3, 4, 5, 20].map(attempt => waitMs(attempt, 1))).toEqual([250, 500, 1000, 2000, 4000, 8000, 8000])
})

test('chance spreads pages that lost the same server', () => {
  fc.assert(
    fc.property(fc.nat(60), fc.double({ min: 0, max: 1, noNaN: true }), (attempt, chance) => {
      const wait = waitMs(attempt, chance)
      expect(wait).toBeGreaterThanOrEqual(125)
      expect(wait).toBeLessThanOrEqual(8000)
    }),
  )
})
