import { expect, test } from 'vitest'
import { createRandom } from '../core/random.ts'
import { toTemplate } from '../core/template.ts'
import type { EmbeddingSpace, Template } from '../core/types.ts'
import { comparePrecisions, lossOf, type TwiceEmbedded } from './precision-loss.ts'

const PEOPLE = 40
const PHOTOS = 9
const DIMENSIONS = 32

function template(vector: ArrayLike<number>): Template {
  const made = toTemplate({ space: 'test' as EmbeddingSpace, vector: Float32Array.from(vector) })
  if (!made) throw new Error('no template')
  return made
}

/** Photos of people around a direction each; whole numbers are floats and so much noise. */
function photosWith(noise: number): TwiceEmbedded[] {
  const random = createRandom(7)
  const spread = (size: number) => Float32Array.from({ length: DIMENSIONS }, () => (random() + random() - 1) * size)
  return Array.from({ length: PEOPLE }, (_, p) => ({ person: `person ${p}`, centre: spread(1) })).flatMap(({ person, centre }) =>
    Array.from({ length: PHOTOS }, () => {
      const photo = spread(0.9).map((v, i) => v + centre[i]!)
      const [float, moved] = [template(photo), spread(noise)]
      return { person, float, int8: template(photo.map((v, i) => v + moved[i]!)) }
    }),
  )
}

test('whole numbers that give the floats’ templates lose nothing', () => {
  const loss = comparePrecisions(photosWith(0))
  expect(loss).toMatchObject({ photos: 360, people: 40, genuine: 40 * 36, impostors: (360 * 359) / 2 - 40 * 36 })
  expect(loss.cosine.least).toBeCloseTo(1, 5)
  expect(loss.points.map(({ falseMatchRate }) => falseMatchRate)).toEqual([1e-2])
  expect(loss.points[0]!.falseMatches).toEqual({ float: 631, int8: 631, mixed: 631 })
  expect(lossOf(loss)).toBeUndefined()
})

test('whole numbers by which more people are missed are refused, with where and how many', () => {
  expect(lossOf(comparePrecisions(photosWith(0.8)))).toMatch(
    /^at 1 false match in 100, both photos as whole numbers, \d+\.\d\d points more are missed \(0\.1 may be\)$/,
  )
})

test('false matches are compared, too', () => {
  const loss = comparePrecisions(photosWith(0))
  const falseMatches = { float: 631, int8: 631, mixed: 700 }
  expect(lossOf({ ...loss, points: [{ ...loss.points[0]!, falseMatches }] })).toBe(
    'at 1 false match in 100, one as floats, there are 700 false matches instead of 631',
  )
})

test('too few photos decide nothing', () => {
  expect(lossOf(comparePrecisions(photosWith(0).slice(0, 90)))).toMatch(/^360 pairs of one person and 0 judged rates/)
})

test('where false matches are too few to be counted, misses are, at the pack’s thresholds', () => {
  const calibrated = [
    { falseMatchRate: 1e-2, threshold: 0.1 },
    { falseMatchRate: 1e-4, threshold: 0.8 },
  ]
  const { points } = comparePrecisions(photosWith(0.2), calibrated)
  expect(points.map(({ falseMatchRate, threshold }) => [falseMatchRate, threshold])).toEqual([
    [1e-2, comparePrecisions(photosWith(0.2)).points[0]!.threshold],
    [1e-4, 0.8],
  ])
  const few = { float: 2, int8: 3, mixed: 4 }
  const alike = { float: 300, int8: 300, mixed: 300 }
  const loss = { ...comparePrecisions(photosWith(0)), points: [{ ...points[1]!, missed: alike, falseMatches: few }] }
  expect(lossOf(loss)).toBeUndefined()
  expect(lossOf({ ...loss, points: [{ ...loss.points[0]!, missed: { ...alike, int8: 302 } }] })).toMatch(/0\.14 points more/)
})
