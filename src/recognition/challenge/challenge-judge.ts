// Judges one challenge from the frames the server saw: order, timing, one face, one track, no cut. Any doubt about a frame fails it.

import type { Challenge, ChallengeFailure, ChallengeState } from '../../core/challenge.ts'
import { iou } from '../../core/geometry/box.ts'
import type { Liveness } from '../../core/liveness.ts'
import type { Box, Template } from '../../core/types.ts'
import { BlinkReader } from './blink-reader.ts'
import type { ChallengeFace, ChallengeLook } from './challenge-look.ts'
import type { EarlierChallenges, PoseAt } from './earlier-challenges.ts'
import { FlatWatch } from './flat-watch.ts'
import { extents, shownBy, type Movement } from './movement.ts'
import { ReflectedColours } from './reflected-colours.ts'
import { SameFace } from './same-face.ts'
import { StraightAhead } from './straight-ahead.ts'

/** Whose attempt it is: the face and track it was made for, and when it was first shown. */
export interface ChallengeBeginning {
  readonly atMs: number
  readonly trackId: number
  readonly template: Template
}

/** Without a face for longer than this, anything could have happened meanwhile. */
const MAX_GAP_MS = 800
/** A face does not get so far away from where it was between two looks (IoU); who steps back and forth goes slower. */
const MIN_OVERLAP = 0.2
/** One look can see a face where there is none. */
const MAX_LOOKS_AT_SEVERAL = 2
/** A movement that has gone so far has begun. */
const BEGUN = 0.6
/** Looks in a row that show it: one can be wrong. */
const MADE_LOOKS = 2
/** Landmarks less sure than this show no movement: see Located. Photos bent until they seem to turn are read worse than heads. */
const MAX_UNSTEADINESS = 0.35
/** Another movement as clear as this while the one asked for has hardly begun is a wrong one. */
const WRONG = { made: 1.1, askedBelow: 0.5 }

export class ChallengeJudge {
  readonly #challenge: Challenge
  readonly #beginning: ChallengeBeginning
  readonly #face: SameFace
  readonly #straight = new StraightAhead()
  readonly #flat = new FlatWatch()
  readonly #blink = new BlinkReader()
  readonly #colours: ReflectedColours
  #step = 0
  /** When the step was shown; undefined while the face comes back to looking straight ahead. */
  #askedAtMs: number | undefined
  #sinceMs: number
  #atMs: number
  #last: { readonly atMs: number; readonly box: Box | undefined }
  #looksAtSeveral = 0
  #madeLooks = 0
  #wrongLooks = 0
  #end: ChallengeState | undefined
  readonly #earlier: EarlierChallenges | undefined
  readonly #poses: PoseAt[] = []

  /** @param earlier challenges that were passed before, which this one is compared with and added to */
  constructor(challenge: Challenge, beginning: ChallengeBeginning, earlier?: EarlierChallenges) {
    this.#challenge = challenge
    this.#earlier = earlier
    this.#beginning = beginning
    this.#face = new SameFace(beginning.template)
    this.#colours = new ReflectedColours(challenge, beginning.atMs)
    this.#sinceMs = this.#atMs = beginning.atMs
    this.#last = { atMs: beginning.atMs, box: undefined }
  }

