// Images somebody makes one after the other, as a recorded source.

import type { Source } from '../core/ports.ts'
import type { Image } from '../core/types.ts'
import { createImagePicture } from './image-picture.ts'
import { createRecordedSource } from './recorded.ts'

/** Every image becomes a frame; `images` is called anew for each frames(). */
export const createImageSource = (id: string, images: () => Iterable<{ readonly image: Image; readonly atMs: number }>): Source =>
  createRecordedSource(id, async function* (signal) {
    for (const { image, atMs } of images()) {
      // Making pictures is work: let whoever takes them have a turn.
      await new Promise(setImmediate)
      if (signal.aborted) return
      yield createImagePicture(image, atMs)
    }
  })
