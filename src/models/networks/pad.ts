// Networks that tell a bona fide face from a picture of one by the face and what surrounds it.

import { RostroError } from '../../core/errors.ts'
import { insideShare, scaleAround } from '../../core/geometry/box.ts'
import { cropResize } from '../../core/image/resize.ts'
import type { PadDetector, Size } from '../../core/ports.ts'
import type { Box } from '../../core/types.ts'
import type { Session } from '../session.ts'
import { toTensor } from './input.ts'
import type { PixelFormat } from './planes.ts'

export interface PadSpec extends PixelFormat {
  readonly input: Size
  /** Sides of the crop in sides of the face's box. */
  readonly cropScale: number
  /** Which of the network's classes is a bona fide face. */
  readonly liveClass: number
}

/** A face of which less lies in the picture is no face to judge. */
const MIN_INSIDE = 0.8
/** The least surroundings that show anything but the face, in sides of its box. */
const MIN_SCALE = 1.2
/** A crop enlarged more than this is made up rather than seen. */
const MAX_ENLARGEMENT = 2

/** Any network that takes one crop and gives a number a class, of which softmax makes shares: three-class and MiniFASNet alike. */
export function createPad(session: Session, spec: PadSpec): PadDetector {
  const { input, liveClass } = spec
  return {
    async assess(image, { box }) {
      if (insideShare(box, image) < MIN_INSIDE) return { unavailable: 'cut_off' }
      const crop = insideOf(scaleAround(box, spec.cropScale), image)
      if (crop.width < MIN_SCALE * box.width || crop.height < MIN_SCALE * box.height) return { unavailable: 'cut_off' }
      if (Math.min(crop.width / input.width, crop.height / input.height) < 1 / MAX_ENLARGEMENT)
        return { unavailable: 'too_small' }
      const outputs = await session.run(toTensor(session, [cropResize(image, crop, input.width, input.height)], spec))
      const classes = outputs[session.outputNames[0]!]?.data
      if (!classes || classes.length < 2 || liveClass >= classes.length) {
        throw new RostroError(
          'model_incompatible',
          `The PAD network gave ${classes?.length ?? 0} classes; its pack says that class ${liveClass} is the bona fide one.`,
        )
      }
      return { liveness: softmax(classes, liveClass) }
    },
  }
}

/** What of the box lies in the picture: black beyond its edges would look like the edge of a photo held up. */
function insideOf({ x, y, width, height }: Box, picture: Size): Box {
  const [left, top] = [Math.max(0, x), Math.max(0, y)]
  return { x: left, y: top, width: Math.min(picture.width, x + width) - left, height: Math.min(picture.height, y + height) - top }
}

function softmax(values: Float32Array, index: number): number {
  const highest = Math.max(...values)
  const shares = Array.from(values, v => Math.exp(v - highest))
  return shares[index]! / shares.reduce((sum, share) => sum + share, 0)
}
