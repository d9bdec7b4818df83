// Parts of a picture looked at one by one, so that faces too small for the detector's view of the whole are seen.

import { placeDetection } from '../core/geometry/detection.ts'
import { cropResize } from '../core/image/resize.ts'
import type { Detector, Size } from '../core/ports.ts'
import type { Box, Detection, Image } from '../core/types.ts'

const TILES = 2
const OVERLAP = 0.25

/** The size in which the detector is shown a frame of video. */
export const frameSize = (frame: Size, detector: Detector): Size => detector.frameSize?.(frame) ?? detector.workingSize(frame)

/** The detector sees the whole picture this many times smaller than it is. */
export function shrinkage(picture: Size, detector: Detector): number {
  const view = detector.workingSize(picture)
  return Math.max(picture.width / view.width, picture.height / view.height)
}

/** 2×2 tiles that overlap by a quarter, row by row (MODELS: UltraFace AP 0.703 on the whole, 0.789 with these). */
export function tiles({ width, height }: Size): Box[] {
  const w = width / (TILES - (TILES - 1) * OVERLAP)
  const h = height / (TILES - (TILES - 1) * OVERLAP)
  const starts = (whole: number, part: number) => Array.from({ length: TILES }, (_, i) => (i * (whole - part)) / (TILES - 1))
  return starts(height, h).flatMap(y => starts(width, w).map(x => ({ x, y, width: w, height: h })))
}

/** Faces inside a part of the picture, in the picture's pixels, looked at in that size. What lies outside the picture is black. */
export async function detectWithin(
  image: Image,
  region: Box,
  detector: Detector,
  { width, height }: Size = detector.workingSize(region),
): Promise<Detection[]> {
  const part = cropResize(image, region, width, height)
  const placement = { sx: region.width / width, sy: region.height / height, dx: region.x, dy: region.y }
  return (await detector.detect(part)).map(d => placeDetection(d, placement))
}

/** Faces inside a tile, less those its inner edges cut: they are seen whole elsewhere. */
export const detectInTile = async (image: Image, tile: Box, detector: Detector): Promise<Detection[]> =>
  (await detectWithin(image, tile, detector)).filter(d => !touchesInnerEdge(d.box, tile, image))

function touchesInnerEdge(box: Box, tile: Box, picture: Size): boolean {
  const near = 2
  return (
    (tile.x > 0 && box.x < tile.x + near) ||
    (tile.y > 0 && box.y < tile.y + near) ||
    (tile.x + tile.width < picture.width - 1 && box.x + box.width > tile.x + tile.width - near) ||
    (tile.y + tile.height < picture.height - 1 && box.y + box.height > tile.y + tile.height - near)
  )
}
