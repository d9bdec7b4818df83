// A decoded frame in native memory that becomes RGB only at the size somebody asks for.

import type { Frame } from 'node-av/lib'
import type { Image } from '../../core/types.ts'
import type { Picture } from '../decoder.ts'
import { orientImage, type Orientation } from '../orientation.ts'
import type { Scalers } from './scalers.ts'

/** Takes over `frame` and one hold on `scalers`; both go at close, or when the work still running then is done. */
export function createNativePicture(
  frame: Frame,
  scalers: Scalers,
  orientation: Orientation,
  { mediaMs, leftOut }: Pick<Picture, 'mediaMs' | 'leftOut'>,
): Picture {
  const swap = ([width, height]: readonly [number, number]) =>
    orientation.transposed ? ([height, width] as const) : ([width, height] as const)
  const [width, height] = swap([frame.width, frame.height])
  let working = 0
  let closed = false
  let full: Promise<Image> | undefined
  const lent = new Map<string, Promise<Image>>()

  const freeWhenIdle = () => {
    if (!closed || working > 0) return
    frame.free()
    scalers.release()
  }
  const render = async (toWidth: number, toHeight: number, room?: Uint8Array): Promise<Image> => {
    if (closed) throw new Error('This frame is closed.')
    working++
    try {
      return orientImage(await scalers.toRgb(frame, ...swap([toWidth, toHeight]), room), orientation)
    } finally {
      working--
      freeWhenIdle()
    }
  }
  return {
    width,
    height,
    mediaMs,
    leftOut,
    resized: render,
    image: () => (full ??= render(width, height)),
    borrow(size = { width, height }) {
      if (full && size.width === width && size.height === height) return full
      const key = `${size.width}x${size.height}`
      const image = lent.get(key) ?? render(size.width, size.height, scalers.room(size.width * size.height * 3))
      lent.set(key, image)
      return image
    },
    close() {
      if (closed) return
      closed = true
      full = undefined
      for (const image of lent.values())
        image.then(
          ({ data }) => {
            scalers.giveBack(data)
          },
          () => {}, // Whoever asked for it has heard.
        )
      // Its memory is another picture's from now on.
      lent.clear()
      freeWhenIdle()
    },
  }
}
