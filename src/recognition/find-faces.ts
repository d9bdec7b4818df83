// Every face of one still picture, near and far: the whole, its tiles, and, when nothing is found, the picture made smaller.

import { area, intersection } from '../core/geometry/box.ts'
import { nms } from '../core/geometry/nms.ts'
import type { Networks } from '../core/ports.ts'
import type { Detection, Image } from '../core/types.ts'
import { examine, type Examined, type ExamineOptions } from './examine.ts'
import { detectInTile, detectWithin, shrinkage, tiles } from './views.ts'

/** A picture so much larger than the detector's view is also looked at in tiles. */
const TILE_FROM = 2
/** Of two detections that overlap more (IoU) the weaker goes. */
const MAX_IOU = 0.35
/** Two boxes that share this much of the smaller one are one face, seen whole and in a tile. */
const SAME_FACE_SHARE = 0.6
/** Most faces of one picture that are examined, largest first: bounds work and memory in a crowd. */
const MAX_FACES = 128

/**
 * Finds and examines all faces, largest first; what turned out not to be a face is left out.
 * @param where `near` leaves out the tiles: faces that are small in the picture are not looked for, at a third of the cost
 */
export async function findFaces(
  image: Image,
  networks: Networks,
  where: 'everywhere' | 'near' = 'everywhere',
  options: Pick<ExamineOptions, 'embedAll'> = {},
): Promise<Examined[]> {
  const detections = await detectEverywhere(image, networks, where === 'everywhere')
  const largest = detections.sort((a, b) => area(b.box) - area(a.box)).slice(0, MAX_FACES)
  const examined = await examine(image, largest, networks, { ...options, secondLook: true })
  return withoutRepeats(examined.filter(e => !('rejected' in e) || e.rejected !== 'not_a_face'))
}

async function detectEverywhere(image: Image, { detector }: Networks, far: boolean): Promise<Detection[]> {
  const { width, height } = image
  const found = await detectWithin(image, { x: 0, y: 0, width, height }, detector)
  if (far && shrinkage(image, detector) >= TILE_FROM) {
    for (const tile of tiles(image)) found.push(...(await detectInTile(image, tile, detector)))
  }
  if (found.length > 0) return nms(found, MAX_IOU)
  // Detectors miss faces that fill the picture: show it again with black around it.
  return detectWithin(image, { x: -width / 2, y: -height / 2, width: 2 * width, height: 2 * height }, detector)
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
