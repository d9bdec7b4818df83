// Whether a door opens: all that is known goes in, one answer with its reasons comes out. Pure; what is missing, old or no number is "no".

import type { Door, DoorLockState, DoorPolicy, DoorReason, FactorKind } from '../core/doors.ts'
import type { Group } from '../core/groups.ts'
import type { Decision } from '../core/types.ts'
import { isInAny } from '../alerts/time-windows.ts'
import { pauseMs } from './lockout.ts'

/** A face seen longer ago may be somebody else's by now. */
export const FRESH_MS = 2000
/** So long a face may show by itself that it is no picture before movements are asked for. */
const DOUBT_MS = 1500
/** The face of a still looks alive sooner than its picture is found to be frozen: see PictureMotion. */
const WATCHED_MS = 1000

/** Times are milliseconds of one monotonic clock. */
export interface AccessEvidence {
  /** Since when this track is known to be this person: nothing older counts. */
  readonly sinceMs: number
  readonly track: number
  readonly personId: string
  /** Of the newest look. */
  readonly faces: number
  readonly face:
    | {
        readonly track: number
        readonly atMs: number
        readonly heightPx: number
        /** Without a gap. */
        readonly followedMs: number
        readonly decision: Decision
      }
    | undefined
  /** One that was passed. */
  readonly challenge:
    | {
        readonly nonce: string
        readonly track: number
        readonly atMs: number
        readonly colours: 'seen' | 'not_seen' | 'not_asked'
      }
    | undefined
  /** One that was right. */
  readonly factor:
    | {
        readonly kind: FactorKind
        readonly personId: string
        readonly track: number
        readonly atMs: number
        readonly duress: boolean
      }
    | undefined
  /** Who was complete before, where two are needed. */
  readonly first: { readonly personId: string; readonly atMs: number; readonly evidenceHash: string } | undefined
}

/** As the store has it at this moment. */
export interface AccessCircumstances {
  readonly door: Door
  readonly lock: DoorLockState
  readonly groups: readonly Group[]
  readonly isInside: boolean | undefined
  /** Of the person: what they could show. */
  readonly factorKinds: readonly FactorKind[]
}

export interface AccessTime {
  readonly nowMs: number
  /** For the hours of the week. */
  readonly now: Date
}

export type AccessVerdict = Granted | NotYet

/** `first_of_two`: all is right, and somebody else has to come. */
export type Granted =
  | { readonly answer: 'open'; readonly reasons: readonly DoorReason[] }
  | { readonly answer: 'first_of_two'; readonly reasons: readonly DoorReason[] }

export type NotYet =
  /** Not yet, and this is what is missing. */
  | {
      readonly answer: 'needs'
      readonly need: 'face' | 'liveness' | 'challenge' | 'factor'
      readonly reasons: readonly DoorReason[]
    }
  /** `counts`: towards pause and lock. */
  | { readonly answer: 'refused'; readonly counts: boolean; readonly reasons: readonly DoorReason[] }
  | { readonly answer: 'fault'; readonly reasons: readonly DoorReason[] }

/** Checks in the order of the reasons it gives: door, face, person, what else is asked for. */
export function decideAccess(evidence: AccessEvidence, circumstances: AccessCircumstances, time: AccessTime): AccessVerdict {
  const { door, lock } = circumstances
  const { policy } = door
  if (!Number.isFinite(time.nowMs) || !Number.isFinite(time.now.getTime())) return fault('clock_fault')
  if (!door.enabled) return refused('door_off')
  if (lock.locked) return refused('locked')
  if (pauseMs(lock, time.now) !== 0) return refused('paused')

  const { face, faces, track } = evidence
  if (faces > 1) return refused('several_faces')
  if (faces !== 1 || !face) return needs('face', 'nobody_there')
  if (face.track !== track) return refused('another_track')
  if (!isWithin(face.atMs, time, FRESH_MS)) return needs('face', 'too_old')
  if (!(face.heightPx >= policy.minFacePx && face.heightPx < Infinity)) return needs('face', 'too_far')

  const { decision } = face
  if (decision.liveness?.outcome === 'attack') return refused('presentation_attack', true)
  if (!isSurelyKnown(decision, evidence.personId)) return needs('face', 'not_recognized')
  if (!isWithin(evidence.sinceMs, time, policy.withinMs)) return refused('too_old')
  const why = whyNotAllowed(evidence, circumstances, time.now)
  if (why) return refused(why)
  const first = evidence.first && isWithin(evidence.first.atMs, time, policy.withinMs) ? evidence.first : undefined
  if (policy.twoPeople && first?.personId === evidence.personId) return refused('same_person_twice')

  const reasons: DoorReason[] = ['recognized']
  const liveness = livenessOf(face)
  if (liveness === 'pad_unavailable' && decision.liveness?.reasons.some(reason => NEVER_CHECKED.includes(reason))) {
    return refused('pad_unavailable')
  }
  const inDoubt = policy.challenge === 'in_doubt' && liveness === 'liveness_undecided'
  const isSureWithout = policy.challenge === 'never' || (policy.challenge === 'in_doubt' && !inDoubt)
  if (!isSureWithout) {
    const { challenge } = evidence
    if (!challenge) {
      // A camera cannot ask: there the face has to say it by itself.
      if (door.source.kind !== 'kiosk') return inDoubt ? needs('liveness', liveness) : refused('challenge_missing')
      const isTooSoon = inDoubt && !(time.nowMs - evidence.sinceMs >= DOUBT_MS)
      return needs(isTooSoon ? 'liveness' : 'challenge', isTooSoon ? 'liveness_undecided' : 'challenge_missing')
    }
    if (challenge.track !== track) return refused('another_track')
    if (!isWithin(challenge.atMs, time, policy.withinMs) || !(challenge.atMs >= evidence.sinceMs)) return refused('too_old')
    if (!COLOURS_ENOUGH[policy.colours].includes(challenge.colours)) return refused('challenge_failed', true)
    reasons.push('challenge_passed')
  }
  if (liveness === 'bona_fide') reasons.push('bona_fide')
  else if (!inDoubt) return needs('liveness', liveness)

  if (policy.factors.length > 0) {
    const { factor } = evidence
    if (!policy.factors.some(kind => circumstances.factorKinds.includes(kind))) return refused('factor_missing')
    if (!factor) return needs('factor', 'factor_missing')
    if (factor.track !== track || factor.personId !== evidence.personId) return refused('another_track')
    if (!isWithin(factor.atMs, time, policy.withinMs) || !(factor.atMs >= evidence.sinceMs)) return refused('too_old')
    if (!policy.factors.includes(factor.kind)) return refused('factor_wrong', true)
    reasons.push('factor_right')
  }

  const passback = passbackOf(policy, circumstances.isInside)
  if (passback) reasons.push(passback)
  if (!policy.twoPeople) return { answer: 'open', reasons }
  return first ? { answer: 'open', reasons } : { answer: 'first_of_two', reasons: [...reasons, 'waiting_for_second_person'] }
}

