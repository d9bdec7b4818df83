// Cutting a box out of a picture and resizing it, averaging over the area each new pixel covers.

import { clamp } from '../geometry/box.ts'
import type { Box, Image } from '../types.ts'
import { createAveraging, type Spans } from './averaging.ts'

/** What it works in holds nothing from one call to the next. */
const average = createAveraging()

/**
 * The part of `image` inside `box` stretched to width × height. What lies outside the picture is black.
 * Shrinking averages over the covered area (a box filter), so fine patterns do not alias; enlarging is bilinear.
 */
export function cropResize(image: Image, box: Box, width: number, height: number): Image {
  const columns = spans(box.x, box.width, width, image.width)
  const rows = spans(box.y, box.height, height, image.height)
  return { width, height, data: average(image, columns, rows) }
}

/** The whole picture stretched to width × height. */
export function resize(image: Image, width: number, height: number): Image {
  if (image.width === width && image.height === height) return image
  return cropResize(image, { x: 0, y: 0, width: image.width, height: image.height }, width, height)
}

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
