// Candidates for telling a picture from a face by how its five points move over a track: each a number, higher for bona fide.

import { apply, estimateSimilarity } from '../../src/core/geometry/similarity-transform.ts'
import type { Landmarks5, Point } from '../../src/core/types.ts'

/** How far points lie from where the best map of the first frame's points brings them, in eye distances; median over frames. */
const residual = (
  track: readonly Landmarks5[],
  fit: (from: Landmarks5, to: Landmarks5) => ((p: Point) => Point) | undefined,
): number => {
  const [first, ...later] = track
  if (!first) return 0
  const eyes = Math.hypot(first[1].x - first[0].x, first[1].y - first[0].y)
  const each = later.flatMap(points => {
    const map = fit(first, points)
    if (!map) return []
    const squares = first.map((p, i) => {
      const there = map(p)
      return (there.x - points[i]!.x) ** 2 + (there.y - points[i]!.y) ** 2
    })
    return [Math.sqrt(squares.reduce((sum, v) => sum + v, 0) / squares.length) / Math.max(1, eyes)]
  })
  return each.sort((a, b) => a - b)[Math.floor(each.length / 2)] ?? 0
}

export const TRACK_SIGNALS = {
  /** A flat thing seen from afar moves by affine maps, a head that turns does not. */
  'parallax of the points': (track: readonly Landmarks5[]) => residual(track, affine),
  /** Faces blink, speak and breathe; a held picture only moves as a whole. */
  'small motion within the face': (track: readonly Landmarks5[]) =>
    residual(track, (from, to) => {
      const t = estimateSimilarity(from, to)
      return t && (p => apply(t, p))
    }),
} as const
export type TrackSignal = keyof typeof TRACK_SIGNALS

/** Least squares of both coordinates: 3×3 normal equations, by Cramer's rule about the mean. */
function affine(from: Landmarks5, to: Landmarks5): ((p: Point) => Point) | undefined {
  const mean = (points: readonly Point[]): Point => ({
    x: points.reduce((sum, p) => sum + p.x, 0) / points.length,
    y: points.reduce((sum, p) => sum + p.y, 0) / points.length,
  })
  const [a, b] = [mean(from), mean(to)]
  let [xx, xy, yy, xu, yu, xv, yv] = [0, 0, 0, 0, 0, 0, 0]
  for (const [i, p] of from.entries()) {
    const [x, y, u, v] = [p.x - a.x, p.y - a.y, to[i]!.x - b.x, to[i]!.y - b.y]
    xx += x * x
    xy += x * y
    yy += y * y
    xu += x * u
    yu += y * u
    xv += x * v
    yv += y * v
  }
  const determinant = xx * yy - xy * xy
  if (Math.abs(determinant) < 1e-9) return undefined
  const [m, n] = [(xu * yy - yu * xy) / determinant, (yu * xx - xu * xy) / determinant]
  const [o, q] = [(xv * yy - yv * xy) / determinant, (yv * xx - xv * xy) / determinant]
  return ({ x, y }) => ({ x: b.x + m * (x - a.x) + n * (y - a.y), y: b.y + o * (x - a.x) + q * (y - a.y) })
}
