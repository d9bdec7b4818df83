import fc from 'fast-check'
import { expect, test } from 'vitest'
import { bCubed, clustersPerTruth, fMeasure, purity, type Clustered } from './clusters.ts'

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
/** `a1` is Ann put into cluster 1, `a-` Ann put with nobody. */
const items = (text: string): Clustered[] =>
  text.split(' ').map(([truth, cluster]) => ({ truth: truth!, cluster: cluster === '-' ? undefined : cluster }))
const figures = (text: string) => {
  const scores = bCubed(items(text))
  return { precision: mean(scores.map(s => s.precision)), recall: mean(scores.map(s => s.recall)) }
}

test('everybody with their own and nobody else is right', () => {
  expect(figures('a1 a1 b2 c3 c3')).toEqual({ precision: 1, recall: 1 })
})

test('two people in one cluster cost precision, one person in two costs recall', () => {
  expect(figures('a1 a1 b1 b1')).toEqual({ precision: 0.5, recall: 1 })
  expect(figures('a1 a1 a2 a2')).toEqual({ precision: 1, recall: 0.5 })
})

test('figures are those of an example worked by hand', () => {
  // Cluster 1 holds three of Ann and one of Bob, cluster 2 two of Bob.
  const { precision, recall } = figures('a1 a1 a1 b1 b2 b2')
  expect(precision).toBeCloseTo((3 * (3 / 4) + 1 / 4 + 2) / 6)
  expect(recall).toBeCloseTo((3 + 1 / 3 + 2 * (2 / 3)) / 6)
})

test('an item put with nobody is a cluster of its own, however many of them there are', () => {
  expect(figures('a- a-')).toEqual({ precision: 1, recall: 0.5 })
  expect(figures('a- b-')).toEqual({ precision: 1, recall: 1 })
})

test('names of clusters mean nothing: another name for each gives the same figures', () => {
  const item = fc.record({
    truth: fc.constantFrom('a', 'b', 'c'),
    cluster: fc.option(fc.constantFrom('1', '2', '3'), { nil: undefined }),
  })
  fc.assert(
    fc.property(fc.array(item, { minLength: 1, maxLength: 20 }), all => {
      const renamed = all.map(({ truth, cluster }) => ({ truth, cluster: cluster && `other ${cluster}` }))
      expect(bCubed(renamed)).toEqual(bCubed(all))
      for (const { precision, recall } of bCubed(all)) {
        expect(precision).toBeGreaterThan(0)
        expect(precision).toBeLessThanOrEqual(1)
        expect(recall).toBeGreaterThan(0)
        expect(recall).toBeLessThanOrEqual(1)
      }
    }),
  )
})

test('F is the harmonic mean', () => {
  expect(fMeasure(1, 0.5)).toBeCloseTo(2 / 3)
  expect(fMeasure(0.9, 0.9)).toBeCloseTo(0.9)
  expect(fMeasure(0, 0)).toBeNaN()
})

test('purity is the share that show whom most of their cluster show; those put with nobody are not asked', () => {
  expect(purity(items('a1 a1 b1 b2 c- c-'))).toBe(3 / 4)
  expect(purity(items('a- b-'))).toBe(1)
})

test('clusters for each truth: more than one where somebody was torn apart, less where several were put together', () => {
  expect(clustersPerTruth(items('a1 a2 b3 c-'))).toBe(3 / 2)
  expect(clustersPerTruth(items('a1 b1'))).toBe(1 / 2)
})
