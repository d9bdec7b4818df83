import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Challenge, ChallengeAction, ChallengeColour, ChallengeState } from '../../core/challenge.ts'
import type { EmbeddingSpace, Landmarks5 } from '../../core/types.ts'
import { toTemplate } from '../../core/template.ts'
import { ChallengeJudge } from './challenge-judge.ts'
import type { ChallengeFace, ChallengeLook } from './challenge-look.ts'
import { EarlierChallenges } from './earlier-challenges.ts'

const template = (...vector: number[]) => toTemplate({ space: 'test' as EmbeddingSpace, vector: Float32Array.from(vector) })!
const ANNA = template(1, 0)
const BOB = template(0, 1)
const at = (x: number, y: number) => ({ x, y })
const POINTS: Landmarks5 = [at(70, 80), at(130, 80), at(100, 110), at(75, 140), at(125, 140)]
const STRAIGHT: ChallengeFace = {
  trackId: 1,
  box: { x: 50, y: 40, width: 100, height: 130 },
  landmarks: POINTS,
  turn: 0,
  nod: -0.05,
  sizePx: 60,
  unsteadiness: 0.05,
  eyeOpenness: 0.3,
  template: ANNA,
  colour: undefined,
}
const MOVED: Readonly<Record<Exclude<ChallengeAction, 'follow_dot'>, Partial<ChallengeFace>>> = {
  turn_left: { turn: 0.4 },
  turn_right: { turn: -0.4 },
  look_up: { nod: -0.25 },
  look_down: { nod: 0.12 },
  move_closer: { sizePx: 84 },
  blink: { eyeOpenness: 0.05 },
}
const FRAME_MS = 80

const challengeOf = (
  actions: readonly Exclude<ChallengeAction, 'follow_dot'>[],
  colours: readonly ChallengeColour[] = [],
): Challenge => ({
  nonce: 'abc',
  steps: actions.map(action => ({ action })),
  colours,
  colourMs: 450,
  maxStepMs: 5000,
  minStepMs: 200,
  maxMs: 20_000,
})
const usual = challengeOf(['turn_left', 'look_up', 'move_closer'])
const judgeOf = (challenge: Challenge) => new ChallengeJudge(challenge, { atMs: 0, trackId: 1, template: ANNA })
const lookAt = (atMs: number, change: Partial<ChallengeFace> | undefined, more: Partial<ChallengeLook> = {}): ChallengeLook => ({
  atMs,
  faces: 1,
  face: change && { ...STRAIGHT, ...change },
  liveness: undefined,
  ...more,
})

/** Does what is asked 400 ms after it is asked, unless told otherwise. */
function willing(
  challenge: Challenge,
  { judge = judgeOf(challenge), spoil = (look: ChallengeLook) => look, reactMs = 400 } = {},
): ChallengeState {
  let since = { key: '', atMs: 0 }
  for (let atMs = FRAME_MS; atMs < 30_000; atMs += FRAME_MS) {
    const { state } = judge
    if (state.state !== 'running') return state
    const key = `${state.step} ${state.returning}`
    if (key !== since.key) since = { key, atMs }
    const action = challenge.steps[state.step]!.action as keyof typeof MOVED
    const waited = atMs - since.atMs
    const isMoving = !state.returning && waited >= reactMs && (action !== 'blink' || waited < reactMs + 160)
    judge.take(spoil(lookAt(atMs, isMoving ? MOVED[action] : {})))
  }
  return judge.state
}

test('somebody who does what is asked, one after the other, passes', () => {
  expect(willing(usual)).toMatchObject({ state: 'passed', nonce: 'abc', colours: 'not_asked' })
  expect(willing(challengeOf(['blink', 'look_down', 'turn_right']))).toMatchObject({ state: 'passed' })
})

test('a movement before anybody could have seen what was asked fails', () => {
  expect(willing(usual, { reactMs: 0 })).toMatchObject({ state: 'failed', failure: 'too_early', step: 0 })
})

test('another movement than the one asked for fails', () => {
  const mirrored = (look: ChallengeLook) => ({ ...look, face: look.face && { ...look.face, turn: -look.face.turn } })
  expect(willing(usual, { spoil: mirrored })).toMatchObject({ state: 'failed', failure: 'wrong_movement', step: 0 })
})

test('a picture that never moves is too slow', () => {
  const still = (look: ChallengeLook) => ({ ...look, face: STRAIGHT })
  expect(willing(usual, { spoil: still })).toMatchObject({ failure: 'too_slow', step: 0 })
})

test('somebody else at any moment fails, straight ahead or turned', () => {
  for (const when of ['straight', 'turned'] as const) {
    const swap = (look: ChallengeLook): ChallengeLook =>
      look.atMs > 700 && (when === 'turned') === look.face!.turn > 0.3
        ? { ...look, face: { ...look.face!, template: BOB } }
        : look
    expect(willing(usual, { spoil: swap })).toMatchObject({ failure: 'another_face' })
  }
})

