import fc from 'fast-check'
import { expect, test } from 'vitest'
import { dot, meanTemplate, norm, similarity, toTemplate } from './template.ts'
import type { EmbeddingSpace, Template } from './types.ts'

const SPACE = 'one' as EmbeddingSpace
const OTHER = 'another' as EmbeddingSpace
const make = (values: number[], space = SPACE) => toTemplate({ space, vector: Float32Array.from(values) })
const template = (values: number[], space = SPACE) => make(values, space)!
const value = fc.double({ min: -100, max: 100, noNaN: true })
const vector = fc.array(value, { minLength: 4, maxLength: 4 }).filter(v => Math.hypot(...v) > 0.01)

test('a template has unit length and the direction of its embedding', () => {
  expect([...template([3, 4]).vector]).toEqual([expect.closeTo(0.6, 6), expect.closeTo(0.8, 6)])
  fc.assert(
    fc.property(vector, v => {
      expect(norm(template(v).vector)).toBeCloseTo(1, 5)
      expect(dot(template(v).vector, Float32Array.from(v))).toBeCloseTo(Math.hypot(...v), 3)
    }),
  )
})

test.each([[[0, 0, 0]], [[NaN, 1, 2]], [[Infinity, 1, 2]], [[1e-9, 0, 0]]])('an embedding of %j is refused', values => {
  expect(make(values)).toBeUndefined()
})

test('similarity is the cosine, symmetric and within -1…1', () => {
  expect(similarity(template([1, 0]), template([1, 1]))).toBeCloseTo(Math.SQRT1_2, 6)
  fc.assert(
    fc.property(vector, vector, (a, b) => {
      const cosine = similarity(template(a), template(b))!
      expect(cosine).toBe(similarity(template(b), template(a)))
      expect(Math.abs(cosine)).toBeLessThanOrEqual(1 + 1e-6)
    }),
  )
})

test('templates of different spaces are never compared', () => {
  expect(similarity(template([1, 0]), template([1, 0], OTHER))).toBeUndefined()
})

test('the mean lies where the weights pull it', () => {
  const mean = meanTemplate([
    { template: template([1, 0]), weight: 3 },
    { template: template([0, 1]), weight: 1 },
  ])!
  expect([...mean.vector]).toEqual([expect.closeTo(3 / Math.sqrt(10), 6), expect.closeTo(1 / Math.sqrt(10), 6)])
})

test('the mean leaves out templates of another space than the first', () => {
  const weighed = (t: Template) => ({ template: t, weight: 1 })
  const mean = meanTemplate([template([1, 0]), template([0, 1], OTHER), template([1, 0])].map(weighed))!
  expect(mean.space).toBe(SPACE)
  expect([...mean.vector]).toEqual([1, 0])
})

test('there is no mean of nothing, of opposites, or of weights that are NaN or all zero', () => {
  const [a, b] = [template([1, 2]), template([-1, -2])]
  const weighed = (weight: number) => [a, b].map(t => ({ template: t, weight }))
  expect(meanTemplate([])).toBeUndefined()
  expect(meanTemplate(weighed(1))).toBeUndefined()
  expect(meanTemplate([{ template: a, weight: NaN }])).toBeUndefined()
  expect(meanTemplate([{ template: a, weight: 0 }])).toBeUndefined()
})
