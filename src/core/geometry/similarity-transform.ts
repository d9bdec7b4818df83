// The least-squares similarity transform (rotation, uniform scale, translation) between two sets of points in the plane.

import type { Point } from '../types.ts'

/** x' = a·x − b·y + tx, y' = b·x + a·y + ty */
export interface SimilarityTransform {
  readonly a: number
  readonly b: number
  readonly tx: number
  readonly ty: number
}

/**
 * The transform that takes `from` onto `to` with the least squared error. In the plane and without reflection the
 * solution of Umeyama 1991 (eq. 40–43) is this closed form over complex numbers.
 * Undefined when the points of `from` coincide or are not finite.
 */
export function estimateSimilarity(from: readonly Point[], to: readonly Point[]): SimilarityTransform | undefined {
  const f = mean(from)
  const t = mean(to)
  let along = 0
  let across = 0
  let spread = 0
  for (const [i, p] of from.entries()) {
    const fx = p.x - f.x
    const fy = p.y - f.y
    const tx = to[i]!.x - t.x
    const ty = to[i]!.y - t.y
    along += fx * tx + fy * ty
    across += fx * ty - fy * tx
    spread += fx * fx + fy * fy
  }
  if (!(spread > 1e-9) || !Number.isFinite(along + across)) return undefined
  const a = along / spread
  const b = across / spread
  return { a, b, tx: t.x - a * f.x + b * f.y, ty: t.y - b * f.x - a * f.y }
}

export const scaleOf = ({ a, b }: SimilarityTransform): number => Math.hypot(a, b)

/** Undefined for a transform that shrinks everything to a point. */
export function invert({ a, b, tx, ty }: SimilarityTransform): SimilarityTransform | undefined {
  const square = a * a + b * b
  if (!(square > 1e-12)) return undefined
  const ia = a / square
  const ib = -b / square
  return { a: ia, b: ib, tx: -(ia * tx - ib * ty), ty: -(ib * tx + ia * ty) }
}

export const apply = ({ a, b, tx, ty }: SimilarityTransform, { x, y }: Point): Point => ({
  x: a * x - b * y + tx,
  y: b * x + a * y + ty,
})

function mean(points: readonly Point[]): Point {
  const sum = points.reduce((s, p) => ({ x: s.x + p.x, y: s.y + p.y }), { x: 0, y: 0 })
  return { x: sum.x / points.length, y: sum.y / points.length }
}
