// Whether the face took on the colours the screen showed, in their order: a picture recorded earlier shows others.

import type { Challenge, ChallengeColour } from '../../core/challenge.ts'
import type { SeenColour } from './seen-colour.ts'

export type ColourVerdict = 'seen' | 'not_seen' | 'not_asked' | 'wrong'

/** From the answer that names the colours to their light in a picture that has arrived: way, screen, camera, way. */
const MAX_LAG_MS = 700
const LAG_STEP_MS = 50
/** Of the light of the screen, red against green and blue against green: what a colour does to a face. White changes neither. */
const TINTS: Readonly<Record<ChallengeColour, readonly [redness: number, blueness: number]>> = {
  red: [1, 0],
  green: [-1, -1],
  blue: [0, 1],
  white: [0, 0],
}
/** How well what was seen follows what was shown (correlation): less is something else’s colours. In a simulation 1.5 % of others’ colours come so far. */
const MIN_CORRELATION = 0.75
/** Logarithms of ratios of colours: smaller changes are the camera's noise, and nothing was seen. */
const MIN_CHANGE = 0.012
const MIN_LOOKS = 20

interface Tint {
  readonly atMs: number
  readonly redness: number
  readonly blueness: number
}

export class ReflectedColours {
  readonly #challenge: Challenge
  readonly #beganAtMs: number
  readonly #seen: Tint[] = []

  constructor(challenge: Challenge, beganAtMs: number) {
    this.#challenge = challenge
    this.#beganAtMs = beganAtMs
  }

  /** Bounded by the time the colours are shown. */
  take(atMs: number, colour: SeenColour | undefined): void {
    if (colour && !this.isOver(atMs)) this.#seen.push({ atMs: atMs - this.#beganAtMs, ...tintOf(colour) })
  }

  isOver(atMs: number): boolean {
    const { colours, colourMs } = this.#challenge
    return colours.length === 0 || atMs - this.#beganAtMs >= colours.length * colourMs + MAX_LAG_MS
  }

  verdict(): ColourVerdict {
    if (this.#challenge.colours.length === 0) return 'not_asked'
    if (this.#seen.length < MIN_LOOKS) return 'not_seen'
    const lags = Array.from({ length: MAX_LAG_MS / LAG_STEP_MS + 1 }, (_, i) => i * LAG_STEP_MS)
    const best = lags.map(lag => this.#agreement(lag)).reduce((a, b) => (b.correlation > a.correlation ? b : a))
    if (!(best.change >= MIN_CHANGE)) return 'not_seen'
    return best.correlation >= MIN_CORRELATION ? 'seen' : 'wrong'
  }

  #agreement(lagMs: number): { correlation: number; change: number } {
    const { colours, colourMs } = this.#challenge
    const pairs = this.#seen.flatMap(({ atMs, redness, blueness }) => {
      const colour = colours[Math.floor((atMs - lagMs) / colourMs)]
      return colour ? [{ atMs, seen: [redness, blueness], shown: TINTS[colour] }] : []
    })
    const times = pairs.map(p => p.atMs)
    const channels = [0, 1].map(c => ({
      seen: withoutDrift(
        times,
        pairs.map(p => p.seen[c]!),
      ),
      shown: withoutDrift(
        times,
        pairs.map(p => p.shown[c]!),
      ),
    }))
    const [seen, shown] = [channels.flatMap(c => c.seen), channels.flatMap(c => c.shown)]
    const change = Math.sqrt(product(seen, seen) / seen.length)
    return { correlation: product(seen, shown) / Math.sqrt(product(seen, seen) * product(shown, shown)), change }
  }
}

/** The face against what lies around it: cameras that adjust to the light adjust both alike. */
function tintOf({ face, around }: SeenColour): { redness: number; blueness: number } {
  const tint = ([red, green, blue]: readonly [number, number, number]) => [Math.log(red / green), Math.log(blue / green)] as const
  const [red, blue] = tint(face)
  const [aroundRed, aroundBlue] = around ? tint(around) : [0, 0]
  return { redness: red - aroundRed, blueness: blue - aroundBlue }
}

/** Less their mean and straight trend: a head that moves changes its colour slowly. */
function withoutDrift(times: readonly number[], values: readonly number[]): number[] {
  const [t, v] = [mean(times), mean(values)]
  const spread = times.reduce((sum, x) => sum + (x - t) ** 2, 0)
  const slope = spread === 0 ? 0 : times.reduce((sum, x, i) => sum + (x - t) * (values[i]! - v), 0) / spread
  return values.map((value, i) => value - v - slope * (times[i]! - t))
}

const mean = (values: readonly number[]): number => values.reduce((sum, v) => sum + v, 0) / values.length
const product = (a: readonly number[], b: readonly number[]): number => a.reduce((sum, x, i) => sum + x * b[i]!, 0)
