// Tells a cut of the picture from movement within it, so that a face after a cut never inherits the name of one before.

import type { Image } from '../core/types.ts'

const COLUMNS = 16
const ROWS = 9
/** Mean luma difference of cells, 0–255, that only a cut, a flash or a blackout makes. */
const CUT_DIFFERENCE = 28

export class SceneCutDetector {
  #previous: Float32Array | undefined

  /** True when this picture does not continue the one before. */
  isCut(image: Image): boolean {
    const now = cellLuma(image)
    const before = this.#previous
    this.#previous = now
    return before !== undefined && meanDifference(before, now) > CUT_DIFFERENCE
  }
}

function meanDifference(a: Float32Array, b: Float32Array): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += Math.abs(a[i]! - b[i]!)
  return sum / a.length
}

function cellLuma({ width, height, data }: Image): Float32Array {
  const sums = new Float32Array(COLUMNS * ROWS)
  const counts = new Float32Array(COLUMNS * ROWS)
  for (let y = 0; y < height; y += 2) {
    const row = Math.floor((y * ROWS) / height) * COLUMNS
    for (let x = 0; x < width; x += 2) {
      const cell = row + Math.floor((x * COLUMNS) / width)
      const p = (y * width + x) * 3
      sums[cell]! += 0.299 * data[p]! + 0.587 * data[p + 1]! + 0.114 * data[p + 2]!
      counts[cell]!++
    }
  }
  return sums.map((sum, i) => sum / Math.max(1, counts[i]!))
}
