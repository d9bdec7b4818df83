// Turning pictures into the tensors networks take.

import { resize } from '../../core/image/resize.ts'
import type { Size } from '../../core/ports.ts'
import type { Image } from '../../core/types.ts'
import type { Session, Tensor } from '../session.ts'
import { createSpreading, type PixelFormat } from './planes.ts'

/** What it works in holds nothing from one call to the next. */
const spread = createSpreading()

/** [n, 3, height, width] of pictures that all have one size, padded with black on the right and below to `size`. */
export function toTensor(
  session: Pick<Session, 'room'>,
  images: readonly Image[],
  format: PixelFormat,
  size: Size = images[0]!,
): Tensor {
  const planes = 3 * size.width * size.height
  const data = session.room(images.length * planes)
  for (const [n, image] of images.entries()) spread(image, size, format, data.subarray(n * planes, (n + 1) * planes))
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
