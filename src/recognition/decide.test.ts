import fc from 'fast-check'
import { expect, test } from 'vitest'
import { evidenceOf } from '../../test/fixtures/evidence.ts'
import { galleryOf, probe } from '../../test/fixtures/templates.ts'
import type { Decision } from '../core/types.ts'
import { decideTogether, type DecisionSettings, type FaceToDecide } from './decide.ts'
import { Evidence, RULES, type Comparable } from './evidence.ts'

const SETTINGS: DecisionSettings = { rule: 'fusion', threshold: 0.45, minMargin: 0.05, minWeight: 100, minFrames: 3 }
const people = galleryOf(4)
const face = (cosines: readonly number[], frames = 5, quality = 80): FaceToDecide => ({
  evidence: evidenceOf(probe(cosines), frames, quality),
  previous: undefined,
  previousFrames: 0,
})
const after = (previous: Decision, previousFrames: number, cosines: readonly number[], frames = 5): FaceToDecide => ({
  ...face(cosines, frames),
  previous,
  previousFrames,
})
const decide = (one: FaceToDecide, gallery: Comparable = people, settings = SETTINGS) =>
  decideTogether([one], gallery, settings)[0]!
const lacking = (lacks: Comparable['lacks'], count = 4): Comparable => {
  const some = galleryOf(count)
  const { size, threshold } = some
  return {
    size,
    threshold,
    lacks,
    byMean: (...asked) => some.byMean(...asked),
    byReference: (...asked) => some.byReference(...asked),
  }
}
const said = ({ outcome, candidate, reasons }: Decision) => [outcome, candidate?.personId, ...reasons]
const names = (decisions: readonly Decision[]) => decisions.map(d => d.candidate?.personId)

test('a face like somebody is known, with candidates, threshold and margin', () => {
  const decision = decide(face([0.6, 0.3]))
  expect(said(decision)).toEqual(['known', 'a', 'above_threshold'])
  expect(decision.threshold).toBe(0.45)
  expect(decision.margin).toBeCloseTo(0.3, 4)
  expect(decision.candidates.map(c => c.personId).slice(0, 2)).toEqual(['a', 'b'])
})

test.each([
  ['at the threshold', [0.4501], ['known', 'a', 'above_threshold']],
  ['just below the threshold', [0.44], ['undecided', undefined, 'below_threshold']],
  ['far below the threshold', [0.2], ['unknown', undefined, 'below_threshold']],
  ['as much like two people', [0.6, 0.58], ['undecided', undefined, 'margin_too_small']],
])('a face %s', (_, cosines, expected) => {
  expect(said(decide(face(cosines)))).toEqual(expected)
})

test.each([
  ['a single frame', [0.5], 1, 80, 'undecided'],
  ['many poor frames', [0.5], 3, 20, 'undecided'],
  ['one frame of somebody very clear', [0.7], 1, 80, 'known'],
  ['a single frame of a stranger', [0.1], 1, 80, 'undecided'],
  ['a stranger seen often', [0.1], 3, 80, 'unknown'],
])('%s', (_, cosines, frames, quality, outcome) => {
  const decision = decide(face(cosines, frames, quality))
  expect(decision.outcome).toBe(outcome)
  if (outcome === 'undecided') expect(decision.reasons).toEqual(['not_enough_evidence'])
})

test.each([
  ['people', [0.1], 'undecided', 'search_incomplete'],
  ['people', [0.6], 'known', 'above_threshold'],
  ['search', [0.1], 'undecided', 'search_incomplete'],
  ['search', [0.9], 'undecided', 'search_incomplete'],
] as const)('without %s, a face of %j among those who could be found is %s', (lacks, cosines, outcome, reason) => {
  const decision = decide(face(cosines), lacking(lacks))
  expect([decision.outcome, decision.reasons]).toEqual([outcome, [reason]])
})

test('nobody is unknown because nobody could be found yet', () => {
  expect(said(decide(face([0.9]), lacking('people', 0)))).toEqual(['undecided', undefined, 'search_incomplete'])
})

test('who has a name keeps it while nobody can be searched for, and gets no other', () => {
  const known = decide(face([0.6]))
  expect(said(decide(after(known, 5, [0.55]), lacking('search')))).toEqual(['known', 'a', 'above_threshold'])
  expect(decide(after(known, 5, [0.2, 0.8]), lacking('search')).outcome).toBe('undecided')
})

