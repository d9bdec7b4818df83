// A moving colour pattern made in plain JavaScript: a camera for tests and for machines without one.

import type { Image } from '../core/types.ts'
import type { Picture } from './decoder.ts'
import { createImagePicture } from './image-picture.ts'

export interface PatternOptions {
  readonly width?: number
  readonly height?: number
  readonly framesPerSecond?: number
  /** Without, the pattern never ends. */
  readonly frames?: number
}

/** As fast as they are taken. */
export async function* testPattern(
  options: PatternOptions,
  pace: (index: number) => Promise<void>,
): AsyncGenerator<Picture, void, void> {
  const { width = 640, height = 360, framesPerSecond = 10, frames = Infinity } = options
  for (let index = 0; index < frames; index++) {
    await pace(index)
    yield createImagePicture(drawPattern(width, height, index), (index * 1000) / framesPerSecond)
  }
}

/** Two colour ramps and a white square that moves four pixels a frame. */
export function drawPattern(width: number, height: number, index: number): Image {
  const data = new Uint8Array(width * height * 3)
  const side = Math.max(1, Math.min(width, height) >> 2)
  const left = (index * 4) % Math.max(1, width - side)
  const top = (height - side) >> 1
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = (y * width + x) * 3
      const square = x >= left && x < left + side && y >= top && y < top + side
      data[at] = square ? 255 : (x * 255) / width
      data[at + 1] = square ? 255 : (y * 255) / height
      data[at + 2] = square ? 255 : (index * 8) & 255
    }
  }
  return { width, height, data }
}
