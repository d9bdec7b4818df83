import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Point } from '../types.ts'
import { apply, estimateSimilarity, invert, scaleOf, type SimilarityTransform } from './similarity-transform.ts'

const coordinate = fc.double({ min: -1000, max: 1000, noNaN: true })
const point = fc.record({ x: coordinate, y: coordinate })
const transform = fc
  .record({
    scale: fc.double({ min: 0.05, max: 20, noNaN: true }),
    angle: fc.double({ min: -Math.PI, max: Math.PI, noNaN: true }),
    tx: coordinate,
    ty: coordinate,
  })
  .map(({ scale, angle, tx, ty }) => ({ a: scale * Math.cos(angle), b: scale * Math.sin(angle), tx, ty }))
const spread = (points: readonly Point[]) => Math.max(...points.map(p => Math.hypot(p.x - points[0]!.x, p.y - points[0]!.y)))
const points = fc.array(point, { minLength: 2, maxLength: 8 }).filter(all => spread(all) > 1)

const squaredError = (t: SimilarityTransform, from: readonly Point[], to: readonly Point[]) =>
  from.map((p, i) => ({ p: apply(t, p), q: to[i]! })).reduce((sum, { p, q }) => sum + (p.x - q.x) ** 2 + (p.y - q.y) ** 2, 0)

test('the transform that made the points is found again', () => {
  fc.assert(
    fc.property(transform, points, (t, from) => {
      const found = estimateSimilarity(
        from,
        from.map(p => apply(t, p)),
      )!
      for (const p of from) {
        expect(apply(found, p).x).toBeCloseTo(apply(t, p).x, 3)
        expect(apply(found, p).y).toBeCloseTo(apply(t, p).y, 3)
      }
      expect(scaleOf(found) / scaleOf(t)).toBeCloseTo(1, 4)
    }),
  )
})

test('no transform nearby fits noisy points better', () => {
  const nudge = fc.double({ min: -0.1, max: 0.1, noNaN: true })
  const pairs = fc.array(fc.tuple(point, point), { minLength: 3, maxLength: 6 }).filter(all => spread(all.map(p => p[0])) > 1)
  fc.assert(
    fc.property(pairs, nudge, nudge, nudge, nudge, (all, da, db, dx, dy) => {
      const [from, to] = [all.map(p => p[0]), all.map(p => p[1])]
      const best = estimateSimilarity(from, to)!
      const other = { a: best.a + da, b: best.b + db, tx: best.tx + dx, ty: best.ty + dy }
      const error = squaredError(best, from, to)
      expect(error).toBeLessThanOrEqual(squaredError(other, from, to) + 1e-6 * (1 + error))
    }),
  )
})

test('going there and back ends where it began', () => {
  fc.assert(
    fc.property(transform, point, (t, p) => {
      const back = apply(invert(t)!, apply(t, p))
      expect(back.x).toBeCloseTo(p.x, 5)
      expect(back.y).toBeCloseTo(p.y, 5)
    }),
  )
})

// The example of Umeyama 1991 with its published answer: R = [0.832 0.555; -0.555 0.832], c = 0.721, t = (-0.8, 0.4).
test('a mirrored triangle is not fitted by mirroring it', () => {
  const from = [
    { x: 0, y: 0 },
    { x: 1, y: 0 },
    { x: 0, y: 2 },
  ]
  const to = [
    { x: 0, y: 0 },
    { x: -1, y: 0 },
    { x: 0, y: 2 },
  ]
  const { a, b, tx, ty } = estimateSimilarity(from, to)!
  expect(scaleOf({ a, b, tx, ty })).toBeCloseTo(0.721, 3)
  expect([a, -b]).toEqual([expect.closeTo(0.721 * 0.832, 3), expect.closeTo(0.721 * 0.5547, 3)])
  expect([tx, ty]).toEqual([expect.closeTo(-0.8, 6), expect.closeTo(0.4, 6)])
})

test('points that coincide, and NaN, give no transform', () => {
  const to = [
    { x: 0, y: 0 },
    { x: 9, y: 9 },
  ]
  expect(estimateSimilarity([to[1]!, to[1]!], to)).toBeUndefined()
  expect(estimateSimilarity([{ x: NaN, y: 1 }, to[0]!], to)).toBeUndefined()
  expect(estimateSimilarity(to, [{ x: Infinity, y: 1 }, to[0]!])).toBeUndefined()
  expect(invert({ a: 0, b: 0, tx: 5, ty: 5 })).toBeUndefined()
})
