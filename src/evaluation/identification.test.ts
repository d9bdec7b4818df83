import fc from 'fast-check'
import { expect, test } from 'vitest'
import { probe } from '../../test/fixtures/templates.ts'
import { identify, type IdentificationSet, type Probe } from './identification.ts'

/** Person k is axis k; a probe is told its cosines to them. */
const gallery = (count: number): Probe[] =>
  Array.from({ length: count }, (_, k) => ({ person: `p${k}`, template: probe(Array.from({ length: count }, (_, i) => (i === k ? 1 : 0))) })) // prettier-ignore
const of = (person: string, ...cosines: number[]): Probe => ({ person, template: probe(cosines) })
const set = (mated: Probe[], strangers: Probe[], people = 3): IdentificationSet => ({
  gallery: gallery(people),
  mated,
  strangers,
})

test('a name is missed below the threshold, and where somebody else is nearer', () => {
  const [result] = identify(
    set(
      [of('p0', 0.8), of('p1', 0.1, 0.3), of('p2', 0.6, 0, 0.5), of('p0', 0.7)],
      [of('s1', 0.4), of('s2', 0.2), of('s3', 0, 0.1), of('s4', 0, 0, 0.05)],
    ),
    { sizes: [3], fpirs: [0.25, 0.5, 0.1] },
  )
  expect(result).toMatchObject({ size: 3, draws: 1, mated: { probes: 4, people: 3 }, strangers: { probes: 4, people: 4 } })
  // One of four strangers may pass, the one at 0.4: p1 at 0.3 passes above 0.2, p2 is taken for p0.
  expect(result!.atFpir[0]).toMatchObject({
    threshold: expect.closeTo(0.2, 5) as number,
    fnir: { value: 0.25 },
    fpir: { value: 0.25 },
  })
  expect(result!.atFpir[1]!.threshold).toBeCloseTo(0.1, 5)
  expect(result!.atFpir[2]).toBeUndefined()
  expect(result!.rank1).toMatchObject({ value: 0.75, n: 4 })
  expect(result!.rank5).toMatchObject({ value: 1, n: 4 })
})

test('a threshold from elsewhere is measured by what it does', () => {
  const [result] = identify(set([of('p0', 0.8), of('p1', 0, 0.3)], [of('s1', 0.4), of('s2', 0.35)]), {
    sizes: [3],
    fpirs: [],
    thresholds: size => [size / 10 + 0.08],
  })
  expect(result!.atThreshold).toMatchObject([{ threshold: 0.38, fnir: { value: 0.5 }, fpir: { value: 0.5 } }])
})

test('a photo without a face is a miss for who is registered, and names no stranger', () => {
  const faceless = (person: string): Probe => ({ person, template: undefined })
  const [result] = identify(set([faceless('p0'), of('p1', 0, 0.9)], [faceless('s1'), of('s2', 0.5)]), {
    sizes: [3],
    fpirs: [0.5],
  })
  expect(result!.atFpir[0]).toMatchObject({ threshold: -1 + 1e-6, fnir: { value: 0.5 }, fpir: { value: 0.5 } })
})

test('smaller galleries are drawn and averaged; those larger than the set are left out', () => {
  const mated = [0, 1, 2].map(k => of(`p${k}`, ...[0, 1, 2].map(i => (i === k ? 0.9 : 0))))
  const results = identify(set(mated, [of('s1', 0.5), of('s2', 0, 0.4)]), { sizes: [2, 3, 10], fpirs: [0.5], draws: 7 })
  expect(results.map(r => [r.size, r.draws, r.mated.probes])).toEqual([
    [2, 7, 3],
    [3, 1, 3],
  ])
  expect(results[0]!.atFpir[0]!.fnir.value).toBe(0)
  // Three people without an error do not prove much.
  expect(results[1]!.atFpir[0]!.fnir.high).toBeGreaterThan(0.5)
})

test('two people who cannot be told apart are no identification', () => {
  const [result] = identify(set([of('p0', 0.5, 0.5)], [of('s1', 0.1)]), { sizes: [3], fpirs: [1] })
  expect(result!.rank1!.value).toBe(0)
  expect(result!.rank5!.value).toBe(1)
})

test('the FPIR asked for is never exceeded, more strangers named never means more names missed, and intervals hold their values', () => {
  const cosine = fc.integer({ min: 0, max: 10 }).map(n => n / 20)
  const probes = (prefix: string) =>
    fc
      .array(fc.tuple(fc.integer({ min: 0, max: 2 }), cosine, cosine, cosine), { minLength: 4, maxLength: 12 })
      .map(some => some.map(([k, ...cosines]) => of(`${prefix}${k}`, ...cosines)))
  fc.assert(
    fc.property(probes('p'), probes('s'), (mated, strangers) => {
      for (const result of identify(set(mated, strangers), { sizes: [2, 3], fpirs: [0.25, 0.5], draws: 3 })) {
        const [strict, loose] = result.atFpir
        expect(strict!.fpir.value).toBeLessThanOrEqual(0.25 + 1e-9)
        expect(loose!.fnir.value).toBeLessThanOrEqual(strict!.fnir.value + 1e-9)
        for (const { value, low, high } of [strict!.fnir, strict!.fpir, loose!.fnir]) {
          expect(low).toBeLessThanOrEqual(value + 1e-9)
          expect(high).toBeGreaterThanOrEqual(value - 1e-9)
        }
      }
    }),
    { numRuns: 20 },
  )
})
