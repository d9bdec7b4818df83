// Cutting a box out of a picture and resizing it, averaging over the area each new pixel covers.

import type { Box, Image } from '../types.ts'

/**
 * The part of `image` inside `box` stretched to width × height. What lies outside the picture is black.
 * Shrinking averages over the covered area (a box filter), so fine patterns do not alias; enlarging is bilinear.
 */
export function cropResize(image: Image, box: Box, width: number, height: number): Image {
  const xs = taps(box.x, box.width, width, image.width)
  const ys = taps(box.y, box.height, height, image.height)
  // Columns first, into rows of floats that only the needed source rows fill.
  const firstRow = Math.min(...ys.map(t => t.from))
  const lastRow = Math.max(...ys.map(t => t.from + t.weights.length))
  const rows = new Float32Array(Math.max(0, lastRow - firstRow) * width * 3)
  for (let y = firstRow; y < lastRow; y++) {
    const source = y * image.width * 3
    let target = (y - firstRow) * width * 3
    for (const { from, weights } of xs) {
      let r = 0
      let g = 0
      let b = 0
      for (let k = 0, at = source + from * 3; k < weights.length; k++, at += 3) {
        const w = weights[k]!
        r += w * image.data[at]!
        g += w * image.data[at + 1]!
        b += w * image.data[at + 2]!
      }
      rows[target++] = r
      rows[target++] = g
      rows[target++] = b
    }
  }
  const data = new Uint8Array(width * height * 3)
  const stride = width * 3
  for (const [y, { from, weights }] of ys.entries()) {
    for (let i = 0; i < stride; i++) {
      let sum = 0
      for (let k = 0; k < weights.length; k++) sum += weights[k]! * rows[(from - firstRow + k) * stride + i]!
      data[y * stride + i] = sum + 0.5
    }
  }
  return { width, height, data }
}

/** The whole picture stretched to width × height. */
export function resize(image: Image, width: number, height: number): Image {
  if (image.width === width && image.height === height) return image
  return cropResize(image, { x: 0, y: 0, width: image.width, height: image.height }, width, height)
}

interface Taps {
  readonly from: number
  readonly weights: Float32Array
}

/** For each of `count` new pixels over [start, start + length): the source pixels it covers and how much of each. */
function taps(start: number, length: number, count: number, size: number): Taps[] {
  const step = length / count
  return Array.from({ length: count }, (_, i) => {
    const low = start + i * step
    return step > 1 ? covered(low, low + step, size) : between(low + step / 2 - 0.5, size)
  })
}

function covered(low: number, high: number, size: number): Taps {
  const from = Math.min(size, Math.max(0, Math.floor(low)))
  const to = Math.max(from, Math.min(size, Math.ceil(high)))
  const weights = Float32Array.from({ length: to - from }, (_, k) => {
    const pixel = from + k
    return (Math.min(high, pixel + 1) - Math.max(low, pixel)) / (high - low)
  })
  return { from, weights }
}

function between(position: number, size: number): Taps {
  const left = Math.floor(position)
  const share = position - left
  const pair = [
    { pixel: left, weight: 1 - share },
    { pixel: left + 1, weight: share },
  ].filter(({ pixel }) => pixel >= 0 && pixel < size)
  return { from: pair[0]?.pixel ?? 0, weights: Float32Array.from(pair, p => p.weight) }
}
