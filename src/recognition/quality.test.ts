import fc from 'fast-check'
import { expect, test } from 'vitest'
import { blocks, boxOf, frontal } from '../../test/fixtures/faces.ts'
import { alignFace } from '../core/image/align.ts'
import { fivePoints } from '../core/geometry/detection.ts'
import { apply } from '../core/geometry/similarity-transform.ts'
import { resize } from '../core/image/resize.ts'
import type { AlignedFace, Landmarks5 } from '../core/types.ts'
import { embeddingStrength, judge } from './quality.ts'
import { measure, pose, type FaceToMeasure } from './signals.ts'

const picture = { width: 640, height: 480 }
const landmarks = frontal(1.5, 200, 100)
const aligned = blocks(120, 50)
const clear: FaceToMeasure = { landmarks, box: boxOf(landmarks), aligned, picture, detectionScore: 1, unsteadiness: 0 }
const judged = (change: Partial<FaceToMeasure>) => judge(measure({ ...clear, ...change }), undefined)
const withNoseAt = (dx: number, dy: number): Landmarks5 =>
  fivePoints(k => (k === 2 ? { x: landmarks[2].x + dx, y: landmarks[2].y + dy } : landmarks[k]!))
const blurred = () => {
  const image = blocks(120, 50, 16)
  return resize(resize(image, 7, 7), 112, 112) as AlignedFace
}

test('a large, frontal, sharp, well-lit face has nothing wrong with it', () => {
  expect(judged({})).toEqual({ value: 100, reasons: [] })
})

const small = frontal(0.25, 200, 100)
test.each([
  ['too_small', { landmarks: small, box: boxOf(small) }],
  ['turned', { landmarks: withNoseAt(40, 0) }],
  ['turned', { landmarks: withNoseAt(0, 40) }],
  ['blurred', { aligned: blurred() }],
  ['dark', { aligned: blocks(32, 25) }],
  ['overexposed', { aligned: blocks(245, 8) }],
  ['cut_off', { box: { x: -60, y: 100, width: 200, height: 200 } }],
  ['unclear', { unsteadiness: 0.6 }],
] as const)('a face that is %s is poor for that reason alone', (reason, change) => {
  const { value, reasons } = judged(change)
  expect(reasons).toEqual([reason])
  expect(value).toBeLessThan(50)
})

test('several reasons come worst first, and that it is unclear, which nobody can change, last', () => {
  const { reasons } = judged({ aligned: blocks(18, 14), landmarks: withNoseAt(40, 0), unsteadiness: 0.7 })
  expect(reasons).toEqual(['turned', 'dark', 'unclear'])
})

test('a flat grey patch is blurred, not sharp by its noise', () => {
  expect(judged({ aligned: blocks(120, 0) }).reasons).toContain('blurred')
})

test('a picture of nothing at all has quality 0 and is finite', () => {
  const aligned = alignFace({ width: 2, height: 2, data: new Uint8Array(12) }, frontal(1, 500, 500))!
  expect(judged({ aligned }).value).toBe(0)
})

test('pose is the same however the head is rolled, moved and scaled', () => {
  const angle = fc.double({ min: -Math.PI, max: Math.PI, noNaN: true })
  const turned = withNoseAt(20, -8)
  const { turn, nod } = pose(turned)
  fc.assert(
    fc.property(angle, fc.double({ min: 0.2, max: 5, noNaN: true }), (radians, scale) => {
      const t = { a: scale * Math.cos(radians), b: scale * Math.sin(radians), tx: 40, ty: -7 }
      const other = pose(fivePoints(k => apply(t, turned[k]!)))
      expect(other.turn).toBeCloseTo(turn, 6)
      expect(other.nod).toBeCloseTo(nod, 6)
    }),
  )
})

test('the side a head turns to is told by sign', () => {
  const [left, right] = [pose(withNoseAt(-20, 0)), pose(withNoseAt(20, 0))]
  expect(Math.sign(left.turn)).toBe(-Math.sign(right.turn))
  expect(Math.abs(left.turn)).toBeCloseTo(Math.abs(right.turn), 1)
  expect(Math.abs(pose(landmarks).turn)).toBeLessThan(0.05)
})

test('a weak embedding makes a face unclear; where a pack knows no lengths nothing changes', () => {
  const lengths = { weak: 1.3, typical: 2.6 }
  expect([1, 1.3, 1.95, 2.6, 9].map(length => embeddingStrength(length, lengths))).toEqual([0, 0, expect.closeTo(0.5, 6), 1, 1])
  expect(embeddingStrength(0.01, undefined)).toBe(1)
  const weak = { ...measure(clear), embeddingLength: 1.6 }
  expect(judge(weak, lengths).reasons).toEqual(['unclear'])
  expect(judge(weak, undefined).reasons).toEqual([])
})

test('whatever the numbers, quality lies within 0–100', () => {
  const coordinate = fc.double({ min: -1000, max: 2000, noNaN: true })
  const point = fc.record({ x: coordinate, y: coordinate })
  fc.assert(
    fc.property(
      fc.tuple(point, point, point, point, point),
      fc.double({ min: 0, max: 9, noNaN: true }),
      (points, unsteadiness) => {
        const { value } = judged({ landmarks: points, unsteadiness })
        expect(value).toBeGreaterThanOrEqual(0)
        expect(value).toBeLessThanOrEqual(100)
      },
    ),
  )
})
