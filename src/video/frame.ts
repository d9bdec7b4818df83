// Makes a source's Frame of a decoded picture.

import { borrow } from '../core/image/borrow.ts'
import type { Frame } from '../core/ports.ts'
import type { Picture } from './decoder.ts'

export const createFrame = (picture: Picture, sourceId: string, index: number, atMs: number): Frame => ({
  sourceId,
  index,
  atMs,
  width: picture.width,
  height: picture.height,
  name: picture.name,
  resized: (width, height) => picture.resized(width, height),
  image: () => picture.image(),
  borrow: size => borrow(picture, size),
  close: () => {
    picture.close()
  },
})
