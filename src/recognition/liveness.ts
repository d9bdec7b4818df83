// What the frames of one track say together of whether it is a face or a picture of one.

import { logistic, logitOf, type Liveness, type LivenessReason } from '../core/liveness.ts'
import type { PadDetector, PadResult } from '../core/ports.ts'
import type { Decision, Detection, Image } from '../core/types.ts'

/** What becomes of a known face that looks like a picture: it gets no name, or its name and a mark. */
export const LIVENESS_POLICIES = ['refuse', 'mark', 'off'] as const
export type LivenessPolicy = (typeof LIVENESS_POLICIES)[number]

/** What the whole picture says, when it is none that a camera makes. */
export type PictureAlarm = Extract<LivenessReason, 'frozen_picture' | 'looping_picture' | 'virtual_camera'>

/** Frames before anything is said: the first three of a track come within 300 ms. */
const MIN_FRAMES = 3
/** The past weighs as much as so many frames: who holds up a picture later is noticed. */
const MAX_WEIGHT = 12
/** Softmax saturates: one frame that is quite sure must not outweigh all others. */
const MAX_LOGIT = 6

const FAILED = { unavailable: 'network_failed' } as const

/** Bounded however long a track lasts. */
export class LivenessEvidence {
  readonly #pad: PadDetector | undefined
  #meanLogit = 0
  #frames = 0
  /** Why the last frame could not be judged. */
  #trouble: LivenessReason | undefined
  #isAttack = false

  /** Without a network, only what the whole picture says is known. */
  constructor(pad: PadDetector | undefined) {
    this.#pad = pad
  }

  /** Judges one frame. A network that fails costs the frame, never the name of a picture. */
  async look(image: Image, detection: Detection): Promise<void> {
    if (!this.#pad) return
    this.#take(await this.#pad.assess(image, detection).catch(() => FAILED))
  }

  /** Looked at often until something can be said. */
  get isSettled(): boolean {
    return this.verdict(undefined).outcome !== 'undecided' || this.#frames >= MAX_WEIGHT
  }

  /** @param alarm what the whole picture says goes before what its face looks like */
  verdict(alarm: PictureAlarm | undefined): Liveness {
    const score = this.#frames === 0 ? undefined : logistic(this.#meanLogit)
    const say = (outcome: Liveness['outcome'], reason: LivenessReason): Liveness => ({
      outcome,
      score,
      frames: this.#frames,
      reasons: [reason],
    })
    const thresholds = this.#pad?.thresholds
    if (alarm !== undefined) return say('attack', alarm)
    if (!thresholds) return say('unavailable', 'no_network')
    if (score === undefined && this.#trouble !== undefined) return say('unavailable', this.#trouble)
    if (score === undefined || this.#frames < MIN_FRAMES) return say('undecided', 'not_enough_frames')
    if (this.#isAttack) return say('attack', 'looks_like_a_picture')
    return score >= thresholds.bonaFideFrom ? say('bona_fide', 'looks_alive') : say('undecided', 'between_thresholds')
  }

  #take(said: PadResult | typeof FAILED): void {
    const result = 'liveness' in said && !isShare(said.liveness) ? FAILED : said
    if ('unavailable' in result) {
      this.#trouble = result.unavailable
      return
    }
    const logit = Math.max(-MAX_LOGIT, Math.min(MAX_LOGIT, logitOf(result.liveness)))
    this.#trouble = undefined
    this.#frames++
    this.#meanLogit += (logit - this.#meanLogit) / Math.min(MAX_WEIGHT, this.#frames)
    const thresholds = this.#pad?.thresholds
    if (!thresholds || this.#frames < MIN_FRAMES) return
    // Once a picture, it has to look clearly alive: one that is tilted until it scores a little better stays a picture.
    const score = logistic(this.#meanLogit)
    this.#isAttack = score < (this.#isAttack ? thresholds.bonaFideFrom : thresholds.attackBelow)
  }
}

/** The decision with what is known of its face: a picture is nobody, unless it is only to be marked. */
export function judged(decision: Decision, liveness: Liveness, policy: LivenessPolicy): Decision {
  const refused = policy === 'refuse' && liveness.outcome === 'attack' && decision.outcome === 'known'
  if (!refused) return { ...decision, liveness }
  return { ...decision, outcome: 'undecided', candidate: undefined, reasons: ['presentation_attack'], liveness }
}

const isShare = (liveness: number): boolean => liveness >= 0 && liveness <= 1
