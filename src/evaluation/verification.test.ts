import fc from 'fast-check'
import { expect, test } from 'vitest'
import { accuracyAt, atFalseMatchRate, bestThreshold, crossValidate, type Comparison } from './verification.ts'

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

test('a false match rate allows whole impostors and no part of one', () => {
  const comparisons = [...same(0.9, 0.5, 0.25), ...different(0.6, 0.3, 0.2, 0.1)]
  expect(atFalseMatchRate(comparisons, 0.24)).toMatchObject({ threshold: 0.9, falseMatchRate: 0, trueAcceptRate: 1 / 3 })
  expect(atFalseMatchRate(comparisons, 0.25)).toMatchObject({ threshold: 0.5, falseMatchRate: 0.25, trueAcceptRate: 2 / 3 })
  expect(atFalseMatchRate(comparisons, 1)).toMatchObject({ falseMatchRate: 1, trueAcceptRate: 1, genuine: 3, impostor: 4 })
})

test('the false match rate asked for is never exceeded', () => {
  fc.assert(
    fc.property(someComparisons, fc.integer({ min: 0, max: 100 }), (some, percent) => {
      const comparisons = [...some, ...same(0.3), ...different(0.2)]
      expect(atFalseMatchRate(comparisons, percent / 100).falseMatchRate).toBeLessThanOrEqual(percent / 100 + 1e-9)
    }),
  )
})
