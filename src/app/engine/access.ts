// Whoever stands before one door: every frame recognised, and judged as part of the challenge while one goes on.

import { createHash } from 'node:crypto'
import type { Challenge, ChallengeState } from '../../core/challenge.ts'
import type { Frame, Networks } from '../../core/ports.ts'
import { ChallengeJudge } from '../../recognition/challenge/challenge-judge.ts'
import type { EarlierChallenges } from '../../recognition/challenge/earlier-challenges.ts'
import { lookForChallenge } from '../../recognition/challenge/challenge-look.ts'
import type { RecognizedFace } from '../../recognition/recognized.ts'
import { Recognizer } from '../../recognition/recognizer.ts'
import { isVirtualCamera } from '../../recognition/virtual-camera.ts'
import type { Polygon, View } from '../../recognition/within-view.ts'
import { openJpegFrame } from '../../video/jpeg-frame.ts'
import { accessHint } from './access-guide.ts'
import type { AccessFace, AccessLook, AccessSettings } from './access-look.ts'
import type { Vision } from './vision.ts'

/** Every frame that comes: a challenge is judged on what is found in it, not on predictions. */
const DETECT_EVERY_MS = 10
/** A face of this share of the height asked for is somebody who stands there, too: nobody looks over a shoulder. */
const NEARBY = 0.6
/** Whoever was not found for longer than this was not followed without a gap. */
const MAX_GAP_MS = 800

/** A camera of the server. A browser shows whoever stands before it, and nobody is left out. */
export interface AccessSource {
  readonly networks: Networks
  /** Who is outside of all of them passes by; none means everywhere. */
  readonly zones: readonly Polygon[]
  readonly isProgram: boolean
}

interface Follow {
  readonly track: number
  readonly sinceMs: number
  readonly lastMs: number
}

export class Access {
  readonly #id: string
  #settings: AccessSettings
  readonly #vision: Vision
  readonly #source: AccessSource | undefined
  readonly #recognizer: Recognizer
  #judge: ChallengeJudge | undefined
  #challenge: ChallengeState | undefined
  #frames = 0
  #follow: Follow | undefined
  #single: RecognizedFace | undefined

  constructor(id: string, settings: AccessSettings, vision: Vision, source?: AccessSource) {
    this.#id = id
    this.#settings = settings
    this.#vision = vision
    this.#source = source
    const isProgram = source?.isProgram ?? isVirtualCamera(settings.cameraName ?? '')
    this.#recognizer = new Recognizer(source?.networks ?? vision.rostro.networks, {
      ...vision.decision(),
      ...this.#view,
      // Whatever the setting for cameras is: a picture opens no door.
      liveness: 'refuse',
      alarm: isProgram ? 'virtual_camera' : undefined,
      detectEveryMs: DETECT_EVERY_MS,
    })
  }

  decideAnew(): void {
    this.#recognizer.decideBy({ ...this.#vision.decision(), ...this.#view })
  }

  /** Whoever stands there is followed on. */
  change(settings: AccessSettings): void {
    if (settings === this.#settings) return
    this.#settings = settings
    this.decideAnew()
  }

  /** Of a camera that sees far more than whoever stands at the door, the rest is not looked at closely. */
  get #view(): View {
    return this.#source ? { minFacePx: NEARBY * this.#settings.minFacePx, zones: this.#source.zones } : {}
  }

  /** Given to whoever stands there alone now; failed at once when nobody does. @param earlier of all doors */
  begin(challenge: Challenge, earlier: EarlierChallenges): void {
    const template = this.#single?.pooled?.template
    if (!this.#single || !template) {
      this.#judge = undefined
      this.#challenge = { state: 'failed', nonce: challenge.nonce, failure: 'track_lost', step: 0 }
      return
    }
    const beginning = { atMs: this.#vision.clock.monotonic(), trackId: this.#single.track.id, template }
    this.#judge = new ChallengeJudge(challenge, beginning, earlier)
    this.#challenge = this.#judge.state
  }

  /** Frames come one at a time, in order. @throws RostroError image_*, and what networks throw */
  async look(jpeg: Uint8Array, atMs: number): Promise<AccessLook> {
    const frame = await openJpegFrame(jpeg, { sourceId: this.#id, index: this.#frames++, atMs })
    try {
      return await this.take(frame, createHash('sha256').update(jpeg).digest('hex'))
    } finally {
      frame.close()
    }
  }

  /** A frame that is open already, and stays the caller's to close. */
  async take(frame: Frame, pictureHash: string): Promise<AccessLook> {
    const { faces: all } = await this.#recognizer.process(frame, this.#vision.rostro.gallery)
    const { minFacePx } = this.#settings
    const { atMs, width, height } = frame
    const near = all.filter(({ track }) => track.box.height >= NEARBY * minFacePx)
    const [one] = near
    this.#single = near.length === 1 && one?.seen ? one : undefined
    await this.#judgeFrame(frame, near.length)
    const face = this.#single && this.#toFace(this.#single, atMs)
    const hint = accessHint({
      ...{ picture: frame, faces: near.length, minFacePx },
      face: face && { box: face.box, reasons: face.decision.reasons },
    })
    return { width, height, atMs, faces: near.length, hint, face, challenge: this.#challenge, pictureHash }
  }

  async #judgeFrame(frame: Frame, faces: number): Promise<void> {
    const judge = this.#judge
    if (judge?.state.state !== 'running') return
    const face = this.#single?.seen && { trackId: this.#single.track.id, detection: this.#single.seen }
    const seen = { atMs: frame.atMs, faces, face, liveness: this.#single?.decision.liveness }
    const state = judge.take(await lookForChallenge(await frame.image(), seen, this.#vision.rostro.networks))
    // Another challenge was begun meanwhile: this one is nobody's any more.
    if (this.#judge === judge) this.#challenge = state
  }

  #toFace({ track, decision, frames }: RecognizedFace, atMs: number): AccessFace {
    const before = this.#follow
    const goesOn = before?.track === track.id && atMs - before.lastMs <= MAX_GAP_MS
    const sinceMs = goesOn ? before.sinceMs : atMs
    this.#follow = { track: track.id, sinceMs, lastMs: atMs }
    return { track: track.id, box: track.box, decision, frames, followedMs: atMs - sinceMs }
  }
}
