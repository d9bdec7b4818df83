// A picture that is already RGB: photos, pushed images, the test pattern and what the ffmpeg program sends.

import type { Image } from '../core/types.ts'
import type { Picture } from './decoder.ts'
import { resizeImage } from './resize.ts'

export function createImagePicture(image: Image, mediaMs: number): Picture {
  return {
    width: image.width,
    height: image.height,
    mediaMs,
    resized: (width, height) => Promise.resolve(resizeImage(image, width, height)),
    image: () => Promise.resolve(image),
    close: () => {},
  }
}
