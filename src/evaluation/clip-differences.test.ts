import { expect, test } from 'vitest'
import { clipDifferences, isChanged } from './clip-differences.ts'
import type { TrackStory } from './clip-tracks.ts'

const track = (id: number, x: number, names: readonly (string | undefined)[], fromMs = 0): TrackStory => ({
  id,
  firstSeenAtMs: fromMs,
  seen: names.map((name, i) => ({
    atMs: fromMs + 100 * i,
    box: { x, y: 10, width: 50, height: 50 },
    outcome: name === undefined ? 'undecided' : 'known',
    name,
    similarities: { Anna: 0.4, Bert: 0.2 },
  })),
})

test('a face both runs followed is told once, with what each said last', () => {
  const [face, ...more] = clipDifferences([track(1, 0, [undefined, 'Anna'])], [track(7, 4, [undefined, undefined])])
  expect(more).toEqual([])
  expect(face).toEqual({
    fromMs: 0,
    toMs: 100,
    before: { outcome: 'known', name: 'Anna', similarity: 0.4, toNameMs: 100 },
    after: { outcome: 'undecided', name: undefined, similarity: 0.4, toNameMs: undefined },
  })
  expect(isChanged(face!)).toBe(true)
})

test('the same answer of both runs is no change, whatever the numbers of the tracks', () => {
  const faces = clipDifferences(
    [track(1, 0, ['Anna', 'Anna']), track(2, 200, ['Bert'])],
    [track(3, 200, ['Bert']), track(4, 0, ['Anna'])],
  )
  expect(faces.map(isChanged)).toEqual([false, false])
})

test('a face only one run followed has nothing on the other side', () => {
  const faces = clipDifferences([track(1, 0, ['Anna'])], [track(1, 0, ['Anna'], 5000), track(2, 300, [undefined])])
  expect(faces.map(({ fromMs, before, after }) => [fromMs, before?.name, after?.outcome])).toEqual([
    [0, 'Anna', undefined],
    [0, undefined, 'undecided'],
    [5000, undefined, 'known'],
  ])
})

test('a track goes with the one it shares most pictures with', () => {
  const [long, short] = [track(1, 0, ['Anna', 'Anna', 'Anna']), track(2, 0, ['Bert'], 200)]
  const [face] = clipDifferences([long], [short, long])
  expect(face!.after?.name).toBe('Anna')
})
