import fc from 'fast-check'
import { expect, test, vi } from 'vitest'
import { createRandom } from '../core/random.ts'
import { dot, toTemplate } from '../core/template.ts'
import type { EmbeddingSpace } from '../core/types.ts'
import { TemplateIndex } from './template-index.ts'

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

function noise(dimensions: number, seed: number): () => Float32Array {
  const random = createRandom(seed)
  return () => unit(Array.from({ length: dimensions }, () => random() + random() + random() - 1.5))!
}

test('whatever came, was replaced and went, the most similar are those that comparing with everybody finds', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), vector, fc.integer({ min: 1, max: 14 }), (steps, probe, limit) => {
      const index = new TemplateIndex(DIMENSIONS)
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

test('only those accepted are given, and those behind them take the places of the others', () => {
  const next = noise(32, 5)
  const index = new TemplateIndex(32)
  const rows = new Map(Array.from({ length: 300 }, (_, i) => [`row ${i}`, next()]))
  for (const [rowKey, row] of rows) index.set(rowKey, row)
  const probe = next()
  const even = new Map([...rows].filter(([rowKey]) => Number(rowKey.slice(4)) % 2 === 0))
  expect(index.search(probe, 7, hit => even.has(hit.key))).toEqual(expected(even, probe, 7))
})

test('beyond some thousand rows somebody seen again is found as by comparing with everybody, whoever came and went meanwhile', () => {
  const next = noise(512, 3)
  const index = new TemplateIndex(512, { compared: 200 })
  const rows = new Map(Array.from({ length: 6000 }, (_, i) => [`row ${i}`, next()]))
  for (const [rowKey, row] of rows) index.set(rowKey, row)
  for (const gone of ['row 0', 'row 4095', 'row 4096', 'row 5999']) {
    index.remove(gone)
    rows.delete(gone)
  }
  const late = next()
  index.set('late', late)
  rows.set('late', late)
  for (const seen of ['row 1', 'row 4097', 'row 5998', 'late']) {
    const other = next()
    const again = unit(rows.get(seen)!.map((value, i) => value + 1.2 * other[i]!))!
    expect(index.search(again, 1)).toEqual(expected(rows, again, 1))
  }
})

test('rows that are all the same are all as near as the last one wanted, and the first keys are given', () => {
  const row = noise(512, 1)()
  const index = new TemplateIndex(512, { filterFrom: 10, compared: 5 })
  for (let i = 99; i >= 10; i--) index.set(String(i), row)
  expect(index.search(row, 3).map(hit => hit.key)).toEqual(['10', '11', '12'])
})

test('an index of nothing finds nothing, also after everything went', () => {
  const index = new TemplateIndex(DIMENSIONS)
  const probe = unit([1, 0, 0, 0, 0, 0])!
  expect(index.search(probe, 3)).toEqual([])
  index.set('a', probe)
  index.remove('a')
  index.remove('a')
  expect(index.search(probe, 3)).toEqual([])
})

test('where Node has no WebAssembly the same is found', () => {
  const next = noise(512, 8)
  const rows = Array.from({ length: 700 }, () => next())
  const probes = rows.slice(0, 5).map(row => unit(row.map((value, i) => value + next()[i]!))!)
  const search = () => {
    const index = new TemplateIndex(512, { filterFrom: 500, compared: 50 })
    for (const [i, row] of rows.entries()) index.set(`row ${i}`, row)
    return probes.map(probe => index.search(probe, 4))
  }
  const fast = search()
  vi.stubGlobal('WebAssembly', undefined)
  try {
    expect(search()).toEqual(fast)
  } finally {
    vi.unstubAllGlobals()
  }
})
