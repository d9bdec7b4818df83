// A picture as a grid of mean brightness: what is left of it for comparing pictures of one camera.

import type { Image } from '../core/types.ts'

/** Mean luma (BT.601, 0–255) of columns × rows cells, row by row, of every second pixel both ways. */
export function cellLuma({ width, height, data }: Image, columns: number, rows: number): Float32Array {
  const sums = new Float32Array(columns * rows)
  const counts = new Float32Array(columns * rows)
  for (let y = 0; y < height; y += 2) {
    const row = Math.floor((y * rows) / height) * columns
    for (let x = 0; x < width; x += 2) {
      const cell = row + Math.floor((x * columns) / width)
      const p = (y * width + x) * 3
      sums[cell]! += 0.299 * data[p]! + 0.587 * data[p + 1]! + 0.114 * data[p + 2]!
      counts[cell]!++
    }
  }
  return sums.map((sum, i) => sum / Math.max(1, counts[i]!))
}
