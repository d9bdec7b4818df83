// The ways of attacking a challenge that are tried, each many times against challenges of its own, and willing people beside them.

import type { Challenge } from '../../src/core/challenge.ts'
import { EarlierChallenges } from '../../src/recognition/challenge/earlier-challenges.ts'
import type { ChallengeFace } from '../../src/recognition/challenge/challenge-look.ts'
import { extents, shownBy, type Movement } from '../../src/recognition/challenge/movement.ts'
import { bestTilts, cutIn, cutInto, frozen, moving, noisy, posesIn, posesOf, replay, type Actor } from './actors.ts'
import type { Material, Track } from './observed.ts'
import { perform, type Ended, type Lighting, type Random } from './perform.ts'

export interface Trial {
  readonly ended: Ended
}
/**
 * `recorded`: stills, and whatever was recorded before the challenge was made. `without_colours`: the same where no screen lights the
 * face, so that one order in sixty is the right one by chance; `same_order`: and it is. `interactive`: somebody plays in the right movement the moment it is asked for.
 */
export type Kind = 'recorded' | 'without_colours' | 'same_order' | 'interactive'
export interface Species {
  readonly name: string
  readonly kind: Kind
  readonly trials: readonly Trial[]
}

type Draw = (colours: boolean) => Challenge
type Poses = NonNullable<ReturnType<typeof posesOf>>

const EACH = 120
/** Seeing the words, then moving: 300 ms at least and 250 ms more on average. */
const REACTION = { leastMs: 300, spreadMs: 250 }
const SCREEN = { share: 0.1, lagMs: 250 }

export function attacks({ photos, tracks, people }: Material, draw: Draw, random: Random): Species[] {
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)]!
  const times = (one: () => Trial | undefined): Trial[] => {
    const trials: Trial[] = []
    for (let i = 0; i < 20 * EACH && trials.length < EACH; i++) trials.push(...[one() ?? []].flat())
    return trials
  }
  const shown = (actor: Actor, face: ChallengeFace, challenge = draw(false), light?: Lighting): Trial | undefined =>
    face.template && { ended: perform(challenge, noisy(actor, random), face.template, random, light).ended }
  const held = (kind: 'flat' | 'bent') => () => {
    const tilts = bestTilts(pick(photos), kind)
    return tilts && shown(moving(tilts.straight, tilts.targets, random, REACTION), tilts.straight)
  }
  const clip = (track: Track) => replay(track.looks, random() * 60_000)
  const faceOf = (track: Track) => pick(track.looks).face
  // Clips show some people twice: another person is taken from the photos, where names tell.
  const photographed = people.flatMap(person => posesOf(person) ?? [])
  const poses = [...photographed, ...tracks.flatMap(track => posesIn(track) ?? [])]
  const recordedOf = (of: Poses, colours: boolean, earlier?: EarlierChallenges) => {
    const challenge = able(of, draw, colours)
    if (!challenge || !of.straight.template) return undefined
    const light = colours ? { ...SCREEN, colours: challenge.colours } : undefined
    const { straight } = of
    const { ended, recorded } = perform(challenge, noisy(willing(of, random), random), straight.template!, random, light, earlier)
    return ended.state === 'passed' ? { challenge, recorded } : undefined
  }
  /** @param ask what is asked for when it is played again @param earlier the door's memory, where it was recorded at this door */
  const earlierPlayed = (colours: boolean, ask: (before: Challenge) => Challenge, isKnown: boolean) => () => {
    const of = pick(poses)
    const earlier = isKnown ? new EarlierChallenges() : undefined
    const before = recordedOf(of, colours, earlier)
    if (!before) return undefined
    const played: Actor = atMs => (before.recorded.findLast(r => r.atMs <= atMs) ?? before.recorded[0])?.face
    // Camera or screen add noise of their own to what is played.
    const actor = isKnown ? noisy(played, random) : played
    return { ended: perform(ask(before.challenge), actor, of.straight.template!, random, undefined, earlier).ended }
  }
  /** Plays whatever is asked from clips of the right person: a puppet. With colours, those of the clip's own recording. */
  const puppet = (colours: boolean) => () => {
    const of = pick(poses)
    const challenge = able(of, draw, colours)
    const light = { ...SCREEN, colours: draw(true).colours }
    return challenge && shown(willing(of, random), of.straight, challenge, colours ? light : undefined)
  }
  const species = (name: string, one: () => Trial | undefined, kind: Kind = 'recorded'): Species => ({
    name,
    kind,
    trials: times(one),
  })
  return [
    species('photo, held still', () => {
      const face = bestTilts(pick(photos), 'flat')?.straight
      return face && shown(() => face, face)
    }),
    species('photo, tilted and brought nearer as asked', held('flat')),
    species('photo, bent, tilted and brought nearer as asked', held('bent')),
    species('frozen frame of a clip', () => {
      const face = faceOf(pick(tracks))
      return shown(frozen(face), face)
    }),
    species('clip of somebody talking', () => {
      const track = pick(tracks)
      return shown(clip(track), faceOf(track))
    }),
    species('one second of a clip, in a loop', () => {
      const track = pick(tracks)
      const start = Math.floor(random() * Math.max(1, track.looks.length - 24))
      return shown(replay(track.looks.slice(start, start + 24), 0), track.looks[start]!.face)
    }),
    species('clip with another person cut in', () => {
      const [first, second] = [pick(tracks), pick(tracks)]
      return first === second ? undefined : shown(cutIn(clip(first), clip(second), 700 + random() * 1500), faceOf(first))
    }),
    species('another person doing what is asked', () => {
      const [owner, other] = [pick(photographed), pick(photographed)]
      const challenge = able(other, draw, false)
      return owner === other || !challenge ? undefined : shown(willing(other, random), owner.straight, challenge)
    }),
    species(
      'earlier challenge that was passed, played again, with the colours of then',
      earlierPlayed(true, () => draw(true), false),
    ),
    species(
      'the same without colours, recorded elsewhere',
      earlierPlayed(false, () => draw(false), false),
      'without_colours',
    ),
    species(
      'the same without colours, of a challenge this server saw',
      earlierPlayed(false, () => draw(false), true),
      'without_colours',
    ),
    species(
      'the same, and by chance the very same order is asked for',
      earlierPlayed(false, before => before, true),
      'same_order',
    ),
    species('their own face straight ahead, somebody else’s movements cut in', () => {
      const [owner, other] = [pick(photographed), pick(photographed)]
      const challenge = able(other, draw, false)
      if (owner === other || !challenge) return undefined
      return shown(cutInto(owner.straight, willing(other, random)), owner.straight, challenge)
    }),
    species('the right movements of the right person, the colours of another recording', puppet(true), 'interactive'),
    species('the right movements of the right person, no colours asked for', puppet(false), 'interactive'),
  ]
}

