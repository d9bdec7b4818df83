// The one sentence a kiosk shows, from what the server says. A refusal names what its person can do about it, never what gave an attacker away.

import type { DoorView } from '../../../src/client.ts'
import type { kiosk } from '../i18n/parts/kiosk.ts'

export type Sign = keyof typeof kiosk.en & `sign_${string}`
export type Tone = 'calm' | 'busy' | 'good' | 'bad' | 'wait'

type Reason = DoorView['reasons'][number]

/** The first that is among the reasons is said. */
const REFUSALS: readonly (readonly [Reason, Sign])[] = [
  ['presentation_attack', 'sign_looks_like_a_picture'],
  ['liveness_undecided', 'sign_not_sure_it_is_you'],
  ['pad_unavailable', 'sign_not_checked'],
  ['several_faces', 'sign_one_at_a_time'],
  ['same_person_twice', 'sign_same_person_twice'],
  ['factor_wrong', 'sign_factor_wrong'],
  ['factor_missing', 'sign_factor_missing'],
  ['outside_hours', 'sign_outside_hours'],
  ['already_inside', 'sign_already_inside'],
  ['not_inside', 'sign_not_inside'],
  ['not_allowed', 'sign_not_known'],
  ['unknown_person', 'sign_not_known'],
  ['not_recognized', 'sign_not_known'],
  ['another_track', 'sign_stay_there'],
  ['too_old', 'sign_too_slow'],
  ['too_far', 'sign_come_closer'],
]

const FAILURES: Readonly<Record<NonNullable<DoorView['failure']>, Sign>> = {
  too_slow: 'sign_too_slow',
  expired: 'sign_too_slow',
  too_early: 'sign_wrong_movement',
  wrong_movement: 'sign_wrong_movement',
  track_lost: 'sign_stay_there',
  another_face: 'sign_stay_there',
  several_faces: 'sign_one_at_a_time',
  colours_wrong: 'sign_colours_wrong',
  // Which of these it was is nobody's business who holds up a screen.
  flat: 'sign_looks_like_a_picture',
  frozen_picture: 'sign_looks_like_a_picture',
  looping_picture: 'sign_looks_like_a_picture',
  looks_like_a_picture: 'sign_looks_like_a_picture',
}

const FAULTS: readonly (readonly [Reason, Sign])[] = [
  ['opener_fault', 'sign_opener_fault'],
  ['camera_fault', 'sign_camera_fault'],
]

const said = (reasons: readonly Reason[], among: readonly (readonly [Reason, Sign])[]): Sign | undefined =>
  among.find(([reason]) => reasons.includes(reason))?.[1]

export function signOf({ state, hint, reasons, failure, step, factors }: DoorView): Sign {
  switch (state) {
    case 'idle':
      return 'sign_idle'
    case 'approach':
      return `sign_${hint}`
    case 'looking':
      return hint === 'none' ? 'sign_looking' : `sign_${hint}`
    case 'challenge':
      if (!step) return 'sign_looking'
      return step.returning ? 'sign_straight' : `sign_${step.action}`
    case 'factor':
      if (reasons.includes('factor_wrong')) return 'sign_factor_again'
      return factorSign(factors)
    case 'waiting_for_second_person':
      return reasons.includes('same_person_twice') ? 'sign_same_person_twice' : 'sign_second_person'
    case 'refused':
      return (failure && FAILURES[failure]) ?? said(reasons, REFUSALS) ?? 'sign_refused'
    case 'fault':
      return said(reasons, FAULTS) ?? 'sign_fault'
    default:
      return `sign_${state}`
  }
}

function factorSign(factors: DoorView['factors']): Sign {
  const [isPin, isBadge, isCode] = [factors.includes('pin'), factors.includes('badge'), factors.includes('code')]
  if (isPin && isBadge && isCode) return 'sign_factor_any'
  if (isPin && isCode) return 'sign_factor_pin_or_code'
  if (isBadge && (isPin || isCode)) return isPin ? 'sign_factor_pin_or_badge' : 'sign_factor_code_or_badge'
  return isBadge ? 'sign_factor_badge' : isCode ? 'sign_factor_code' : 'sign_factor_pin'
}

const TONES: Readonly<Record<DoorView['state'], Tone>> = {
  off: 'wait',
  idle: 'calm',
  approach: 'calm',
  looking: 'busy',
  challenge: 'busy',
  factor: 'busy',
  waiting_for_second_person: 'wait',
  opened: 'good',
  refused: 'bad',
  paused: 'wait',
  locked: 'bad',
  fault: 'bad',
}
export const toneOf = ({ state }: DoorView): Tone => TONES[state]

/** Hints come and go with every frame and are calmed; what was decided or asked for is shown at once. */
export const isHint = ({ state }: DoorView): boolean => state === 'idle' || state === 'approach' || state === 'looking'

/** 0–1 of the way to an open door, as the ring around the face. */
export function progressOf({ state, step, factors }: DoorView): number {
  if (state === 'opened') return 1
  if (state === 'factor' || state === 'waiting_for_second_person') return 0.9
  if (state !== 'challenge' || !step) return 0
  return ((factors.length > 0 ? 0.9 : 1) * (step.index + (step.returning ? 0 : 0.25))) / Math.max(1, step.of)
}
