import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  accuracyAt,
  bestThreshold,
  crossValidate,
  ratesAt,
  thresholdFor,
  toScores,
  tradeOff,
  type Comparison,
} from './verification.ts'

const same = (...similarities: number[]): Comparison[] => similarities.map(similarity => ({ similarity, same: true }))
const different = (...similarities: number[]): Comparison[] => similarities.map(similarity => ({ similarity, same: false }))
const someComparisons = fc.array(
  fc.record({ similarity: fc.integer({ min: -100, max: 100 }).map(n => n / 100), same: fc.boolean() }),
  { minLength: 1, maxLength: 40 },
)

test('a similarity equal to the threshold matches', () => {
  expect(accuracyAt([...same(0.5), ...different(0.4)], 0.5)).toBe(1)
})

test('the best threshold lies in the middle between the two kinds', () => {
  expect(bestThreshold([...same(0.8, 0.6), ...different(0.2, 0.1)])).toBeCloseTo(0.4)
})

test('where it is best to accept all, even opposites are', () => {
  expect(bestThreshold([...same(-1, 0), ...different(0)])).toBe(-1)
})

test('no threshold at all is more accurate than the best one', () => {
  fc.assert(
    fc.property(someComparisons, fc.integer({ min: -101, max: 101 }), (comparisons, n) => {
      const best = accuracyAt(comparisons, bestThreshold(comparisons))
      expect(best).toBeGreaterThanOrEqual(accuracyAt(comparisons, n / 100) - 1e-9)
    }),
  )
})

test('each fold is judged at the threshold of the others', () => {
  const low = [...same(0.5), ...different(0.1)]
  const high = [...same(0.9), ...different(0.6)]
  const { byFold, mean, sd } = crossValidate([low, high])
  expect(byFold.map(f => f.threshold)).toEqual([0.75, 0.3])
  expect(byFold.map(f => f.accuracy)).toEqual([0.5, 0.5])
  expect([mean, sd]).toEqual([0.5, 0])
})

test('the interval of the accuracy is that of all pairs together', () => {
  const { interval } = crossValidate([[...same(0.9), ...different(0.1)], [...same(0.9), ...different(0.1)]]) // prettier-ignore
  expect(interval).toEqual({ low: expect.closeTo(0.025 ** (1 / 4), 6) as number, high: 1 })
})

test('a false match rate allows whole impostors and no part of one', () => {
  const scores = toScores([...same(0.9, 0.5, 0.25), ...different(0.6, 0.3, 0.2, 0.1)])
  expect(thresholdFor(scores.impostor, 0.24)).toBeUndefined()
  expect(ratesAt(scores, thresholdFor(scores.impostor, 0.25)!)).toMatchObject({
    threshold: expect.closeTo(0.3, 5) as number,
    falseMatches: 1,
    falseMatchRate: 0.25,
    falseNonMatches: 1,
    falseNonMatchRate: expect.closeTo(1 / 3, 9) as number,
  })
  expect(ratesAt(scores, thresholdFor(scores.impostor, 1)!)).toMatchObject({ falseMatchRate: 1, falseNonMatchRate: 0 })
})

test('the false match rate asked for is never exceeded', () => {
  fc.assert(
    fc.property(someComparisons, fc.integer({ min: 1, max: 100 }), (some, percent) => {
      const scores = toScores([...some, ...same(0.3), ...different(0.2)])
      const threshold = thresholdFor(scores.impostor, percent / 100)
      if (threshold !== undefined) expect(ratesAt(scores, threshold).falseMatchRate).toBeLessThanOrEqual(percent / 100 + 1e-9)
    }),
  )
})

test('the trade-off goes from one false match to all, and misses only become fewer', () => {
  fc.assert(
    fc.property(someComparisons, some => {
      const scores = toScores([...some, ...same(0.3), ...different(0.2)])
      const curve = tradeOff(scores)
      expect(curve[0]![0]).toBeCloseTo(1 / scores.impostor.length, 9)
      expect(curve.at(-1)![0]).toBe(1)
      for (const [i, [, fnmr]] of curve.entries()) expect(fnmr).toBeLessThanOrEqual(curve[i - 1]?.[1] ?? 1)
    }),
  )
})
