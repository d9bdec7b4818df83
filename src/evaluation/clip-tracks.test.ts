import { expect, test } from 'vitest'
import type { Appearance } from './clip-labels.ts'
import { scoreClip, type TrackStory } from './clip-tracks.ts'

const there = (name: string, from: number): Appearance => ({
  name,
  fromMs: 0,
  toMs: 10_000,
  x: [from, from + 99],
  y: [0, 100],
  frontal: true,
})
const LABELS = [there('Anna', 0), there('Bert', 100)]

/** A face at this place, seen every 100 ms with these answers: a name, or an outcome. */
const track = (id: number, x: number, answers: readonly string[], fromMs = 0): TrackStory => ({
  id,
  firstSeenAtMs: fromMs,
  seen: answers.map((answer, i) => {
    const isName = answer !== 'undecided' && answer !== 'unknown'
    return {
      atMs: fromMs + (i + 1) * 100,
      box: { x: x - 5, y: 45, width: 10, height: 10 },
      outcome: isName ? 'known' : answer,
      name: isName ? answer : undefined,
      similarities: { Anna: 0.3 + i / 10, Bert: 0.1 },
    }
  }),
})
const score = (...tracks: TrackStory[]) => scoreClip({ frames: 100, tracks }, LABELS)

test.each([
  ['right', 50, ['undecided', 'Anna', 'Anna']],
  ['wrong', 50, ['Bert', 'Bert', 'Bert']],
  ['undecided', 50, ['undecided', 'undecided']],
  ['unknown', 150, ['undecided', 'unknown']],
  ['nobody', 500, ['unknown', 'unknown']],
  ['wrong', 500, ['Anna', 'Anna', 'Anna']],
] as const)('a track is %s at %d when it is told %j', (verdict, x, answers) => {
  const { tracks, count } = score(track(1, x, answers))
  expect(tracks[0]!.verdict).toBe(verdict)
  expect(count[verdict]).toBe(1)
})

test('a wrong name of one frame, as after a cut, is not counted', () => {
  const { tracks } = score(track(1, 50, ['Bert', 'Anna', 'Anna']))
  expect(tracks[0]).toMatchObject({ verdict: 'right', wrongMs: 100, names: ['Bert', 'Anna'] })
})

test('the time to a name runs from the first detection, and the highest similarity is to whom it shows', () => {
  const { tracks, medianToNameMs } = score(track(1, 50, ['undecided', 'undecided', 'Anna'], 2000))
  expect(tracks[0]).toMatchObject({ toNameMs: 300, similarity: 0.5 })
  expect(medianToNameMs).toBe(300)
})

test('somebody followed by two tracks, and a track with two names, are identity switches', () => {
  expect(score(track(1, 50, ['Anna']), track(2, 50, ['Anna'], 500)).identitySwitches).toBe(1)
  expect(score(track(1, 50, ['Anna']), track(2, 50, ['Anna'], 5000)).identitySwitches).toBe(0)
  expect(score(track(1, 50, ['Bert', 'Anna', 'Anna', 'Anna'])).identitySwitches).toBe(1)
})

test('people count as named when one of their tracks is right', () => {
  expect(score(track(1, 50, ['Anna']), track(2, 150, ['unknown']))).toMatchObject({ named: 1, toBeNamed: 2 })
  expect(score()).toMatchObject({ named: 0, medianToNameMs: undefined })
})
