// Which movement a face makes, against how it looked straight ahead.

import type { ChallengeStep } from '../../core/challenge.ts'

/** What a camera can tell apart: a dot at the left is a turn to the left to it. */
export const MOVEMENTS = ['left', 'right', 'up', 'down', 'closer', 'blink'] as const
export type Movement = (typeof MOVEMENTS)[number]

/** How a face is held; see ChallengeFace. */
export interface Pose {
  readonly turn: number
  readonly nod: number
  readonly sizePx: number
}

/**
 * From here on a movement was made, in units of pose() against straight ahead: about 30° to a side, a nod, a quarter nearer.
 * Nose against eyes and mouth: a flat picture keeps both numbers however it is tilted, and 30 photos bent and tilted through the
 * networks seldom came so far (docs/liveness-accuracy.md).
 */
const EXTENT = { turn: 0.3, up: 0.15, down: 0.11, closer: 1.25 }

/** The movement a step asks for. */
export function shownBy({ action, dot }: ChallengeStep): Movement {
  switch (action) {
    case 'turn_left':
      return 'left'
    case 'turn_right':
      return 'right'
    case 'look_up':
      return 'up'
    case 'look_down':
      return 'down'
    case 'move_closer':
      return 'closer'
    case 'blink':
      return 'blink'
    case 'follow_dot': {
      const [x, y] = [(dot?.x ?? 0.5) - 0.5, (dot?.y ?? 0.5) - 0.5]
      if (Math.abs(x) >= Math.abs(y)) return x < 0 ? 'left' : 'right'
      return y < 0 ? 'up' : 'down'
    }
  }
}

/** How far each movement has gone: 1 and more means that it was made. A blink has no extent: see BlinkReader. */
export function extents(now: Pose, straight: Pose): Readonly<Record<Exclude<Movement, 'blink'>, number>> {
  const turn = now.turn - straight.turn
  const nod = now.nod - straight.nod
  return {
    left: turn / EXTENT.turn,
    right: -turn / EXTENT.turn,
    up: -nod / EXTENT.up,
    down: nod / EXTENT.down,
    closer: Math.log(now.sizePx / straight.sizePx) / Math.log(EXTENT.closer),
  }
}
