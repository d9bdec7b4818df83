// Who stands before the challenge in a measurement: somebody willing, or somebody with pictures and clips of them.

import type { Challenge, ChallengeState } from '../../src/core/challenge.ts'
import type { Random } from './perform.ts'
import type { ChallengeFace } from '../../src/recognition/challenge/challenge-look.ts'
import { extents, shownBy, type Movement } from '../../src/recognition/challenge/movement.ts'
import type { HeldPhoto, Person, Seen, Track } from './observed.ts'

/** Shows a face for what the screen says; undefined: none is found in the picture. */
export type Actor = (atMs: number, state: ChallengeState, challenge: Challenge) => ChallengeFace | undefined

/** Plays looks from a moment on, forwards and backwards, as a clip in a loop is made to look seamless. */
export function replay(looks: readonly Seen[], fromMs: number): Actor {
  const first = looks[0]!.atMs
  const length = Math.max(1, looks.at(-1)!.atMs - first)
  return atMs => {
    const t = (fromMs + atMs) % (2 * length)
    const at = first + (t <= length ? t : 2 * length - t)
    return looks.findLast(look => look.atMs <= at)?.face ?? looks[0]!.face
  }
}

/** One frame over and over. */
export const frozen =
  (face: ChallengeFace): Actor =>
  () =>
    face

/** A clip into which another is cut; nobody notices the cut, and the track goes on. */
export function cutIn(first: Actor, second: Actor, everyMs: number): Actor {
  return (atMs, state, challenge) => (Math.floor(atMs / everyMs) % 2 === 0 ? first : second)(atMs, state, challenge)
}

/** A face straight ahead, and an accomplice in its place whenever a movement is asked for; nobody notices the cuts. */
export function cutInto(straight: ChallengeFace, accomplice: Actor): Actor {
  return (atMs, state, challenge) => {
    const seen = accomplice(atMs, state, challenge)
    const isMoving = state.state === 'running' && !state.returning
    return isMoving && seen ? { ...seen, box: straight.box } : straight
  }
}

/**
 * Somebody who moves from how they look straight ahead to another pose of their own and back, whenever they are asked to. Both ends were
 * seen; what lies between is drawn. Reaction and movement times as in docs/liveness-accuracy.md.
 */
export function moving(
  straight: ChallengeFace,
  targets: ReadonlyMap<Movement, ChallengeFace>,
  random: Random,
  reaction: { readonly leastMs: number; readonly spreadMs: number },
): Actor {
  const memory = { key: '', sinceMs: 0, from: straight, now: straight, to: straight, waitMs: 0, lastsMs: 500 }
  return (atMs, state, challenge) => {
    if (state.state !== 'running') return straight
    const key = `${state.step} ${state.returning}`
    if (key !== memory.key) {
      const to = state.returning ? straight : targets.get(shownBy(challenge.steps[state.step]!))
      Object.assign(memory, {
        key,
        sinceMs: atMs,
        from: memory.now,
        to: to ?? straight,
        waitMs: reaction.leastMs + reaction.spreadMs * -Math.log(1 - random()),
        lastsMs: 350 + 350 * random(),
      })
    }
    const share = Math.min(1, Math.max(0, (atMs - memory.sinceMs - memory.waitMs) / memory.lastsMs))
    // Minimum jerk (Flash and Hogan 1985): how people move from one point to another.
    memory.now = between(memory.from, memory.to, share ** 3 * (10 - 15 * share + 6 * share ** 2))
    return memory.now
  }
}

/** Real noise of pose() from one look to the next: see docs/liveness-accuracy.md. */
const NOISE = { turn: 0.008, nod: 0.008, size: 0.008 }

export const noisy =
  (actor: Actor, random: Random): Actor =>
  (atMs, state, challenge) => {
    const face = actor(atMs, state, challenge)
    const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
    return (
      face && {
        ...face,
        turn: face.turn + NOISE.turn * normal(),
        nod: face.nod + NOISE.nod * normal(),
        sizePx: face.sizePx * Math.exp(NOISE.size * normal()),
      }
    )
  }

/**
 * A photo in the hands of somebody who knows what the networks make of each tilt, and tilts, bends or brings it nearer whichever way goes
 * farthest towards what is asked: the best anybody could do with these ways of holding it.
 */
export function bestTilts(
  { looks }: HeldPhoto,
  kind: 'flat' | 'bent',
): { straight: ChallengeFace; targets: Map<Movement, ChallengeFace> } | undefined {
  const straight = looks.find(({ held }) => held.yaw === 0 && held.pitch === 0 && held.nearer === 1 && !held.bend)?.face
  if (!straight) return undefined
  const usable = looks.flatMap(({ held, face }) => (face && (kind === 'bent' || !held.bend) ? [face] : []))
  return { straight, targets: farthest(straight, usable) }
}

/** Poses of one person as they were photographed; movements nobody photographed are left out. */
export function posesOf({ faces }: Person): { straight: ChallengeFace; targets: Map<Movement, ChallengeFace> } | undefined {
  const off = ({ turn, nod }: ChallengeFace) => Math.abs(turn) + Math.abs(nod + 0.05)
  const straight = [...faces].sort((a, b) => off(a) - off(b))[0]
  if (!straight || off(straight) > 0.16) return undefined
  // Photos are of many sizes: nobody came nearer between them.
  const alike = faces.map(face => ({ ...face, box: straight.box, sizePx: straight.sizePx }))
  const targets = farthest(straight, alike)
  const near = { ...straight, sizePx: straight.sizePx * 1.4 }
  return { straight, targets: new Map([...targets, ['closer', near]]) }
}

/** Poses of one track of a clip, for whoever has a clip of somebody and can jump to any moment of it. */
export const posesIn = ({ looks }: Track) => posesOf({ name: '', faces: looks.map(look => look.face) })

function farthest(straight: ChallengeFace, faces: readonly ChallengeFace[]): Map<Movement, ChallengeFace> {
  const targets = new Map<Movement, ChallengeFace>()
  for (const movement of ['left', 'right', 'up', 'down', 'closer'] as const) {
    const gone = (face: ChallengeFace) => {
      const all = extents(face, straight)
      const others = (['left', 'right', 'up', 'down'] as const).filter(m => m !== movement).map(m => all[m])
      return Math.min(all[movement], 2 + all[movement] - Math.max(...others))
    }
    targets.set(
      movement,
      faces.reduce((best, face) => (gone(face) > gone(best) ? face : best), straight),
    )
  }
  return targets
}

/** Poses, landmarks and template drawn between two that were seen. */
function between(a: ChallengeFace, b: ChallengeFace, share: number): ChallengeFace {
  const mix = (x: number, y: number) => x + share * (y - x)
  const template = a.template &&
    b.template && { ...a.template, vector: unit(a.template.vector.map((v, i) => mix(v, b.template!.vector[i]!))) }
  return {
    ...(share < 0.5 ? a : b),
    box: a.box,
    turn: mix(a.turn, b.turn),
    nod: mix(a.nod, b.nod),
    sizePx: mix(a.sizePx, b.sizePx),
    template: template,
  }
}

const unit = (vector: Float32Array): Float32Array => {
  const length = Math.hypot(...vector)
  return vector.map(v => v / length)
}
