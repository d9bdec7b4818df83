// Notices a face that is tilted as a picture is: it becomes narrower or lower, and its nose does not move to a side as a head's does.

import { distance, middle } from '../../core/geometry/point.ts'
import type { Landmarks5 } from '../../core/types.ts'
import type { ChallengeFace } from './challenge-look.ts'
import { extents, type Pose } from './movement.ts'

/**
 * So much narrower or lower than straight ahead, eyes against mouth (logarithm). Of 400 real faces that look up or down 1 % come so
 * far, of photos bent and tilted until they seem to, 25 of 27 (docs/liveness-accuracy.md).
 */
const TILTED = 0.28
/** A head that is turned narrows as well, and has moved its nose by at least this share of a movement. */
const NOSE_MOVED = 0.5
/** Looks in a row. */
const LOOKS = 3

export class FlatWatch {
  #straight: number | undefined
  #looks = 0

  /** Whether the last look was of a face tilted so: it shows no movement of a head. */
  get isTilted(): boolean {
    return this.#looks > 0
  }

  /**
   * @param straight undefined while the face is still to be held straight ahead: its last look before then is compared with
   * @returns true once the face surely moves as a flat thing does
   */
  isFlat(face: Pick<ChallengeFace, 'landmarks'> & Pose, straight: Pose | undefined): boolean {
    const shape = shapeOf(face.landmarks)
    if (!straight || this.#straight === undefined) {
      this.#straight = shape
      return false
    }
    const { left, right } = extents(face, straight)
    const isTilted = Math.abs(shape - this.#straight) >= TILTED && Math.max(left, right) < NOSE_MOVED
    this.#looks = isTilted ? this.#looks + 1 : 0
    return this.#looks >= LOOKS
  }
}

/** Logarithm of the distance between the eyes over that from eyes to mouth. */
function shapeOf([leftEye, rightEye, , leftMouth, rightMouth]: Landmarks5): number {
  const across = distance(leftEye, rightEye)
  const down = distance(middle(leftEye, rightEye), middle(leftMouth, rightMouth))
  return Math.log(Math.max(1e-6, across) / Math.max(1e-6, down))
}
