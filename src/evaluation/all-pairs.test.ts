import { expect, test } from 'vitest'
import { createRandom } from '../core/random.ts'
import { similarity, toTemplate } from '../core/template.ts'
import type { EmbeddingSpace } from '../core/types.ts'
import { compareAll, ratesOf, tradeOffOf, type Labelled } from './all-pairs.ts'
import { ratesAt, thresholdFor, toScores } from './verification.ts'

/** Photos scattered around a direction for each person. */
function scattered(people: number, photos: number, noise: number): Labelled[] {
  const random = createRandom(5)
  const vector = () => Float32Array.from({ length: 16 }, () => random() - 0.5)
  return Array.from({ length: people }, (_, p) => {
    const centre = vector()
    return Array.from({ length: photos }, () => {
      const off = vector()
      const template = toTemplate({ space: 'test' as EmbeddingSpace, vector: centre.map((v, k) => v + noise * off[k]!) })!
      return { person: `person ${p}`, template }
    })
  }).flat()
}

const photos = scattered(30, 4, 0.9)
const pairs = await compareAll(photos)
const comparisons = photos.flatMap((a, i) =>
  photos.slice(0, i).map(b => ({ similarity: similarity(a.template, b.template)!, same: a.person === b.person })),
)

test('every two photos are compared once, sorted by how similar they are', () => {
  expect([pairs.people, pairs.genuine.similarity.length, pairs.impostors]).toEqual([30, 30 * 6, (120 * 119) / 2 - 180])
  expect(pairs.histogram.reduce((a, b) => a + b)).toBe(pairs.impostors)
  expect([...pairs.nearest.similarity]).toEqual([...pairs.nearest.similarity].sort((a, b) => b - a))
  const [a, b] = [photos[pairs.nearest.a[0]!]!, photos[pairs.nearest.b[0]!]!]
  expect(similarity(a.template, b.template)).toBeCloseTo(pairs.nearest.similarity[0]!, 6)
  expect(a.person).not.toBe(b.person)
})

test('the rates are those of a plain count, and a rate below one pair is not measured', () => {
  const scores = toScores(comparisons)
  const [loose, strict, tooStrict] = ratesOf(pairs, [0.01, 0.001, 0.0001])
  for (const [rate, fmr] of [
    [loose, 0.01],
    [strict, 0.001],
  ] as const) {
    // prettier-ignore
    const plain = ratesAt(scores, thresholdFor(scores.impostor, fmr)!)
    expect(rate!.threshold!.value).toBeCloseTo(plain.threshold, 5)
    expect(rate!.falseNonMatchRate!.value).toBeCloseTo(plain.falseNonMatchRate, 9)
  }
  expect(tooStrict).toMatchObject({ threshold: undefined, falseNonMatchRate: undefined })
})

test('intervals hold their value, and grow as pairs become few', () => {
  const [loose, strict] = ratesOf(pairs, [0.01, 0.0003])
  for (const rate of [loose!, strict!]) {
    for (const { value, low, high } of [rate.threshold!, rate.falseNonMatchRate!]) {
      expect(low).toBeLessThanOrEqual(value)
      expect(high).toBeGreaterThanOrEqual(value)
    }
  }
  const width = ({ low, high }: { low: number; high: number }) => high - low
  expect(width(strict!.threshold!)).toBeGreaterThan(width(loose!.threshold!))
})

test('misses become fewer as more false matches are allowed', () => {
  const curve = tradeOffOf(pairs)
  expect(curve.length).toBeGreaterThan(10)
  for (const [i, [, fnmr]] of curve.entries()) expect(fnmr).toBeLessThanOrEqual(curve[i - 1]?.[1] ?? 1)
})

test('comparing can be stopped', async () => {
  const stop = new AbortController()
  stop.abort(new Error('stopped'))
  await expect(compareAll(scattered(200, 6, 0.5), { signal: stop.signal })).rejects.toThrow()
})
