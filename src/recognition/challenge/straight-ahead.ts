// How somebody looks straight ahead: what their movements are measured against, and whether they have come back to it.

import type { ChallengeFace } from './challenge-look.ts'
import { extents, type Pose } from './movement.ts'

/** Nobody is exactly level, and cameras hang above or below; beyond this a face looks elsewhere. */
const LEVEL = { turn: 0, nod: -0.05, maxTurn: 0.16, maxNod: 0.16 }
/** Looks that lie this near one another are held still, in shares of a whole movement. */
const STILL = 0.4
const LOOKS = 3
/** Back again when no movement is left beyond this share of it. */
const BACK = 0.5
const BACK_LOOKS = 2

export class StraightAhead {
  #pose: Pose | undefined
  #eyes: number | undefined
  #last: ChallengeFace[] = []
  #backLooks = 0

  /** Undefined until the face was held still, straight ahead, once. */
  get pose(): Pose | undefined {
    return this.#pose
  }

  /** How open the eyes were then. */
  get eyeOpenness(): number | undefined {
    return this.#eyes
  }

  isAt(face: Pose): boolean {
    return this.#pose ? isNear(face, this.#pose, BACK) : isLevel(face)
  }

  /** Starts waiting for the face to come back. */
  leave(): void {
    this.#backLooks = 0
    this.#last = []
  }

  /** @returns true once the face is there, and held still */
  take(face: ChallengeFace): boolean {
    if (!this.isAt(face)) {
      this.leave()
      return false
    }
    this.#last = [...this.#last, face].slice(-LOOKS)
    if (this.#pose) {
      if (++this.#backLooks < BACK_LOOKS) return false
      // Who came closer stays there; turn and nod stay as they were, so that nobody creeps into a movement.
      this.#pose = { ...this.#pose, sizePx: mean(this.#last, f => f.sizePx) }
      return true
    }
    const middle = meanPose(this.#last)
    if (this.#last.length < LOOKS || !this.#last.every(f => isNear(f, middle, STILL))) return false
    this.#pose = middle
    const eyes = this.#last.flatMap(f => f.eyeOpenness ?? [])
    if (eyes.length > 0) this.#eyes = mean(eyes, value => value)
    return true
  }
}

const isLevel = ({ turn, nod }: Pose): boolean =>
  Math.abs(turn - LEVEL.turn) <= LEVEL.maxTurn && Math.abs(nod - LEVEL.nod) <= LEVEL.maxNod

/** How near a face is counts for nothing here: who has come closer looks straight ahead as well. */
function isNear(face: Pose, straight: Pose, share: number): boolean {
  const { left, right, up, down } = extents(face, straight)
  return Math.max(left, right, up, down) <= share
}

const meanPose = (poses: readonly Pose[]): Pose => ({
  turn: mean(poses, p => p.turn),
  nod: mean(poses, p => p.nod),
  sizePx: mean(poses, p => p.sizePx),
})

const mean = <T>(values: readonly T[], of: (value: T) => number): number =>
  values.reduce((sum, value) => sum + of(value), 0) / values.length
