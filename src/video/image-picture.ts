// A picture that is already RGB: photos, pushed images, the test pattern and what the ffmpeg program sends.

import type { Image } from '../core/types.ts'
import type { Picture } from './decoder.ts'
import { resize } from '../core/image/resize.ts'

export function createImagePicture(image: Image, mediaMs: number, name?: string): Picture {
  return {
    name,
    width: image.width,
    height: image.height,
    mediaMs,
    resized: (width, height) => Promise.resolve(resize(image, width, height)),
    image: () => Promise.resolve(image),
    close: () => {},
  }
}