test('a face that cannot be embedded is never taken for the same one', () => {
  const unread = (look: ChallengeLook) => ({ ...look, face: { ...look.face!, template: undefined } })
  expect(willing(usual, { spoil: unread })).toMatchObject({ failure: 'too_slow', step: 0 })
})

test('another track, a jump of the face, a gap and a second face fail', () => {
  const from = (atMs: number, change: (look: ChallengeLook) => ChallengeLook) => (look: ChallengeLook) =>
    look.atMs < atMs ? look : change(look)
  const track = from(1000, look => ({ ...look, face: { ...look.face!, trackId: 2 } }))
  const jump = from(1000, look => ({ ...look, face: { ...look.face!, box: { ...STRAIGHT.box, x: 190 } } }))
  const gap = from(1000, look => ({ ...look, face: undefined, faces: 0 }))
  const second = from(1000, look => ({ ...look, face: undefined, faces: 2 }))
  for (const spoil of [track, jump, gap]) expect(willing(usual, { spoil })).toMatchObject({ failure: 'track_lost' })
  expect(willing(usual, { spoil: second })).toMatchObject({ failure: 'several_faces' })
})

test('one frame without a face, or with two, is not the end', () => {
  const blinked = (look: ChallengeLook) => (look.atMs === 1040 ? { ...look, face: undefined, faces: 2 } : look)
  const lost = (look: ChallengeLook) => (look.atMs === 1040 ? { ...look, face: undefined, faces: 0 } : look)
  for (const spoil of [blinked, lost]) expect(willing(usual, { spoil })).toMatchObject({ state: 'passed' })
})

test('what the whole picture or the network of liveness says ends it', () => {
  for (const [reason, failure] of [
    ['frozen_picture', 'frozen_picture'],
    ['looping_picture', 'looping_picture'],
    ['looks_like_a_picture', 'looks_like_a_picture'],
    ['virtual_camera', 'looks_like_a_picture'],
  ] as const) {
    const liveness = { outcome: 'attack', score: 0.1, frames: 9, reasons: [reason] } as const
    expect(willing(usual, { spoil: look => ({ ...look, liveness }) })).toMatchObject({ state: 'failed', failure })
  }
})

test('a face that grows narrower as a tilted picture does, without its nose moving, is flat', () => {
  const narrow: Landmarks5 = [at(80, 80), at(120, 80), at(100, 110), at(83, 140), at(117, 140)]
  const tilted = (look: ChallengeLook) =>
    look.face!.turn > 0.3 ? { ...look, face: { ...look.face!, turn: 0.02, landmarks: narrow } } : look
  expect(willing(usual, { spoil: tilted })).toMatchObject({ failure: 'flat' })
})

test('a head that has turned by the first look after it was asked to, and comes back, is not flat', () => {
  const narrow: Landmarks5 = [at(80, 80), at(120, 80), at(118, 110), at(83, 140), at(117, 140)]
  const turned = (look: ChallengeLook) => (look.face!.turn > 0.3 ? { ...look, face: { ...look.face!, landmarks: narrow } } : look)
  const quick = { ...usual, minStepMs: 0 }
  expect(willing(quick, { spoil: turned, reactMs: 0 })).toMatchObject({ state: 'passed' })
})

test('an earlier challenge played again fails even where the same movements are asked for', () => {
  const earlier = new EarlierChallenges()
  const judge = () => new ChallengeJudge(usual, { atMs: 0, trackId: 1, template: ANNA }, earlier)
  expect(willing(usual, { judge: judge() })).toMatchObject({ state: 'passed' })
  expect(willing(usual, { judge: judge() })).toMatchObject({ state: 'failed', failure: 'looping_picture' })
  expect(willing(usual, { judge: judge(), reactMs: 900 })).toMatchObject({ state: 'passed' })
})

test('a picture bent and tilted until it seems to nod is flat', () => {
  const low: Landmarks5 = [at(70, 95), at(130, 95), at(100, 112), at(75, 132), at(125, 132)]
  const bent = (look: ChallengeLook) => (look.face!.nod > 0 ? { ...look, face: { ...look.face!, landmarks: low } } : look)
  expect(willing(challengeOf(['look_down', 'turn_left', 'look_up']), { spoil: bent })).toMatchObject({ failure: 'flat', step: 0 })
})

test('a movement the landmarks are unsure of is none', () => {
  const unsure = (look: ChallengeLook) => ({ ...look, face: { ...look.face!, unsteadiness: look.face!.turn > 0.3 ? 0.5 : 0.05 } })
  expect(willing(usual, { spoil: unsure })).toMatchObject({ failure: 'too_slow', step: 0 })
})

