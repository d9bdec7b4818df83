// The faces to draw over live video: each answer's boxes set in motion, fading in and out. Bounded; draws nothing itself.

import type { LiveFace } from '../../../src/client.ts'
import { BoxMotion, type Box } from './box-motion.ts'

const FADE_IN_MS = 120
const FADE_OUT_MS = 220
/** Without any answer for so long, what is drawn would be a guess. */
const STALE_MS = 1000
const MAX_TRACKS = 128

interface Followed {
  face: LiveFace
  readonly motion: BoxMotion
  readonly since: number
  leftAt: number | undefined
}

export interface ShownFace {
  readonly face: LiveFace
  readonly box: Box
  /** 0–1 */
  readonly opacity: number
}

const share = (value: number, of: number): number => Math.min(1, Math.max(0, value / of))

export class FaceTracks {
  readonly #tracks = new Map<number, Followed>()

  /** The faces of the picture captured at `at`, while the one captured at `shownAt` is on the screen. */
  answer(at: number, faces: readonly LiveFace[], shownAt: number): void {
    for (const face of faces.slice(0, MAX_TRACKS)) {
      const followed = this.#tracks.get(face.track)
      if (followed) {
        followed.face = face
        followed.leftAt = undefined
        followed.motion.see(at, face.box, shownAt)
      } else this.#tracks.set(face.track, { face, motion: new BoxMotion(at, face.box), since: shownAt, leftAt: undefined })
    }
    const seen = new Set(faces.map(({ track }) => track))
    for (const [track, followed] of this.#tracks) {
      if (seen.has(track)) continue
      followed.leftAt ??= shownAt
      if (shownAt - followed.leftAt > FADE_OUT_MS) this.#tracks.delete(track)
    }
  }

  /** What to draw over the picture captured at `at`. */
  shownAt(at: number): ShownFace[] {
    const shown = [...this.#tracks.values()].map(({ face, motion, since, leftAt }): ShownFace => {
      const entering = share(at - since + 16, FADE_IN_MS)
      const leaving = leftAt === undefined ? 0 : share(at - leftAt, FADE_OUT_MS)
      const stale = share(at - motion.seenAt - STALE_MS, FADE_OUT_MS)
      return { face, box: motion.boxAt(at), opacity: entering * (1 - leaving) * (1 - stale) }
    })
    return shown.filter(({ opacity }) => opacity > 0)
  }

  clear(): void {
    this.#tracks.clear()
  }
}
