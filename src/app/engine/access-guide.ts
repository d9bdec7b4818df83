// What to tell somebody who stands before a door, one thing at a time. Decides nothing.

import { centre } from '../../core/geometry/box.ts'
import type { Size } from '../../core/ports.ts'
import type { Box, Reason } from '../../core/types.ts'
import type { AccessHint } from './access-hints.ts'

/** Height of the face in heights of the picture from which parts of it leave the picture when the head moves. */
const TOO_LARGE = 0.8
/** How far the face may be off the middle, in shares of the picture's shorter side. */
const OFF_CENTRE = 0.3

export interface SeenAtDoor {
  readonly picture: Size
  readonly faces: number
  readonly minFacePx: number
  /** The one that stands there, found in this frame. */
  readonly face: { readonly box: Box; readonly reasons: readonly Reason[] } | undefined
}

export function accessHint({ picture, faces, minFacePx, face }: SeenAtDoor): AccessHint {
  if (faces > 1) return 'one_at_a_time'
  if (!face) return faces === 0 ? 'nobody' : 'look_here'
  const { box, reasons } = face
  if (box.height < minFacePx) return 'come_closer'
  if (box.height > TOO_LARGE * picture.height) return 'move_back'
  const { x, y } = centre(box)
  const off = Math.hypot(x - picture.width / 2, y - picture.height / 2)
  if (off > OFF_CENTRE * Math.min(picture.width, picture.height) || reasons.includes('cut_off')) return 'centre_yourself'
  if (reasons.includes('dark')) return 'more_light'
  if (reasons.includes('turned')) return 'look_here'
  return reasons.includes('blurred') ? 'hold_still' : 'none'
}
