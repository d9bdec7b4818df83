// Every face of one still picture, near and far: the whole, its tiles, and, when nothing is found, the picture made smaller.

import { fromCorners, intersection, area } from '../core/geometry/box.ts'
import { placeDetection } from '../core/geometry/detection.ts'
import { nms } from '../core/geometry/nms.ts'
import { cropResize } from '../core/image/resize.ts'
import type { Networks, Size } from '../core/ports.ts'
import type { Box, Detection, Image } from '../core/types.ts'
import { examine, type Examined } from './examine.ts'

/** A picture so much larger than the detector's view is also looked at in tiles. */
const TILE_FROM = 2
const TILES = 2
const TILE_OVERLAP = 0.25
/** Two boxes that share this much of the smaller one are one face, seen whole and in a tile. */
const SAME_FACE_SHARE = 0.6
/** Most faces of one picture that are examined, largest first: bounds work and memory in a crowd. */
const MAX_FACES = 128

/** Finds and examines all faces, largest first; what turned out not to be a face is left out. */
export async function findFaces(image: Image, networks: Networks): Promise<Examined[]> {
  const detections = await detectEverywhere(image, networks)
  const largest = detections.sort((a, b) => area(b.box) - area(a.box)).slice(0, MAX_FACES)
  const examined = await examine(image, largest, networks, { secondLook: true })
  return withoutRepeats(examined.filter(e => !('rejected' in e) || e.rejected !== 'not_a_face'))
}

async function detectEverywhere(image: Image, { detector }: Networks): Promise<Detection[]> {
  const within = async (region: Box, size: Size) => {
    const part = cropResize(image, region, size.width, size.height)
    const found = await detector.detect(part)
    return found.map(d =>
      placeDetection(d, { sx: region.width / part.width, sy: region.height / part.height, dx: region.x, dy: region.y }),
    )
  }
  const whole = fromCorners(0, 0, image.width, image.height)
  const view = detector.workingSize(image)
  const found = await within(whole, view)
  if (Math.max(image.width / view.width, image.height / view.height) >= TILE_FROM) {
    for (const tile of tiles(image)) {
      const inTile = await within(tile, detector.workingSize(tile))
      found.push(...inTile.filter(d => !touchesInnerEdge(d.box, tile, image)))
    }
  }
  if (found.length > 0) return nms(found, 0.35)
  // Detectors miss faces that fill the picture: show it again with black around it.
  const margin = { x: image.width / 2, y: image.height / 2 }
  const wide = fromCorners(-margin.x, -margin.y, image.width + margin.x, image.height + margin.y)
  return within(wide, detector.workingSize(wide))
}

function tiles({ width, height }: Size): Box[] {
  const w = width / (TILES - (TILES - 1) * TILE_OVERLAP)
  const h = height / (TILES - (TILES - 1) * TILE_OVERLAP)
  const starts = (whole: number, part: number) => Array.from({ length: TILES }, (_, i) => (i * (whole - part)) / (TILES - 1))
  return starts(height, h).flatMap(y => starts(width, w).map(x => ({ x, y, width: w, height: h })))
}

/** A face cut by a tile's edge is seen whole elsewhere. */
function touchesInnerEdge(box: Box, tile: Box, picture: Size): boolean {
  const near = 2
  return (
    (tile.x > 0 && box.x < tile.x + near) ||
    (tile.y > 0 && box.y < tile.y + near) ||
    (tile.x + tile.width < picture.width - 1 && box.x + box.width > tile.x + tile.width - near) ||
    (tile.y + tile.height < picture.height - 1 && box.y + box.height > tile.y + tile.height - near)
  )
}

/** The second look may move two boxes onto one face: the larger, which comes first, stays. */
function withoutRepeats(faces: readonly Examined[]): Examined[] {
  const kept: Examined[] = []
  for (const face of faces) {
    const { box } = face.detection
    if (kept.every(k => intersection(k.detection.box, box) < SAME_FACE_SHARE * Math.min(area(k.detection.box), area(box))))
      kept.push(face)
  }
  return kept
}
