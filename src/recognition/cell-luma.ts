// A picture as a grid of mean brightness: what is left of it for comparing pictures of one camera.

import type { Image } from '../core/types.ts'

/** Mean luma (BT.601, 0–255) of columns × rows cells, row by row, of every second pixel both ways. */
export function cellLuma({ width, height, data }: Image, columns: number, rows: number): Float32Array {
  const sums = new Float64Array(columns * rows)
  const counts = new Float64Array(columns * rows)
  for (let y = 0; y < height; y += 2) {
    let cell = Math.floor((y * rows) / height) * columns
    for (let column = 0, x = 0; column < columns; column++, cell++) {
      // Pixels one by one and whole numbers: this is done several times a second for each camera.
      const end = Math.ceil(((column + 1) * width) / columns)
      let [red, green, blue] = [0, 0, 0]
      const from = x
      for (let p = (y * width + x) * 3; x < end; x += 2, p += 6) {
        red += data[p]!
        green += data[p + 1]!
        blue += data[p + 2]!
      }
      sums[cell]! += 0.299 * red + 0.587 * green + 0.114 * blue
      counts[cell]! += (x - from) / 2
    }
  }
  return Float32Array.from(sums, (sum, cell) => sum / Math.max(1, counts[cell]!))
}
