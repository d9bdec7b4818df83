// Which way up a picture was filmed: reads a display matrix and turns RGB images upright.

import type { Image } from '../core/types.ts'

/** One of the eight ways up: first swap the axes, then mirror. */
export interface Orientation {
  readonly transposed: boolean
  readonly flipX: boolean
  readonly flipY: boolean
}

export const UPRIGHT: Orientation = { transposed: false, flipX: false, flipY: false }

/**
 * Reads FFmpeg's display matrix: nine 32-bit integers a b u, c d v, x y w, where x' = ax + cy and y' = bx + dy.
 * Angles between the right ones go to the nearest.
 */
export function toOrientation(matrix: Buffer | null | undefined): Orientation {
  if (!matrix || matrix.length < 36) return UPRIGHT
  const [a, b, c, d] = [0, 4, 12, 16].map(at => matrix.readInt32LE(at)) as [number, number, number, number]
  return Math.abs(b) > Math.abs(a)
    ? { transposed: true, flipX: c < 0, flipY: b < 0 }
    : { transposed: false, flipX: a < 0, flipY: d < 0 }
}

/** The image upright; the very same object when it already is. */
export function orientImage(image: Image, orientation: Orientation): Image {
  const { transposed, flipX, flipY } = orientation
  if (!transposed && !flipX && !flipY) return image
  const [width, height] = transposed ? [image.height, image.width] : [image.width, image.height]
  const data = new Uint8Array(image.data.length)
  // Distance in the source between neighbours of the target.
  const [alongX, alongY] = transposed ? [image.width * 3, 3] : [3, image.width * 3]
  let out = 0
  for (let y = 0; y < height; y++) {
    const row = (flipY ? height - 1 - y : y) * alongY
    for (let x = 0; x < width; x++) {
      const at = row + (flipX ? width - 1 - x : x) * alongX
      data[out++] = image.data[at]!
      data[out++] = image.data[at + 1]!
      data[out++] = image.data[at + 2]!
    }
  }
  return { width, height, data }
}
