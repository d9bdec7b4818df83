import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createRandom } from '../core/random.ts'
import { dot, toTemplate } from '../core/template.ts'
import type { EmbeddingSpace } from '../core/types.ts'
import { GrowingIndex } from './growing-index.ts'

const space = 'test' as EmbeddingSpace
const unit = (values: ArrayLike<number>) => toTemplate({ space, vector: Float32Array.from(values) })?.vector
const DIMENSIONS = 6
const vector = fc
  .array(fc.integer({ min: -9, max: 9 }), { minLength: DIMENSIONS, maxLength: DIMENSIONS })
  .map(unit)
  .filter(v => v !== undefined)
const key = fc.integer({ min: 0, max: 11 }).map(String)
const step = fc.oneof(fc.record({ key, vector }), fc.record({ key }))

/** What comparing with every row finds. */
const expected = (rows: ReadonlyMap<string, Float32Array>, probe: Float32Array, limit: number) =>
  [...rows]
    .map(([rowKey, row]) => ({ key: rowKey, similarity: dot(probe, row) }))
    .sort((a, b) => b.similarity - a.similarity || (a.key < b.key ? -1 : 1))
    .slice(0, limit)

test('whatever came, was replaced and went, the most similar are those that comparing with everybody finds', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), vector, fc.integer({ min: 1, max: 14 }), (steps, probe, limit) => {
      const index = new GrowingIndex(DIMENSIONS)
      const rows = new Map<string, Float32Array>()
      for (const taken of steps) {
        if ('vector' in taken) {
          index.set(taken.key, taken.vector)
          rows.set(taken.key, taken.vector)
        } else {
          index.remove(taken.key)
          rows.delete(taken.key)
        }
      }
      expect(index.size).toBe(rows.size)
      expect(index.search(probe, limit)).toEqual(expected(rows, probe, limit))
    }),
  )
})

test('rows beyond the first block of memory are found, and a row taken from the first leaves no other out', () => {
  const random = createRandom(3)
  const noise = () => unit(Array.from({ length: DIMENSIONS }, () => random() - 0.5))!
  const index = new GrowingIndex(DIMENSIONS)
  const rows = new Map(Array.from({ length: 4500 }, (_, i) => [`row ${i}`, noise()]))
  for (const [rowKey, row] of rows) index.set(rowKey, row)
  for (const gone of ['row 0', 'row 2047', 'row 2048', 'row 4499']) {
    index.remove(gone)
    rows.delete(gone)
  }
  expect(index.size).toBe(4496)
  for (const probe of [noise(), noise(), rows.get('row 4498')!]) expect(index.search(probe, 8)).toEqual(expected(rows, probe, 8))
})

test('an index of nothing finds nothing, also after everything went', () => {
  const index = new GrowingIndex(DIMENSIONS)
  const probe = unit([1, 0, 0, 0, 0, 0])!
  expect(index.search(probe, 3)).toEqual([])
  index.set('a', probe)
  index.remove('a')
  index.remove('a')
  expect(index.search(probe, 3)).toEqual([])
})
