// Makes challenges: which movements and colours, in an order nobody could have known beforehand.

import { randomInt } from 'node:crypto'
import {
  CHALLENGE_ACTIONS,
  CHALLENGE_COLOURS,
  type Challenge,
  type ChallengeAction,
  type ChallengeColour,
  type ChallengeStep,
} from '../../core/challenge.ts'
import { shownBy } from './movement.ts'

/** What may be asked of somebody, and what their door can show and see. */
export interface ChallengeOptions {
  /** A screen lights the face. */
  readonly colours: boolean
  /** Closed eyes are told from open ones well enough to ask for a blink; no network at hand does so (docs/liveness-accuracy.md). */
  readonly canReadEyes?: boolean | undefined
  /** What this person cannot do. */
  readonly without?: readonly ChallengeAction[] | undefined
}

/** A number from 0 to `below` - 1 nobody can foresee. */
export type RandomInt = (below: number) => number

const STEPS = 3
/** Of three movements so many are the head's, which a flat picture cannot show; fewer where somebody can do no more. */
const HEAD_MOVEMENTS = 2
const COLOURS = 8
/**
 * Two changes a second: WCAG 2.2, 2.3.1 allows three flashes a second, and one flash is two changes. Slow enough, too, for cameras that
 * adjust to each.
 */
const COLOUR_MS = 450
const TIMING = { maxStepMs: 5000, minStepMs: 200, maxMs: 20_000 }
/** In shares of the screen, as the person sees it. */
const DOTS = [
  { x: 0.06, y: 0.5 },
  { x: 0.94, y: 0.5 },
  { x: 0.5, y: 0.06 },
  { x: 0.5, y: 0.94 },
] as const

/** @returns undefined where fewer than three movements are left: then something else than a challenge has to do */
export function makeChallenge(options: ChallengeOptions, random: RandomInt = below => randomInt(below)): Challenge | undefined {
  const steps = pickSteps(movementsFor(options), random)
  if (!steps) return undefined
  return {
    nonce: Array.from({ length: 16 }, () => random(256).toString(16).padStart(2, '0')).join(''),
    steps,
    colours: options.colours ? pickColours(random) : [],
    colourMs: COLOUR_MS,
    ...TIMING,
  }
}

const movementsFor = ({ canReadEyes, without = [] }: ChallengeOptions): ChallengeAction[] =>
  CHALLENGE_ACTIONS.filter(action => !without.includes(action) && (action !== 'blink' || canReadEyes === true))

/** Every allowed order is as likely as any other: orders that are not allowed are drawn again. */
function pickSteps(movements: readonly ChallengeAction[], random: RandomInt): ChallengeStep[] | undefined {
  if (movements.length < STEPS) return undefined
  const heads = Math.min(HEAD_MOVEMENTS, movements.filter(isOfTheHead).length)
  for (;;) {
    const steps = shuffled(movements, random)
      .slice(0, STEPS)
      .map(action => toStep(action, random))
    const shown = steps.map(shownBy)
    // The dot to the left after a turn to the left would ask for one thing twice.
    if (steps.filter(step => isOfTheHead(step.action)).length >= heads && new Set(shown).size === STEPS) return steps
  }
}

const isOfTheHead = (action: ChallengeAction): boolean => action !== 'blink' && action !== 'move_closer'

const toStep = (action: ChallengeAction, random: RandomInt): ChallengeStep =>
  action === 'follow_dot' ? { action, dot: DOTS[random(DOTS.length)]! } : { action }

/** Fisher and Yates. */
function shuffled<T>(values: readonly T[], random: RandomInt): T[] {
  const all = [...values]
  for (let i = all.length - 1; i > 0; i--) {
    const j = random(i + 1)
    ;[all[i], all[j]] = [all[j]!, all[i]!]
  }
  return all
}

/** No colour follows itself: a change shows, a colour that stays does not. All of them come at least once. */
function pickColours(random: RandomInt): ChallengeColour[] {
  for (;;) {
    const colours: ChallengeColour[] = []
    while (colours.length < COLOURS) {
      const colour = CHALLENGE_COLOURS[random(CHALLENGE_COLOURS.length)]!
      if (colour !== colours.at(-1)) colours.push(colour)
    }
    if (new Set(colours).size === CHALLENGE_COLOURS.length) return colours
  }
}
