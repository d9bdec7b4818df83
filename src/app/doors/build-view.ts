// What a kiosk shows, made of what the keeper knows. Names nobody but who was let in.

import type { ChallengeFailure } from '../../core/challenge.ts'
import type { Door, DoorLockState, DoorReason } from '../../core/doors.ts'
import { pauseMs } from '../../doors/lockout.ts'
import type { AccessLook } from '../engine/access-look.ts'
import type { Attempt } from './attempt.ts'
import { reasonOf } from './door-fault.ts'
import type { DoorClock } from './keeper-needs.ts'
import type { DoorState, DoorStep, DoorView } from './door-view.ts'

/** How an attempt ended, for as long as it is shown. */
export interface Shown {
  readonly state: 'opened' | 'refused' | 'fault'
  readonly reasons: readonly DoorReason[]
  readonly untilMs: number
  readonly failure?: ChallengeFailure | undefined
  readonly personName?: string | undefined
}

export interface ViewParts {
  readonly name: string
  /** Undefined: it was deleted. */
  readonly door: Door | undefined
  readonly lock: DoorLockState
  readonly look: AccessLook | undefined
  readonly attempt: Attempt | undefined
  readonly attemptReasons: readonly DoorReason[]
  readonly shown: Shown | undefined
  /** Until when a second person is waited for. */
  readonly secondUntilMs: number | undefined
  readonly clock: DoorClock
}

/** Never fails: a clock or a challenge that is none is a fault like any other. */
export function viewOf(parts: ViewParts): DoorView {
  try {
    return buildView(parts)
  } catch (error) {
    return {
      ...{ doorName: parts.name, state: 'fault', hint: 'nobody', box: null, picture: null, person: null },
      ...{ reasons: [reasonOf(error)], step: null, colours: null, failure: null, factors: [], waitMs: null },
    }
  }
}

function buildView(parts: ViewParts): DoorView {
  const { name, door, look, attempt, attemptReasons, shown } = parts
  const [state, waitMs] = stateOf(parts)
  const isShown = shown?.state === state
  const asked = state === 'challenge' ? attempt?.asked : undefined
  return {
    doorName: door?.name ?? name,
    state,
    hint: look?.hint ?? 'nobody',
    box: look?.face?.box ?? null,
    picture: look ? { width: look.width, height: look.height } : null,
    person: isShown && shown.state === 'opened' && shown.personName !== undefined ? { name: shown.personName } : null,
    reasons: [...(isShown ? shown.reasons : attempt ? attemptReasons : [])],
    step: asked ? stepOf(attempt!) : null,
    colours: asked && asked.challenge.colours.length > 0 ? coloursOf(asked.challenge) : null,
    failure: isShown ? (shown.failure ?? null) : null,
    factors: state === 'factor' ? [...(door?.policy.factors ?? [])] : [],
    waitMs,
  }
}

function stateOf({ door, lock, look, attempt, shown, secondUntilMs, clock }: ViewParts): [DoorState, number | null] {
  if (!door?.enabled) return ['off', null]
  if (shown) return [shown.state, leftMs(shown.untilMs, clock)]
  if (lock.locked) return ['locked', null]
  const pausedMs = pauseMs(lock, clock.now())
  if (pausedMs !== 0) return ['paused', Number.isFinite(pausedMs) ? pausedMs : null]
  if (attempt) return [attempt.isBeingChallenged ? 'challenge' : STATE_OF_NEED[attempt.need], null]
  if (secondUntilMs !== undefined) return ['waiting_for_second_person', leftMs(secondUntilMs, clock)]
  return [(look?.hint ?? 'nobody') === 'nobody' ? 'idle' : 'approach', null]
}

const STATE_OF_NEED = {
  recognition: 'looking',
  liveness: 'looking',
  face: 'approach',
  challenge: 'looking',
  factor: 'factor',
} as const satisfies Record<Attempt['need'], DoorState>

function stepOf({ asked, alternatives }: Attempt): DoorStep | null {
  if (!asked) return null
  const { challenge, state } = asked
  const [index, returning] = state?.state === 'running' ? [state.step, state.returning] : [0, true]
  const step = challenge.steps[index]
  if (!step) return null
  const endsInMs = state?.state === 'running' ? state.endsInMs : challenge.maxStepMs
  const dot = step.dot ?? null
  return { action: step.action, dot, index, of: challenge.steps.length, returning, endsInMs, alternatives }
}

/** Null: until something happens. */
const leftMs = (untilMs: number, { monotonic }: DoorClock): number | null =>
  untilMs === Infinity ? null : Math.max(0, untilMs - monotonic())

const coloursOf = ({ nonce, colours, colourMs }: NonNullable<Attempt['asked']>['challenge']) => ({
  ...{ nonce, colourMs },
  sequence: [...colours],
})

/** Without what goes by by itself. */
export const gist = (view: DoorView): string => JSON.stringify({ ...view, waitMs: null })
