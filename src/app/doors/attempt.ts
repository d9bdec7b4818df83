// One attempt of one face to be let in: what has come together of it so far. Decides nothing.

import { createHash } from 'node:crypto'
import type { Challenge, ChallengeAction, ChallengeFailure, ChallengeState } from '../../core/challenge.ts'
import type { AccessEvidence, AccessTime } from '../../doors/decide-access.ts'
import type { AccessLook } from '../engine/access-look.ts'
import { PATIENCE_MS, UNKNOWN_MS } from './door-times.ts'
import type { Circumstances } from './read-circumstances.ts'

/** Further challenges somebody may ask for who cannot do a movement. */
export const ALTERNATIVES = 2

export interface AskedChallenge {
  readonly challenge: Challenge
  readonly beganAtMs: number
  readonly state: ChallengeState | undefined
}

export class Attempt {
  readonly track: number
  readonly beganAtMs: number
  /** By the clock on the wall, to notice when it jumps. */
  readonly beganAt: Date
  readonly #firstLookAtMs: number
  /** As they were when the person was recognised: a door that was changed since begins anew. */
  circumstances: Circumstances | undefined
  personId: string | undefined
  sinceMs = NaN
  #unknownSinceMs: number | undefined
  /** What was missing when it was last looked. */
  need: 'recognition' | 'face' | 'liveness' | 'challenge' | 'factor' = 'recognition'
  asked: AskedChallenge | undefined
  challenge: AccessEvidence['challenge']
  factor: AccessEvidence['factor']
  alternatives = ALTERNATIVES
  without: readonly ChallengeAction[] = []
  face: AccessEvidence['face']
  faces = 1
  seenAtMs: number
  #pictures = ''

  constructor(look: AccessLook, track: number, nowMs: number, now: Date) {
    this.track = track
    this.beganAtMs = nowMs
    this.beganAt = now
    this.seenAtMs = nowMs
    this.#firstLookAtMs = look.atMs
    this.see(look, nowMs)
  }

  /** By the engine's clock since this began: a look that was long on its way shows what was, not what is. */
  see(look: AccessLook, nowMs: number): void {
    this.#pictures = createHash('sha256').update(this.#pictures).update(look.pictureHash).digest('hex')
    this.faces = look.faces
    if (!look.face) return
    this.seenAtMs = nowMs
    const atMs = Math.min(nowMs, this.beganAtMs + (look.atMs - this.#firstLookAtMs))
    const { track, box, followedMs, decision } = look.face
    this.face = { track, atMs, heightPx: box.height, followedMs, decision }
  }

  /** Milliseconds by which engine and keeper disagree about how long this has gone on; above 0: the look comes from the future. */
  aheadMs(look: AccessLook, nowMs: number): number {
    return look.atMs - this.#firstLookAtMs - (nowMs - this.beganAtMs)
  }

  /** From here on what counts as evidence for this person may be collected. */
  isOf(personId: string, nowMs: number): void {
    this.personId = personId
    this.sinceMs = nowMs
  }

  /**
   * What a look says of the challenge asked for. @returns why it was failed; undefined: it goes on, was passed, or there is none
   * @param slackMs by which this clock and the engine's may differ
   */
  hear({ challenge: state, face }: AccessLook, nowMs: number, slackMs: number): ChallengeFailure | undefined {
    const { asked } = this
    if (!asked || this.challenge) return undefined
    const { nonce, maxMs } = asked.challenge
    if (!(nowMs - asked.beganAtMs <= maxMs + slackMs)) return 'too_slow'
    if (state?.nonce !== nonce) return undefined
    this.asked = { ...asked, state }
    if (state.state === 'failed') return state.failure
    if (state.state !== 'passed' || !face) return undefined
    if (!(state.tookMs <= maxMs)) return 'expired'
    this.challenge = { nonce, track: face.track, atMs: nowMs, colours: state.colours }
    return undefined
  }

  /** @throws TypeError for something that is no challenge */
  ask(challenge: Challenge, nowMs: number): void {
    const { nonce, steps, maxMs } = challenge
    if (!nonce || steps.length === 0 || !Number.isFinite(maxMs)) throw new TypeError('no challenge was made')
    this.asked = { challenge, beganAtMs: nowMs, state: undefined }
  }

  /** Known to be nobody yet. @returns why it is waited for no longer */
  waitForName(nowMs: number): 'unknown_person' | 'not_recognized' | undefined {
    this.need = 'recognition'
    const isUnknown = this.face?.decision.outcome === 'unknown'
    this.#unknownSinceMs = isUnknown ? (this.#unknownSinceMs ?? nowMs) : undefined
    if (nowMs - (this.#unknownSinceMs ?? nowMs) >= UNKNOWN_MS) return 'unknown_person'
    return nowMs - (this.personId === undefined ? this.beganAtMs : this.sinceMs) >= PATIENCE_MS ? 'not_recognized' : undefined
  }

  /** By how much the clock on the wall went on more than the one that never goes back, since this began. */
  driftMs({ nowMs, now }: AccessTime): number {
    return now.getTime() - this.beganAt.getTime() - (nowMs - this.beganAtMs)
  }

  /** Leaves out the movement asked for now. @returns false when that was done too often */
  giveUpMovement(): boolean {
    const { challenge, state } = this.asked ?? {}
    const step = challenge?.steps[state?.state === 'running' ? state.step : 0]
    if (!step || this.alternatives <= 0) return false
    this.alternatives -= 1
    this.without = [...this.without, step.action]
    return true
  }

  get isBeingChallenged(): boolean {
    return this.asked !== undefined && this.challenge === undefined
  }

  evidence(first: AccessEvidence['first']): AccessEvidence {
    const { sinceMs, track, personId = '', faces, face, challenge, factor } = this
    return { sinceMs, track, personId, faces, face, challenge, factor, first }
  }

  /** All that is hashed. */
  proof(first: AccessEvidence['first']) {
    const sinceMs = this.personId === undefined ? undefined : this.sinceMs
    return { ...this.evidence(first), sinceMs, pictures: this.#pictures, asked: this.asked?.challenge }
  }
}
