// Tells a cut of the picture from movement within it, so that a face after a cut never inherits the name of one before.

import type { Image } from '../core/types.ts'
import { cellLuma } from './cell-luma.ts'

const COLUMNS = 16
const ROWS = 9
/**
 * Below this correlation of the cells' luma a picture does not continue the one before. Measured: six-friends.mp4 and
 * hamilton.mp4 have -0.18–0.29 at their cuts, also from dark to dark; without a cut nothing fell below 0.44.
 */
const CUT_CORRELATION = 0.35
/** Pictures with less contrast (variance of the cells' luma) have no pattern to compare… */
const MIN_VARIANCE = 16
/** …and are compared by brightness: mean luma difference of cells, 0–255. */
const FLAT_CUT_DIFFERENCE = 28
/** So much brighter or darker is a cut whatever the pattern: nobody should inherit a name in doubt. */
const CUT_DIFFERENCE = 45

export class SceneCutDetector {
  #previous: Float32Array | undefined

  /** True when this picture does not continue the one before. */
  isCut(image: Image): boolean {
    const now = cellLuma(image, COLUMNS, ROWS)
    const before = this.#previous
    this.#previous = now
    return before !== undefined && !continues(before, now)
  }
}

function continues(a: Float32Array, b: Float32Array): boolean {
  const meanA = mean(a)
  const meanB = mean(b)
  let [ab, aa, bb, difference] = [0, 0, 0, 0]
  for (let i = 0; i < a.length; i++) {
    const x = a[i]! - meanA
    const y = b[i]! - meanB
    ab += x * y
    aa += x * x
    bb += y * y
    difference += Math.abs(a[i]! - b[i]!)
  }
  const meanDifference = difference / a.length
  if (meanDifference > CUT_DIFFERENCE) return false
  const flat = Math.min(aa, bb) / a.length < MIN_VARIANCE
  return flat ? meanDifference <= FLAT_CUT_DIFFERENCE : ab / Math.sqrt(aa * bb) >= CUT_CORRELATION
}

const mean = (values: Float32Array): number => values.reduce((sum, v) => sum + v, 0) / values.length
