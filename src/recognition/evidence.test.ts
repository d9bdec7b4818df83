import fc from 'fast-check'
import { expect, test } from 'vitest'
import { evidenceOf } from '../../test/fixtures/evidence.ts'
import { galleryOf, person, probe, SPACE, stranger } from '../../test/fixtures/templates.ts'
import { dot, meanTemplate } from '../core/template.ts'
import type { EmbeddingSpace } from '../core/types.ts'
import { Gallery } from '../gallery/gallery.ts'
import { Evidence, MIN_QUALITY, RULES } from './evidence.ts'

const good = { value: 80, reasons: [] }
const near = (value: number) => expect.closeTo(value, 4) as number

test('without frames there is nothing to rank', () => {
  for (const rule of RULES) expect(new Evidence().rank(galleryOf(2), rule, 0.45)).toEqual({ candidates: [], margin: undefined })
  expect(new Evidence().agreesWith(probe([1]))).toBeUndefined()
})

test('a face too poor to say anything is not counted, and why is remembered', () => {
  const evidence = new Evidence()
  expect(evidence.add(probe([1]), { value: MIN_QUALITY - 0.1, reasons: ['blurred'] })).toBe(false)
  expect([evidence.count, evidence.weight, evidence.poorReasons]).toEqual([0, 0, ['blurred']])
  expect(evidence.add(probe([1]), { value: NaN, reasons: [] })).toBe(false)
  expect(evidence.add(probe([1]), { value: MIN_QUALITY, reasons: [] })).toBe(true)
})

test('the running mean is the quality-weighted mean of the frames, until there are many', () => {
  const frames = fc.array(fc.tuple(fc.double({ min: 0, max: 0.7, noNaN: true }), fc.integer({ min: 25, max: 100 })), {
    minLength: 1,
    maxLength: 8,
  })
  fc.assert(
    fc.property(frames, all => {
      const evidence = new Evidence()
      const weighted = all.map(([cosine, weight]) => ({ template: probe([cosine]), weight }))
      for (const { template, weight } of weighted) evidence.add(template, { value: weight, reasons: [] })
      expect(dot(evidence.mean!.vector, meanTemplate(weighted)!.vector)).toBeGreaterThan(0.995)
      expect(evidence.weight).toBe(weighted.reduce((sum, w) => sum + w.weight, 0))
      expect(evidence.count).toBe(all.length)
    }),
  )
})

test('what was seen long ago fades, so that somebody who takes the place shows', () => {
  const evidence = new Evidence()
  for (let i = 0; i < 40; i++) evidence.add(probe([1]), good)
  expect(evidence.weight).toBe(800)
  for (let i = 0; i < 12; i++) evidence.add(probe([0, 1]), good)
  expect(evidence.rank(galleryOf(3), 'fusion', 0.45).candidates[0]).toMatchObject({ personId: 'b' })
})

test('fusion compares the mean of the track, so noise that differs from frame to frame cancels out', () => {
  const evidence = new Evidence()
  for (const noise of [0.8, -0.8, 0.8, -0.8]) evidence.add(probe([0.5, 0, noise]), good)
  const { candidates, margin } = evidence.rank(galleryOf(3), 'fusion', 0.45)
  expect(candidates[0]).toMatchObject({ personId: 'a', rank: 1 })
  expect(candidates[0]!.similarity).toBeGreaterThan(0.8)
  expect(margin).toBeCloseTo(candidates[0]!.similarity - candidates[1]!.similarity, 6)
})

test('best takes the single most similar frame and reference of each person', () => {
  const evidence = new Evidence()
  for (const cosines of [
    [0.3, 0.5],
    [0.9, 0.1],
    [0.2, 0.6],
  ])
    evidence.add(probe(cosines), good)
  const { candidates, margin } = evidence.rank(galleryOf(2), 'best', 0.45)
  expect(candidates).toMatchObject([
    { personId: 'a', similarity: near(0.9), rank: 1 },
    { personId: 'b', similarity: near(0.6), rank: 2 },
  ])
  expect(margin).toBeCloseTo(0.3, 4)
})

test('vote names whom most frames name, not who was once very similar', () => {
  const evidence = new Evidence()
  for (const cosines of [
    [0.5, 0.1],
    [0.5, 0.2],
    [0.5, 0.1],
    [0.1, 0.95],
  ])
    evidence.add(probe(cosines), good)
  const { candidates, margin } = evidence.rank(galleryOf(2), 'vote', 0.45)
  expect(candidates).toMatchObject([
    { personId: 'a', similarity: near(0.5), rank: 1 },
    { personId: 'b', similarity: near(0.95), rank: 2 },
  ])
  expect(margin).toBeCloseTo(2 / 4, 6)
})

test('below the threshold nobody votes, and the nearest are told', () => {
  const { candidates } = evidenceOf(probe([0.2, 0.3])).rank(galleryOf(2), 'vote', 0.45)
  expect(candidates.map(c => c.personId)).toEqual(['b', 'a'])
})

test.each(RULES)('with one person there is no margin under %s', rule => {
  expect(evidenceOf(probe([0.8])).rank(galleryOf(1), rule, 0.45).margin).toBeUndefined()
})

test('under best a person with many photos does not hide the second person', () => {
  const photos = Array.from({ length: 8 }, () => ({ personId: 'a', template: probe([1]), quality: 80 }))
  const gallery = new Gallery(
    SPACE,
    [person('a'), person('b')],
    [...photos, { personId: 'b', template: probe([0, 1]), quality: 80 }],
  )
  const { candidates, margin } = evidenceOf(probe([0.6, 0.58])).rank(gallery, 'best', 0.45)
  expect(candidates.map(c => c.personId)).toEqual(['a', 'b'])
  expect(margin).toBeLessThan(0.05)
})

test('a new face is compared with all that was seen', () => {
  const evidence = evidenceOf(probe([1]))
  expect(evidence.agreesWith(probe([0.7]))).toBeCloseTo(0.7, 4)
  expect(evidence.agreesWith(stranger(1))).toBeCloseTo(0, 4)
  expect(evidence.agreesWith(probe([1], 'other' as EmbeddingSpace))).toBeUndefined()
})