export function willingPeople({ tracks, people }: Material, draw: Draw, random: Random): { name: string; trials: Trial[] }[] {
  const run = (all: readonly Poses[], colours: boolean, light: number): Trial[] => {
    // Everybody comes to one door, which remembers the last hundred.
    const earlier = new EarlierChallenges()
    return all.flatMap(of =>
      Array.from({ length: 5 }, () => able(of, draw, colours)).flatMap(challenge => {
        if (!challenge || !of.straight.template) return []
        const lighting = colours ? { colours: challenge.colours, share: light, lagMs: 150 + 300 * random() } : undefined
        const actor = noisy(willing(of, random), random)
        return [{ ended: perform(challenge, actor, of.straight.template, random, lighting, earlier).ended }]
      }),
    )
  }
  const photographed = people.flatMap(person => posesOf(person) ?? [])
  const filmed = tracks.flatMap(track => posesIn(track) ?? [])
  return [
    { name: 'between their photos (LFW), no colours', trials: run(photographed, false, 0) },
    { name: 'between their photos (LFW), colours in a dim room', trials: run(photographed, true, SCREEN.share) },
    { name: 'between their photos (LFW), colours in a bright room', trials: run(photographed, true, 0.005) },
    { name: 'between poses of a clip, no colours', trials: run(filmed, false, 0) },
  ]
}

const willing = (of: Poses, random: Random): Actor => moving(of.straight, of.targets, random, REACTION)

/** A challenge whose movements this person was seen in at all: whether people turn far enough when asked, photos cannot tell. */
function able({ straight, targets }: Poses, draw: Draw, colours: boolean): Challenge | undefined {
  for (let i = 0; i < 60; i++) {
    const challenge = draw(colours)
    if (challenge.steps.every(step => reaches(straight, targets.get(shownBy(step)), step))) return challenge
  }
  return undefined
}

/** By a tenth more than it takes, as somebody would who means it. */
function reaches(straight: ChallengeFace, target: ChallengeFace | undefined, step: Challenge['steps'][number]): boolean {
  if (!target) return false
  const movement = shownBy(step)
  if (movement === 'blink') return false
  const gone: Readonly<Partial<Record<Movement, number>>> = extents(target, straight)
  const others = (['left', 'right', 'up', 'down'] as const).filter(m => m !== movement).map(m => gone[m] ?? 0)
  return (gone[movement] ?? 0) >= 1.1 && Math.max(...others) < (gone[movement] ?? 0)
}
