// A picture whose memory is used again after its frame, where a frame lends such.

import type { Frame, Size } from '../ports.ts'
import type { Image } from '../types.ts'

/** The whole picture at its own size or in `size`, RGB, for whoever is done with it before the frame's close. */
export const borrow = (frame: Pick<Frame, 'resized' | 'image' | 'borrow'>, size?: Size): Promise<Image> =>
  frame.borrow?.(size) ?? (size ? frame.resized(size.width, size.height) : frame.image())
