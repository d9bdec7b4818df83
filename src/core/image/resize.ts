// Cutting a box out of a picture and resizing it, averaging over the area each new pixel covers.

import { clamp } from '../geometry/box.ts'
import type { Box, Image } from '../types.ts'

/**
 * The part of `image` inside `box` stretched to width × height. What lies outside the picture is black.
 * Shrinking averages over the covered area (a box filter), so fine patterns do not alias; enlarging is bilinear.
 */
export function cropResize(image: Image, box: Box, width: number, height: number): Image {
  const columns = spans(box.x, box.width, width, image.width)
  const rows = spans(box.y, box.height, height, image.height)
  const data = new Uint8Array(width * height * 3)
  // Only the columns some new pixel covers are averaged down the rows; then across.
  const left = columns.first[0]!
  const right = Math.max(left, columns.first[width - 1]! + count(columns, width - 1))
  const band = new Float32Array((right - left) * 3)
  for (let y = 0; y < height; y++) {
    averageRows(image, left, rows, y, band)
    averageColumns(band, left, columns, data, y * width * 3)
  }
  return { width, height, data }
}

/** The whole picture stretched to width × height. */
export function resize(image: Image, width: number, height: number): Image {
  if (image.width === width && image.height === height) return image
  return cropResize(image, { x: 0, y: 0, width: image.width, height: image.height }, width, height)
}

/** For each new pixel the first source pixel under it and, from start[i] to start[i + 1], the share of each. */
interface Spans {
  readonly first: Int32Array
  readonly start: Int32Array
  readonly shares: Float32Array
}

const count = ({ start }: Spans, i: number): number => start[i + 1]! - start[i]!

/** Spans of `pixels` new pixels over [begin, begin + length) of a row of `size`; a pixel whose middle lies outside has no share. */
function spans(begin: number, length: number, pixels: number, size: number): Spans {
  const step = length / pixels
  // A window one source pixel wide, moved over the pixels, shares them as bilinear interpolation does.
  const reach = Math.max(1, step)
  const first = new Int32Array(pixels)
  const start = new Int32Array(pixels + 1)
  const shares = new Float32Array(pixels * (Math.ceil(reach) + 2))
  let used = 0
  for (let i = 0; i < pixels; i++) {
    const middle = begin + (i + 0.5) * step
    const low = middle - reach / 2
    const high = middle + reach / 2
    const from = clamp(Math.floor(low), 0, size)
    const to = middle < 0 || middle > size ? from : clamp(Math.ceil(high), from, size)
    const covered = Math.min(high, to) - Math.max(low, from)
    first[i] = from
    for (let at = from; at < to; at++) shares[used++] = Math.max(0, Math.min(high, at + 1) - Math.max(low, at)) / covered
    start[i + 1] = used
  }
  return { first, start, shares }
}

function averageRows({ width, data }: Image, left: number, rows: Spans, y: number, band: Float32Array): void {
  band.fill(0)
  let source = (rows.first[y]! * width + left) * 3
  for (let share = rows.start[y]!; share < rows.start[y + 1]!; share++) {
    const weight = rows.shares[share]!
    for (let i = 0; i < band.length; i++) band[i]! += data[source + i]! * weight
    source += width * 3
  }
}

function averageColumns(band: Float32Array, left: number, { first, start, shares }: Spans, data: Uint8Array, out: number): void {
  for (let x = 0; x < first.length; x++) {
    let at = (first[x]! - left) * 3
    let red = 0
    let green = 0
    let blue = 0
    for (let share = start[x]!; share < start[x + 1]!; share++) {
      const weight = shares[share]!
      red += band[at]! * weight
      green += band[at + 1]! * weight
      blue += band[at + 2]! * weight
      at += 3
    }
    data[out++] = red + 0.5
    data[out++] = green + 0.5
    data[out++] = blue + 0.5
  }
}
