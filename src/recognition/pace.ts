// How often a track is looked at closely: at once while evidence is short, ever less once the answer stands.

import type { Outcome } from '../core/types.ts'

/** Frames of evidence gathered as fast as they come. */
const EAGER_FRAMES = 3
const FIRST_PAUSE_MS = 200
/** Even a settled name is checked this often: somebody else may have taken the place. */
const LONGEST_PAUSE_MS = { known: 1500, unknown: 1000, undecided: 400 } as const satisfies Record<Outcome, number>

/** Milliseconds until the next look, after `frames` looks that counted. */
export function nextLookAfterMs(frames: number, outcome: Outcome): number {
  if (frames < EAGER_FRAMES) return 0
  return Math.min(LONGEST_PAUSE_MS[outcome], FIRST_PAUSE_MS * 2 ** (frames - EAGER_FRAMES))
}