  /** How it stands, at the time of the last look. */
  get state(): ChallengeState {
    const { nonce, maxMs, maxStepMs, steps } = this.#challenge
    const endsAtMs = Math.min(this.#beginning.atMs + maxMs, this.#sinceMs + maxStepMs)
    return (
      this.#end ?? {
        state: 'running',
        nonce,
        step: Math.min(this.#step, steps.length - 1),
        returning: this.#askedAtMs === undefined,
        endsInMs: Math.max(0, endsAtMs - this.#atMs),
      }
    )
  }

  /**
   * Takes in every frame that arrived, in order; one without a face when none arrives, so that time goes on. What is over stays over.
   */
  take(look: ChallengeLook): ChallengeState {
    if (this.#end) return this.#end
    // Under way when the challenge was made: nothing in it can be an answer.
    if (look.atMs < this.#beginning.atMs) return this.state
    const failure = this.#failureOf(look) ?? (look.face && look.faces === 1 ? this.#follow(look.face, look.atMs) : undefined)
    if (failure)
      this.#end = {
        state: 'failed',
        nonce: this.#challenge.nonce,
        failure,
        step: Math.min(this.#step, this.#challenge.steps.length - 1),
      }
    return this.state
  }

  /** What ends it whatever movement is asked for. */
  #failureOf({ atMs, faces, face, liveness }: ChallengeLook): ChallengeFailure | undefined {
    if (!(atMs >= this.#atMs)) return 'expired'
    this.#atMs = atMs
    const { maxMs, maxStepMs } = this.#challenge
    if (!(atMs - this.#beginning.atMs <= maxMs)) return 'expired'
    if (liveness?.outcome === 'attack') return pictureFailure(liveness)
    this.#looksAtSeveral = faces > 1 ? this.#looksAtSeveral + 1 : 0
    if (this.#looksAtSeveral >= MAX_LOOKS_AT_SEVERAL) return 'several_faces'
    if (!(atMs - this.#last.atMs <= MAX_GAP_MS)) return 'track_lost'
    if (!(atMs - this.#sinceMs <= maxStepMs)) return 'too_slow'
    if (!face || faces !== 1) return undefined
    const follows = this.#last.box === undefined || iou(this.#last.box, face.box) >= MIN_OVERLAP
    if (face.trackId !== this.#beginning.trackId || !follows || !isReadable(face)) return 'track_lost'
    this.#last = { atMs, box: face.box }
    if (!this.#face.agrees(face.template, this.#straight.isAt(face))) return 'another_face'
    return this.#flat.isFlat(face, this.#straight.pose) ? 'flat' : undefined
  }

  #follow(face: ChallengeFace, atMs: number): ChallengeFailure | undefined {
    this.#colours.take(atMs, face.colour)
    this.#poses.push({ atMs, turn: face.turn, nod: face.nod, sizePx: face.sizePx })
    return this.#askedAtMs === undefined ? this.#comeBack(face, atMs) : this.#move(face, atMs, this.#askedAtMs)
  }

  #comeBack(face: ChallengeFace, atMs: number): ChallengeFailure | undefined {
    const isBack = this.#straight.take(face) && this.#face.isSure
    if (this.#step < this.#challenge.steps.length) {
      if (isBack) this.#turnTo('asked', atMs)
      return undefined
    }
    // The last movement is made: what is left is that it still is the same face, and the rest of the colours.
    if (!this.#colours.isOver(atMs)) {
      this.#sinceMs = atMs
      return undefined
    }
    if (!isBack) return undefined
    const colours = this.#colours.verdict()
    if (colours === 'wrong') return 'colours_wrong'
    if (this.#earlier?.knows(this.#poses)) return 'looping_picture'
    this.#earlier?.add(this.#poses)
    this.#end = { state: 'passed', nonce: this.#challenge.nonce, tookMs: atMs - this.#beginning.atMs, colours }
    return undefined
  }

  #move(face: ChallengeFace, atMs: number, askedAtMs: number): ChallengeFailure | undefined {
    const asked = shownBy(this.#challenge.steps[this.#step]!)
    const gone = this.#gone(face, atMs, asked)
    if (gone.any >= BEGUN && atMs - askedAtMs < this.#challenge.minStepMs) return 'too_early'
    const isSteady = (face.unsteadiness ?? 0) <= MAX_UNSTEADINESS
    this.#wrongLooks = isSteady && gone.other >= WRONG.made && gone.asked < WRONG.askedBelow ? this.#wrongLooks + 1 : 0
    if (this.#wrongLooks >= MADE_LOOKS) return 'wrong_movement'
    const isMade = isSteady && !this.#flat.isTilted && gone.asked >= 1 && gone.other < Math.max(1, gone.asked)
    this.#madeLooks = isMade ? this.#madeLooks + 1 : 0
    // A blink is over as soon as it is seen.
    if (this.#madeLooks < (asked === 'blink' ? 1 : MADE_LOOKS)) return undefined
    this.#step++
    this.#turnTo('returning', atMs)
    return undefined
  }

  /** How far the face has gone in the movement asked for, and at most in another. */
  #gone(face: ChallengeFace, atMs: number, asked: Movement): { asked: number; other: number; any: number } {
    const { closer, ...head } = extents(face, this.#straight.pose!)
    const blinked = asked === 'blink' && this.#blink.take(atMs, face.eyeOpenness, this.#straight.eyeOpenness) ? 1 : 0
    const made: Readonly<Partial<Record<Movement, number>>> = { ...head, closer, blink: blinked }
    // Coming nearer while the head turns is no movement of its own.
    const others = Object.entries(head).filter(([movement]) => movement !== asked)
    const goneAsked = made[asked] ?? 0
    const other = Math.max(0, ...others.map(([, gone]) => gone))
    return { asked: goneAsked, other, any: Math.max(other, goneAsked) }
  }

  #turnTo(what: 'asked' | 'returning', atMs: number): void {
    this.#askedAtMs = what === 'asked' ? atMs : undefined
    this.#sinceMs = atMs
    this.#madeLooks = this.#wrongLooks = 0
    if (what === 'returning') {
      this.#straight.leave()
      this.#face.forget()
    }
  }
}

function pictureFailure({ reasons }: Liveness): ChallengeFailure {
  if (reasons.includes('frozen_picture')) return 'frozen_picture'
  return reasons.includes('looping_picture') ? 'looping_picture' : 'looks_like_a_picture'
}

/** A number that is none never passes for a face. */
const isReadable = ({ box, turn, nod, sizePx, eyeOpenness = 1, unsteadiness = 0, colour, landmarks }: ChallengeFace): boolean =>
  [
    ...[box.x, box.y, box.width, box.height, turn, nod, sizePx, eyeOpenness, unsteadiness],
    ...landmarks.flatMap(({ x, y }) => [x, y]),
    ...(colour ? [...colour.face, ...(colour.around ?? [])] : []),
  ].every(Number.isFinite) && sizePx > 0
