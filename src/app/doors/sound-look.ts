// Whether a look can be believed at all: numbers that are none come from a picture, a network or a wire that failed.

import type { DoorReason } from '../../core/doors.ts'
import type { AccessFace, AccessLook } from '../engine/access-look.ts'

/** What is wrong with it; undefined: nothing. */
export function whyUnsound(look: AccessLook): Extract<DoorReason, 'camera_fault' | 'model_fault'> | undefined {
  const isPicture = look.width > 0 && look.height > 0 && areFinite(look.width, look.height, look.atMs)
  if (!isPicture || !/^[0-9a-f]{64}$/.test(look.pictureHash)) return 'camera_fault'
  if (!Number.isSafeInteger(look.faces) || look.faces < 0) return 'model_fault'
  if (!look.face) return undefined
  return look.faces === 1 && isSoundFace(look.face) ? undefined : 'model_fault'
}

function isSoundFace({ track, box, decision, frames, followedMs }: AccessFace): boolean {
  const { candidate, threshold, liveness } = decision
  return (
    Number.isSafeInteger(track) &&
    areFinite(box.x, box.y, box.width, box.height, frames, followedMs, threshold) &&
    (candidate === undefined || Number.isFinite(candidate.similarity)) &&
    (liveness?.score === undefined || Number.isFinite(liveness.score))
  )
}

const areFinite = (...numbers: readonly number[]): boolean => numbers.every(number => Number.isFinite(number))
