// Stretches RGB images in plain JavaScript by averaging the area under each new pixel; for pictures that no native scaler holds.

import type { Image } from '../core/types.ts'

/** The whole image stretched to `width` × `height`: area average where it shrinks, the covering pixel where it grows. */
export function resizeImage(image: Image, width: number, height: number): Image {
  if (width === image.width && height === image.height) return image
  const rows = spans(image.height, height)
  const columns = spans(image.width, width)
  const data = new Uint8ClampedArray(width * height * 3)
  const band = new Float32Array(image.width * 3)
  for (let y = 0; y < height; y++) {
    averageRows(image, rows, y, band)
    averageColumns(band, columns, data.subarray(y * width * 3, (y + 1) * width * 3))
  }
  return { width, height, data: new Uint8Array(data.buffer) }
}

/** Which source pixels lie under each target pixel, and the share of each; the shares of one target sum to 1. */
interface Spans {
  readonly first: Int32Array
  /** Where a target's shares begin in `shares`; one entry more than targets. */
  readonly start: Int32Array
  readonly shares: Float32Array
}

function spans(from: number, to: number): Spans {
  const step = from / to
  const first = new Int32Array(to)
  const start = new Int32Array(to + 1)
  const shares: number[] = []
  for (let i = 0; i < to; i++) {
    const [begin, end] = [i * step, Math.min(from, (i + 1) * step)]
    first[i] = Math.min(from - 1, Math.floor(begin))
    const count = Math.max(1, Math.ceil(end - 1e-6) - first[i]!)
    for (let at = first[i]!; at < first[i]! + count; at++)
      shares.push((Math.min(end, at + 1) - Math.max(begin, at)) / (end - begin))
    start[i + 1] = shares.length
  }
  return { first, start, shares: Float32Array.from(shares) }
}

function averageRows(image: Image, rows: Spans, y: number, band: Float32Array): void {
  band.fill(0)
  const { data } = image
  const stride = band.length
  let at = rows.first[y]! * stride
  for (let share = rows.start[y]!; share < rows.start[y + 1]!; share++) {
    const weight = rows.shares[share]!
    for (let x = 0; x < stride; x++) band[x]! += data[at + x]! * weight
    at += stride
  }
}

function averageColumns(band: Float32Array, columns: Spans, row: Uint8ClampedArray): void {
  const { first, start, shares } = columns
  for (let x = 0, out = 0; x < first.length; x++) {
    let at = first[x]! * 3
    let [red, green, blue] = [0, 0, 0]
    for (let share = start[x]!; share < start[x + 1]!; share++) {
      const weight = shares[share]!
      red += band[at]! * weight
      green += band[at + 1]! * weight
      blue += band[at + 2]! * weight
      at += 3
    }
    row[out++] = red
    row[out++] = green
    row[out++] = blue
  }
}
