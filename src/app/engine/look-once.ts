// One frame that several look at: shrunk, and searched for faces, once for all of them.

import { borrow } from '../../core/image/borrow.ts'
import type { Frame, Networks, Size } from '../../core/ports.ts'
import type { Detection, Image } from '../../core/types.ts'
import { frameSize } from '../../recognition/views.ts'

export interface SharedFrame extends Frame {
  /** In this size, where somebody borrowed it before. */
  made(size: Size): Promise<Image> | undefined
}

/** Closing it is left to whoever opened the frame. */
export function sharedFrame(frame: Frame): SharedFrame {
  const { sourceId, index, atMs, width, height, name } = frame
  const made = new Map<string, Promise<Image>>()
  const key = (size: Size) => `${size.width}x${size.height}`
  return {
    ...{ sourceId, index, atMs, width, height, name },
    made: size => made.get(key(size)),
    resized: (toWidth, toHeight) => frame.resized(toWidth, toHeight),
    image: () => frame.image(),
    borrow(size) {
      if (!size) return borrow(frame)
      const image = made.get(key(size)) ?? borrow(frame, size)
      made.set(key(size), image)
      return image
    },
    close: () => {},
  }
}

/** The same networks; of one and the same picture the detector is asked once. */
export function lookingOnce({ detector, landmarker, embedder, pad, embeddingLengths }: Networks): Networks {
  const found = new WeakMap<Image, Promise<Detection[]>>()
  return {
    ...{ landmarker, embedder, pad, embeddingLengths },
    detector: {
      scores: detector.scores,
      closeSize: detector.closeSize,
      workingSize: picture => detector.workingSize(picture),
      frameSize: frame => frameSize(frame, detector),
      detect(image) {
        const detections = found.get(image) ?? detector.detect(image)
        found.set(image, detections)
        return detections
      },
    },
  }
}
