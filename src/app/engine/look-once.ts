// One frame that several look at: shrunk, and searched for faces, once for all of them.

import type { Frame, Networks, Size } from '../../core/ports.ts'
import type { Detection, Image } from '../../core/types.ts'
import { frameSize } from '../../recognition/views.ts'

export interface SharedFrame extends Frame {
  /** In this size, where somebody asked for it before. */
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
    resized(toWidth, toHeight) {
      const size = key({ width: toWidth, height: toHeight })
      const image = made.get(size) ?? frame.resized(toWidth, toHeight)
      made.set(size, image)
      return image
    },
    image: () => frame.image(),
    borrow: () => frame.borrow?.() ?? frame.image(),
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
