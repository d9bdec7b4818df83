import fc from 'fast-check'
import { expect, test } from 'vitest'
import { similarity, toTemplate } from '../core/template.ts'
import type { EmbeddingSpace, Template } from '../core/types.ts'
import { ExactIndex } from './exact-index.ts'

const space = 'test' as EmbeddingSpace
const template = fc
  .array(fc.integer({ min: -9, max: 9 }), { minLength: 6, maxLength: 6 })
  .map(values => toTemplate({ space, vector: Float32Array.from(values) }))
  .filter((t): t is Template => t !== undefined)

test('the most similar are those that comparing with everybody finds, best first', () => {
  fc.assert(
    fc.property(fc.array(template, { maxLength: 60 }), template, fc.integer({ min: 1, max: 12 }), (templates, probe, limit) => {
      const index = new ExactIndex(templates.map((t, key) => ({ key, template: t })))
      const expected = templates.map(t => similarity(probe, t)!).sort((a, b) => b - a)
      const hits = index.search(probe, limit)
      expect(hits.map(hit => hit.similarity)).toEqual(expected.slice(0, limit))
      for (const { key, similarity: found } of hits) expect(found).toBe(similarity(probe, templates[key]!))
      expect(new Set(hits.map(hit => hit.key)).size).toBe(hits.length)
    }),
  )
})

test('an index of nothing finds nothing', () => {
  const [probe] = fc.sample(template, 1)
  expect(new ExactIndex([]).search(probe!, 5)).toEqual([])
})
