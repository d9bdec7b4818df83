// Turning pictures into the tensors networks take.

import { resize } from '../../core/image/resize.ts'
import type { Size } from '../../core/ports.ts'
import type { Image } from '../../core/types.ts'
import type { Tensor } from '../session.ts'

/** How a network wants its pixels: (value − mean) / std for each channel, in this order. */
export interface PixelFormat {
  readonly channels: 'rgb' | 'bgr'
  readonly mean: number
  readonly std: number
}

/** [n, 3, height, width] of pictures that all have one size, padded with black on the right and below to `size`. */
export function toTensor(images: readonly Image[], { channels, mean, std }: PixelFormat, size: Size = images[0]!): Tensor {
  const plane = size.width * size.height
  const data = new Float32Array(images.length * 3 * plane)
  const table = Float32Array.from({ length: 256 }, (_, value) => (value - mean) / std)
  const [first, third] = channels === 'rgb' ? [0, 2] : [2, 0]
  for (const [n, image] of images.entries()) {
    const start = n * 3 * plane
    const padded = image.width < size.width || image.height < size.height
    if (padded) data.fill(table[0]!, start, start + 3 * plane)
    const source = image.data
    for (let y = 0, at = 0; y < image.height; y++) {
      for (let to = start + y * size.width, end = to + image.width; to < end; to++, at += 3) {
        data[to] = table[source[at + first]!]!
        data[to + plane] = table[source[at + 1]!]!
        data[to + 2 * plane] = table[source[at + third]!]!
      }
    }
  }
  return { data, dims: [images.length, 3, size.height, size.width] }
}

/** The size a picture has once shrunk or enlarged, its shape kept, until it fits `within`. */
export function fitted(picture: Size, within: Size): Size {
  const scale = Math.min(within.width / picture.width, within.height / picture.height)
  return {
    width: Math.max(1, Math.round(picture.width * scale)),
    height: Math.max(1, Math.round(picture.height * scale)),
  }
}

/** The picture fitted into `within`, and how far it was scaled each way. */
export function letterbox(image: Image, within: Size): { image: Image; sx: number; sy: number } {
  const size = fitted(image, within)
  return { image: resize(image, size.width, size.height), sx: size.width / image.width, sy: size.height / image.height }
}
