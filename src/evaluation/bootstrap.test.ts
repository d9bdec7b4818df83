import fc from 'fast-check'
import { expect, test } from 'vitest'
import { bootstrap, shareOf } from './bootstrap.ts'
import { clopperPearson } from './intervals.ts'

const clusters = (...shares: readonly [hits: number, trials: number][]) => shares.map(([hits, trials]) => ({ hits, trials }))

test('people are drawn as often as there are people, and the same seed draws the same', () => {
  const totals = new Set<number>()
  const draws: number[][] = []
  const run = (seed: number) =>
    bootstrap([5, 3], (a, b) => (draws.push([...a]), totals.add(a.reduce((x, y) => x + y) * 10 + b.reduce((x, y) => x + y)), [a[0]!]), { seed }) // prettier-ignore
  expect(run(1)).toEqual(run(1))
  expect([...totals]).toEqual([53])
  expect(new Set(draws.map(String)).size).toBeGreaterThan(100)
})

test('the interval of a mean of many is about that of a normal distribution', () => {
  const values = Array.from({ length: 200 }, (_, i) => (i % 10) / 10)
  const [interval] = bootstrap([200], weights => [values.reduce((sum, v, i) => sum + v * weights[i]!, 0) / 200], { rounds: 2000 })
  const error = 1.96 * (0.2872 / Math.sqrt(200))
  expect(interval!.low).toBeCloseTo(0.45 - error, 2)
  expect(interval!.high).toBeCloseTo(0.45 + error, 2)
})

test('figures that cannot be computed in a round are left out, and one that never can has no interval', () => {
  expect(bootstrap([4], weights => [weights[0] === 0 ? NaN : 1, NaN])).toEqual([{ low: 1, high: 1 }, undefined])
})

test('a share of nobody is none', () => {
  expect(shareOf([])).toBeUndefined()
  expect(shareOf(clusters([0, 0]))).toBeUndefined()
})

test('without an error each person counts as one trial, however many photos they have', () => {
  const share = shareOf(clusters([0, 50], [0, 50], [0, 50]))!
  expect(share).toEqual({ value: 0, n: 150, ...clopperPearson(0, 3) })
  expect(shareOf(clusters([50, 50], [2, 2]))).toEqual({ value: 1, n: 52, ...clopperPearson(2, 2) })
})

test('errors that come from few people make the interval wider than as many independent ones', () => {
  const few = shareOf(clusters([20, 20], ...Array.from({ length: 19 }, () => [0, 20] as [number, number])))!
  const exact = clopperPearson(20, 400)
  expect(few.value).toBe(0.05)
  expect(few.high).toBeGreaterThan(exact.high + 0.05)
  expect(few.low).toBeLessThan(exact.low)
})

test('an interval holds its value and is never narrower than that of independent trials', () => {
  const cluster = fc
    .integer({ min: 1, max: 6 })
    .chain(trials => fc.integer({ min: 0, max: trials }).map(hits => ({ hits, trials })))
  fc.assert(
    fc.property(fc.array(cluster, { minLength: 1, maxLength: 8 }), some => {
      const share = shareOf(some, { rounds: 50 })!
      const hits = some.reduce((sum, c) => sum + c.hits, 0)
      const exact = clopperPearson(hits, share.n)
      expect(share.low).toBeLessThanOrEqual(Math.min(share.value, exact.low) + 1e-9)
      expect(share.high).toBeGreaterThanOrEqual(Math.max(share.value, exact.high) - 1e-9)
    }),
  )
})