test('no frame good enough is undecided and says what was wrong with the last', () => {
  const evidence = new Evidence()
  evidence.add(probe([1]), { value: 5, reasons: ['dark', 'too_small'] })
  expect(said(decide({ evidence, previous: undefined, previousFrames: 0 }))).toEqual([
    'undecided',
    undefined,
    'not_enough_evidence',
    'dark',
    'too_small',
  ])
})

test('with nobody enrolled a face is unknown once seen well, never known', () => {
  expect(said(decide(face([0.9]), galleryOf(0)))).toEqual(['unknown', undefined, 'gallery_empty'])
  expect(said(decide(face([0.9], 1), galleryOf(0)))).toEqual(['undecided', undefined, 'not_enough_evidence'])
})

test('the only person enrolled is named without a margin', () => {
  expect(said(decide(face([0.6]), galleryOf(1)))).toEqual(['known', 'a', 'above_threshold'])
})

test('similarities that are NaN are never known', () => {
  const broken: Comparable = {
    size: 1,
    threshold: 1,
    byMean: () => [{ personId: 'a', name: 'A', similarity: NaN, rank: 1 }],
    byReference: () => [{ personId: 'a', name: 'A', similarity: NaN, rank: 1 }],
  }
  for (const rule of RULES) expect(decide(face([0.9]), broken, { ...SETTINGS, rule }).outcome).not.toBe('known')
})

const knownAsA = decide(face([0.6]))

test('a name stays while its similarity falls a little below the threshold, and goes when it falls further', () => {
  expect(said(decide(after(knownAsA, 5, [0.41])))).toEqual(['known', 'a', 'keeps_its_name'])
  expect(decide(after(knownAsA, 5, [0.35])).candidate).toBeUndefined()
})

test('a first name needs less than a change of name', () => {
  expect(said(decide(face([0.46, 0.52], 3)))).toEqual(['known', 'b', 'above_threshold'])
  expect(said(decide(after(knownAsA, 5, [0.47, 0.52], 12)))).toEqual(['known', 'a', 'above_threshold'])
  expect(said(decide(after(knownAsA, 5, [0.42, 0.6], 7)))).toEqual(['known', 'a', 'keeps_its_name'])
  expect(said(decide(after(knownAsA, 5, [0.42, 0.6], 8)))).toEqual(['known', 'b', 'above_threshold'])
})

test('a person who was deleted is no longer the name of a face', () => {
  const knownAsD = decide(face([0, 0, 0, 0.7]))
  expect(said(knownAsD)).toEqual(['known', 'd', 'above_threshold'])
  expect(decide(after(knownAsD, 5, [0, 0, 0, 0.7]), galleryOf(3)).outcome).toBe('unknown')
})

test('one person is never two faces: the more similar one has the name, the other is told why not', () => {
  const decisions = decideTogether([face([0.6]), face([0.7]), face([0, 0, 0.6])], people, SETTINGS)
  expect(decisions.map(said)).toEqual([
    ['undecided', undefined, 'taken_by_another_face'],
    ['known', 'a', 'above_threshold'],
    ['known', 'c', 'above_threshold'],
  ])
})

test('two faces that both remember one name do not both keep it', () => {
  const faces = [after(knownAsA, 5, [0.41]), after(knownAsA, 5, [0.43])]
  expect(names(decideTogether(faces, people, SETTINGS))).toEqual([undefined, 'a'])
})

test.each(RULES)('whatever was seen and said before, no two faces of a moment have one name under %s', rule => {
  const cosine = fc.integer({ min: 0, max: 14 }).map(n => n / 20)
  const frame = fc.array(cosine, { minLength: 4, maxLength: 4 }).filter(all => Math.hypot(...all) < 1)
  const seen = fc.record({
    frames: fc.array(frame, { minLength: 1, maxLength: 5 }),
    before: fc.option(fc.integer({ min: 0, max: 3 })),
  })
  fc.assert(
    fc.property(fc.array(seen, { maxLength: 5 }), all => {
      const faces = all.map(({ frames, before }): FaceToDecide => {
        const evidence = new Evidence()
        for (const cosines of frames) evidence.add(probe(cosines), { value: 90, reasons: [] })
        return { evidence, previous: before === null ? undefined : decide(face(onlyLike(before)), people), previousFrames: 2 }
      })
      const decisions = decideTogether(faces, people, { ...SETTINGS, rule })
      const given = names(decisions).filter(name => name !== undefined)
      expect(new Set(given).size).toBe(given.length)
      for (const { outcome, candidate } of decisions) expect(candidate !== undefined).toBe(outcome === 'known')
    }),
    { numRuns: 300 },
  )
})

const onlyLike = (index: number) => [0, 1, 2, 3].map(i => (i === index ? 0.8 : 0))
