import fc from 'fast-check'
import { expect, test } from 'vitest'
import { probe } from '../../test/fixtures/templates.ts'
import { dot } from '../core/template.ts'
import { createDots } from './dots.ts'
import { galleryHealth, type ComparedReference } from './gallery-health.ts'

const THRESHOLD = 0.4
const photo = (id: string, cosines: readonly number[], quality = 80): ComparedReference => ({
  id,
  personId: id[0]!,
  template: probe(cosines),
  quality,
})
const near = (value: number) => expect.closeTo(value, 3) as number
const check = (...photos: ComparedReference[]) => galleryHealth(photos, { threshold: THRESHOLD })

test('people with good photos that are like each other and nobody else give no finding', async () => {
  const anna = [photo('a1', [1]), photo('a2', [0.8, 0.6])]
  const bert = [photo('b1', [0, 0, 1]), photo('b2', [0, 0, 0.8, 0.6])]
  expect(await check(...anna, ...bert)).toEqual([])
})

test('a photo of somebody else among those of a person is told with both similarities', async () => {
  const anna = [photo('a1', [1]), photo('a2', [0.9, 0.3]), photo('a3', [0.2, 0, 0.97])]
  const findings = await check(...anna, photo('b1', [0, 0, 1]), photo('b2', [0, 0, 0.9, 0.4]))
  expect(findings[0]).toMatchObject({ kind: 'looks_like_another', referenceId: 'a3', otherId: 'b' })
  expect(findings[1]).toMatchObject({ kind: 'unlike_its_person', referenceId: 'a3', ownSimilarity: near(0.217) })
  expect(findings).toHaveLength(2)
})

test('weak photos, near-duplicates and people who are there twice are told, the worst kind first', async () => {
  const findings = await check(photo('a1', [1]), photo('a2', [0.99, 0.14], 20), photo('b1', [0.9, 0.1]))
  expect(findings).toMatchObject([
    { kind: 'same_person_twice', firstId: 'a', secondId: 'b' },
    { kind: 'near_duplicate', referenceId: 'a2', twinId: 'a1', similarity: near(0.99) },
    { kind: 'weak', referenceId: 'a2', quality: 20 },
  ])
})

test('photos of a person who is there twice are not told one by one', async () => {
  const anna = [photo('a1', [0.7, 0.7]), photo('a2', [0.7, -0.2, 0.6])]
  const findings = await check(...anna, photo('b1', [0.9]), photo('b2', [0.95]))
  expect(findings.map(({ kind }) => kind)).toContain('same_person_twice')
  expect(findings.map(({ kind }) => kind)).not.toContain('looks_like_another')
})

test('of thousands of findings the 500 worst are given', async () => {
  const photos = Array.from({ length: 900 }, (_, i) => ({ ...photo('x', [1], i / 30), id: `p${i}`, personId: `p${i}` }))
  const findings = await check(...photos)
  expect(findings).toHaveLength(500)
  expect(new Set(findings.map(({ kind }) => kind))).toEqual(new Set(['same_person_twice']))
})

test('a check can be stopped', async () => {
  const photos = Array.from({ length: 3000 }, (_, i) => ({ ...photo('x', [1]), id: `p${i}`, personId: `p${i}` }))
  const signal = AbortSignal.abort(new Error('left the page'))
  await expect(galleryHealth(photos, { threshold: THRESHOLD, signal })).rejects.toThrow()
})

test('an empty gallery is healthy', async () => {
  expect(await check()).toEqual([])
})

test('products of the fast kernel are cosines, whatever the number of rows and components', () => {
  const sizes = fc.tuple(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 70 }))
  fc.assert(
    fc.property(sizes, fc.infiniteStream(fc.double({ min: -1, max: 1, noNaN: true })), ([count, dimensions], numbers) => {
      const vectors = Array.from({ length: count + 1 }, () => {
        const vector = Float32Array.from({ length: dimensions }, () => Number(numbers.next().value))
        const length = Math.sqrt(dot(vector, vector)) || 1
        return vector.map(value => value / length)
      })
      const [query, ...rows] = vectors
      const dots = createDots(rows.length, 1, dimensions)
      for (const [i, row] of rows.entries()) dots.setRow(i, row)
      dots.setQuery(0, query!)
      const from = 4 * Math.floor(rows.length / 8)
      const products = dots.multiply(0, from, rows.length)
      expect(products).toHaveLength(rows.length - from)
      for (const [i, product] of products.entries()) expect(product / dots.one).toBeCloseTo(dot(query!, rows[from + i]!), 2)
    }),
  )
})