test('time that goes back, or is no time, ends it', () => {
  for (const wrong of [NaN, Infinity, 0])
    expect(willing(usual, { spoil: look => (look.atMs > 1000 ? { ...look, atMs: wrong } : look) })).toMatchObject({
      failure: 'expired',
    })
})

test('a frame that was under way when the challenge was made is no part of it', () => {
  const judge = new ChallengeJudge(usual, { atMs: 1000, trackId: 1, template: ANNA })
  expect(judge.take(lookAt(990, { turn: 0.4 }))).toEqual({
    state: 'running',
    nonce: 'abc',
    step: 0,
    returning: true,
    endsInMs: 5000,
  })
})

test('what is over stays over', () => {
  const judge = judgeOf(usual)
  const failed = willing(usual, { judge, reactMs: 0 })
  expect(judge.take(lookAt(60_000, {}))).toBe(failed)
})

test('a number that is none fails at whatever frame it comes, and never passes', () => {
  const numbers = ['turn', 'nod', 'sizePx', 'eyeOpenness', 'unsteadiness'] as const
  fc.assert(
    fc.property(
      fc.constantFrom(...numbers),
      fc.constantFrom(NaN, Infinity, -Infinity),
      fc.integer({ min: 0, max: 20 }),
      (of, value, frame) => {
        const spoil = (look: ChallengeLook) =>
          Math.round(look.atMs / FRAME_MS) === frame + 1 ? { ...look, face: { ...look.face!, [of]: value } } : look
        expect(willing(usual, { spoil })).toMatchObject({ state: 'failed', failure: 'track_lost' })
      },
    ),
  )
})

test('no order of looks that lacks a movement asked for ever passes', () => {
  const missing = fc.constantFrom(...usual.steps.map(s => s.action as keyof typeof MOVED))
  const others = fc.array(
    fc.tuple(fc.constantFrom(undefined, ...(Object.keys(MOVED) as (keyof typeof MOVED)[])), fc.integer({ min: 1, max: 12 })),
    {
      minLength: 1,
      maxLength: 25,
    },
  )
  fc.assert(
    fc.property(missing, others, (lacks, played) => {
      const judge = judgeOf(usual)
      let atMs = 0
      for (const [action, frames] of played)
        for (let i = 0; i < frames; i++)
          judge.take(lookAt((atMs += FRAME_MS), action === undefined || action === lacks ? {} : MOVED[action]))
      expect(judge.state.state).not.toBe('passed')
    }),
    { numRuns: 500 },
  )
})

test('looks of any numbers at all never pass', () => {
  const number = fc.double({ noDefaultInfinity: false, noNaN: false })
  const any = fc.record({ turn: number, nod: number, sizePx: number, eyeOpenness: number })
  fc.assert(
    fc.property(fc.array(any, { maxLength: 60 }), changes => {
      const judge = judgeOf(usual)
      for (const [i, change] of changes.entries()) judge.take(lookAt((i + 1) * FRAME_MS, change))
      expect(judge.state.state).not.toBe('passed')
    }),
  )
})

const COLOURS: readonly ChallengeColour[] = ['red', 'blue', 'green', 'white', 'blue', 'red', 'white', 'green']
const LIGHT = { red: [1, 0, 0], green: [0, 1, 0], blue: [0, 0, 1], white: [1, 1, 1] } as const
const lightBy =
  (shown: readonly ChallengeColour[], share: number, lagMs = 200) =>
  (look: ChallengeLook) => {
    const light = LIGHT[shown[Math.floor((look.atMs - lagMs) / 450)] ?? 'white']
    const face = [150, 110, 90].map((value, c) => value * (1 + share * light[c]!)) as [number, number, number]
    return { ...look, face: { ...look.face!, colour: { face, around: [120, 120, 120] as const } } }
  }

test('colours that show on the face in their order are seen, at whatever delay', () => {
  const challenge = challengeOf(['turn_left', 'look_up', 'turn_right'], COLOURS)
  for (const lagMs of [0, 250, 650])
    expect(willing(challenge, { spoil: lightBy(COLOURS, 0.08, lagMs) })).toMatchObject({ state: 'passed', colours: 'seen' })
})

test('colours of an earlier challenge are wrong, and a room too bright for them shows none', () => {
  const challenge = challengeOf(['turn_left', 'look_up', 'turn_right'], COLOURS)
  const earlier = [...COLOURS].reverse()
  expect(willing(challenge, { spoil: lightBy(earlier, 0.08) })).toMatchObject({ state: 'failed', failure: 'colours_wrong' })
  expect(willing(challenge, { spoil: lightBy(COLOURS, 0) })).toMatchObject({ state: 'passed', colours: 'not_seen' })
})
