// Lets an actor go through one challenge, frame by frame, and tells how it ended.

import type { Challenge, ChallengeColour, ChallengeState } from '../../src/core/challenge.ts'
import { ChallengeJudge } from '../../src/recognition/challenge/challenge-judge.ts'
import type { EarlierChallenges } from '../../src/recognition/challenge/earlier-challenges.ts'
import type { ChallengeFace } from '../../src/recognition/challenge/challenge-look.ts'
import type { Rgb } from '../../src/recognition/challenge/seen-colour.ts'
import type { Template } from '../../src/core/types.ts'
import type { Actor } from './actors.ts'

export type Random = () => number
export type Ended = Exclude<ChallengeState, { state: 'running' }>

/** Light of the screen on the face against the light of the room; a dim office gives about 0.1. */
export interface Lighting {
  readonly colours: readonly ChallengeColour[]
  readonly share: number
  readonly lagMs: number
}

const FRAME_MS = 83
const TRACK = 7
const SKIN: Rgb = [150, 112, 92]
const LIGHT: Readonly<Record<ChallengeColour, Rgb>> = { red: [1, 0, 0], green: [0, 1, 0], blue: [0, 0, 1], white: [1, 1, 1] }

export interface Performance {
  readonly ended: Ended
  /** What the camera saw, to be played again. */
  readonly recorded: readonly { readonly atMs: number; readonly face: ChallengeFace | undefined }[]
}

/** @param template of the person the door has seen @param earlier challenges it remembers */
export function perform(
  challenge: Challenge,
  actor: Actor,
  template: Template,
  random: Random,
  lighting?: Lighting,
  earlier?: EarlierChallenges,
): Performance {
  const judge = new ChallengeJudge(challenge, { atMs: 0, trackId: TRACK, template }, earlier)
  const recorded: { atMs: number; face: ChallengeFace | undefined }[] = []
  for (let atMs = FRAME_MS; ; atMs += FRAME_MS * (0.8 + 0.4 * random())) {
    const seen = actor(atMs, judge.state, challenge)
    const face = seen && lit({ ...seen, trackId: TRACK }, atMs, challenge, random, lighting)
    recorded.push({ atMs, face })
    const state = judge.take({ atMs, faces: face ? 1 : 0, face, liveness: undefined })
    if (state.state !== 'running') return { ended: state, recorded }
  }
}

function lit(face: ChallengeFace, atMs: number, { colourMs }: Challenge, random: Random, lighting?: Lighting): ChallengeFace {
  if (!lighting) return face
  const light = LIGHT[lighting.colours[Math.floor((atMs - lighting.lagMs) / colourMs)] ?? 'white']
  // sRGB values grow with about the power 1/2.2 of the light.
  const gain = light.map(c => (1 + lighting.share * c) ** (1 / 2.2))
  const noise = () => 1 + 0.004 * (random() + random() + random() - 1.5)
  const colour = ([r, g, b]: Rgb, [x, y, z]: readonly number[]): Rgb => [r * x! * noise(), g * y! * noise(), b * z! * noise()]
  return { ...face, colour: { face: colour(SKIN, gain), around: colour([120, 122, 125], [1, 1, 1]) } }
}
