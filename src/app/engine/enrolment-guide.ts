// What to tell somebody who is being registered before a camera, one thing at a time, and which way they look.

import { centre, iou } from '../../core/geometry/box.ts'
import type { Size } from '../../core/ports.ts'
import type { Box, Landmarks5 } from '../../core/types.ts'
import type { RefusalReason } from '../../recognition/enrolment.ts'
import { pose } from '../../recognition/signals.ts'
import { POSES, type Hint, type Pose } from './guidance.ts'

/** From here on the head is turned or nods, see pose(); at 45° the nose is about 0.5 off. */
const TURNED = 0.15
const NODDING = 0.11
/** Heights of the face in heights of the picture. */
const NEAR = { tooSmall: 0.2, tooLarge: 0.75 }
/** How far the face may be off the middle, in shares of the picture's shorter side. */
const OFF_CENTRE = 0.22
/** A face that moved less than this between two looks (IoU) is held still. */
const STEADY = 0.7
/** Photos of one person that are enough, given the poses below. */
const ENOUGH = { photos: 5, poses: ['front', 'left', 'right'] as const }

/** Left and right as the person sees them. */
export function poseOf(landmarks: Landmarks5): Pose {
  const { turn, nod } = pose(landmarks)
  const [turned, nods] = [Math.abs(turn) / TURNED, Math.abs(nod) / NODDING]
  if (Math.max(turned, nods) < 1) return 'front'
  if (turned >= nods) return turn > 0 ? 'left' : 'right'
  return nod > 0 ? 'down' : 'up'
}

export const missingPoses = (kept: readonly Pose[]): Pose[] => POSES.filter(p => !kept.includes(p))

export const isEnough = (kept: readonly Pose[]): boolean =>
  kept.length >= ENOUGH.photos && ENOUGH.poses.every(p => kept.includes(p))

export const isSteady = (before: Box, now: Box): boolean => iou(before, now) >= STEADY

/** The face that is looked at, if there is one at all, and why it would not be kept. */
export interface Seen {
  readonly picture: Size
  readonly box: Box | undefined
  readonly pose: Pose | undefined
  readonly refused: RefusalReason | undefined
}

const TURN_TO: Readonly<Record<Pose, Hint>> = {
  front: 'look_straight',
  left: 'turn_left',
  right: 'turn_right',
  up: 'look_up',
  down: 'look_down',
}
const REFUSED: Readonly<Record<Exclude<RefusalReason, 'same_photo'>, Hint>> = {
  no_face: 'no_face',
  several_faces: 'several_faces',
  someone_else: 'someone_else',
  too_small: 'come_closer',
  cut_off: 'move_back',
  dark: 'more_light',
  overexposed: 'less_light',
  blurred: 'hold_still',
  turned: 'look_straight',
  unclear: 'take_off_cover',
}

/** Who it is comes before where they stand, that before the light, and only then which way to turn. */
export function hintFor({ picture, box, pose, refused }: Seen, kept: readonly Pose[]): Hint {
  if (refused === 'no_face' || refused === 'several_faces' || refused === 'someone_else') return refused
  if (box) {
    const place = placeHint(box, picture)
    if (place) return place
  }
  if (refused && refused !== 'same_photo') return REFUSED[refused]
  if (isEnough(kept)) return 'enough'
  const missing = missingPoses(kept)
  if (pose && missing.includes(pose)) return 'good'
  return missing[0] ? TURN_TO[missing[0]] : 'good'
}

function placeHint(box: Box, { width, height }: Size): Hint | undefined {
  const share = box.height / height
  if (share < NEAR.tooSmall) return 'come_closer'
  if (share > NEAR.tooLarge) return 'move_back'
  const { x, y } = centre(box)
  const off = Math.max(Math.abs(x - width / 2), Math.abs(y - height / 2)) / Math.min(width, height)
  return off > OFF_CENTRE ? 'centre' : undefined
}