const NEVER_CHECKED: readonly string[] = ['no_network', 'not_checked']

const COLOURS_ENOUGH: Readonly<Record<DoorPolicy['colours'], readonly string[]>> = {
  required: ['seen'],
  if_visible: ['seen', 'not_seen'],
  off: ['seen', 'not_seen', 'not_asked'],
}

/** A name kept by hysteresis is not enough: the similarity itself reaches the threshold. */
function isSurelyKnown({ outcome, candidate, threshold }: Decision, personId: string): boolean {
  if (outcome !== 'known' || candidate?.personId !== personId) return false
  const { similarity } = candidate
  return Number.isFinite(similarity) && similarity <= 1.0001 && Number.isFinite(threshold) && similarity >= threshold
}

function livenessOf({
  followedMs,
  decision: { liveness },
}: NonNullable<AccessEvidence['face']>): 'bona_fide' | 'liveness_undecided' | 'pad_unavailable' {
  if (!liveness || liveness.outcome === 'unavailable') return 'pad_unavailable'
  const { outcome, score } = liveness
  const isScored = typeof score === 'number' && score >= 0 && score <= 1
  const isWatched = followedMs >= WATCHED_MS && followedMs < Infinity
  return outcome === 'bona_fide' && isScored && isWatched ? 'bona_fide' : 'liveness_undecided'
}

function whyNotAllowed(
  { personId }: AccessEvidence,
  { door: { policy }, groups, isInside }: AccessCircumstances,
  now: Date,
): DoorReason | undefined {
  if (policy.hours.length > 0 && !isInAny(policy.hours, now)) return 'outside_hours'
  if (policy.who.kind !== 'everybody') {
    const { groupIds } = policy.who
    const theirs = groups.filter(({ id, personIds }) => groupIds.includes(id) && personIds.includes(personId))
    if (theirs.length === 0) return 'not_allowed'
    if (!theirs.some(({ allowed }) => allowed.length === 0 || isInAny(allowed, now))) return 'outside_hours'
  }
  return policy.antiPassback === 'log' ? undefined : passbackOf(policy, isInside)
}

/** Somebody never seen may go either way. */
function passbackOf({ antiPassback, direction }: DoorPolicy, isInside: boolean | undefined): DoorReason | undefined {
  if (antiPassback === 'off' || isInside === undefined) return undefined
  if (direction === 'in') return isInside ? 'already_inside' : undefined
  return isInside ? undefined : 'not_inside'
}

/** Not in the future, and not longer ago than that. */
const isWithin = (atMs: number, { nowMs }: AccessTime, ms: number): boolean =>
  Number.isFinite(atMs) && atMs <= nowMs && nowMs - atMs <= ms && Number.isFinite(ms)

const fault = (...reasons: DoorReason[]): AccessVerdict => ({ answer: 'fault', reasons })
const refused = (reason: DoorReason, counts = false): AccessVerdict => ({ answer: 'refused', counts, reasons: [reason] })
const needs = (need: 'face' | 'liveness' | 'challenge' | 'factor', reason: DoorReason): AccessVerdict => ({
  answer: 'needs',
  need,
  reasons: [reason],
})
