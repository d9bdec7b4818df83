import { expect, test } from 'vitest'
import { binomialCdf, clopperPearson } from './intervals.ts'

test('a binomial with all its outcomes sums to one', () => {
  expect(binomialCdf(10, 10, 0.3)).toBeCloseTo(1, 12)
  expect(binomialCdf(1, 2, 0.5)).toBeCloseTo(0.75, 12)
})

test('intervals agree with published values', () => {
  expect(clopperPearson(9, 10)).toEqual({
    low: expect.closeTo(0.5549839, 6) as number,
    high: expect.closeTo(0.9974714, 6) as number,
  })
})

test('none and all of the trials have one-sided ends', () => {
  expect(clopperPearson(0, 20).low).toBe(0)
  expect(clopperPearson(20, 20).high).toBe(1)
  expect(clopperPearson(0, 20).high).toBeCloseTo(1 - 0.025 ** (1 / 20), 9)
})
