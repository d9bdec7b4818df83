// The picture of a face that is kept: with some surroundings, so that another model can embed it again.

import { scaleAround, squareAround } from '../core/geometry/box.ts'
import { cropResize } from '../core/image/resize.ts'
import type { Box, Image } from '../core/types.ts'

/** This many times the box, at most so many pixels a side. */
const CROP = { scale: 2, maxPx: 256 }

export function cropAround(image: Image, box: Box): Image {
  const region = scaleAround(squareAround(box), CROP.scale)
  const side = Math.max(1, Math.round(Math.min(CROP.maxPx, region.width)))
  return cropResize(image, region, side, side)
}
