// Stretches RGB images in plain JavaScript by averaging the area under each new pixel; for pictures that no native scaler holds.

import type { Image } from '../core/types.ts'

/** The whole image stretched to `width` × `height`: area average where it shrinks, the covering pixel where it grows. */
export function resizeImage(image: Image, width: number, height: number): Image {
  if (width === image.width && height === image.height) return image
  const columns = spans(image.width, width)
  const rows = spans(image.height, height)
  const narrow = new Float32Array(width * image.height * 3)
  for (let y = 0; y < image.height; y++) {
    averageRow(image.data, y * image.width * 3, columns, narrow, y * width * 3)
  }
  const data = new Uint8ClampedArray(width * height * 3)
  const sum = new Float32Array(width * 3)
  rows.forEach(({ first, weights }, y) => {
    sum.fill(0)
    weights.forEach((weight, i) => {
      const row = (first + i) * width * 3
      for (let x = 0; x < sum.length; x++) sum[x]! += narrow[row + x]! * weight
    })
    data.set(sum, y * width * 3)
  })
  return { width, height, data: new Uint8Array(data.buffer) }
}

interface Span {
  readonly first: number
  /** Share of each source pixel from `first` on; sums to 1. */
  readonly weights: readonly number[]
}

/** Which source pixels lie under each of `to` target pixels, and by how much. */
function spans(from: number, to: number): Span[] {
  const step = from / to
  return Array.from({ length: to }, (_, i) => {
    const start = i * step
    const end = Math.min(from, start + step)
    const first = Math.min(from - 1, Math.floor(start))
    const count = Math.max(1, Math.ceil(end - 1e-6) - first)
    const weights = Array.from({ length: count }, (__, j) => Math.min(end, first + j + 1) - Math.max(start, first + j))
    const total = weights.reduce((sum, weight) => sum + weight, 0)
    return { first, weights: weights.map(weight => weight / total) }
  })
}

function averageRow(from: Uint8Array, fromAt: number, columns: readonly Span[], to: Float32Array, toAt: number): void {
  let out = toAt
  for (const { first, weights } of columns) {
    let at = fromAt + first * 3
    let [red, green, blue] = [0, 0, 0]
    for (const weight of weights) {
      red += from[at]! * weight
      green += from[at + 1]! * weight
      blue += from[at + 2]! * weight
      at += 3
    }
    to[out++] = red
    to[out++] = green
    to[out++] = blue
  }
}
