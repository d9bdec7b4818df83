import { expect, test } from 'vitest'
import type { LiveFace } from '../../../src/client.ts'
import { FaceTracks } from './face-tracks.ts'

const face = (track: number, x = 100): LiveFace => ({
  track,
  box: { x, y: 50, width: 80, height: 100 },
  frames: 1,
  decision: {
    outcome: 'undecided',
    person: null,
    candidates: [],
    threshold: 0.4,
    margin: null,
    liveness: null,
    reasons: ['not_enough_evidence'],
  },
})

test('a face fades in where it is', () => {
  const tracks = new FaceTracks()
  tracks.answer(0, [face(1)], 60)
  expect(tracks.shownAt(60)[0]?.opacity).toBeLessThan(0.5)
  expect(tracks.shownAt(300)).toEqual([{ face: face(1), box: face(1).box, opacity: 1 }])
})

test('a face that left fades out and is forgotten', () => {
  const tracks = new FaceTracks()
  tracks.answer(0, [face(1)], 60)
  tracks.answer(66, [], 400)
  expect(tracks.shownAt(500)[0]?.opacity).toBeGreaterThan(0)
  expect(tracks.shownAt(700)).toEqual([])
})

test('a face that is missing from one answer only does not vanish', () => {
  const tracks = new FaceTracks()
  tracks.answer(0, [face(1)], 60)
  tracks.answer(66, [], 400)
  tracks.answer(132, [face(1)], 466)
  expect(tracks.shownAt(600)[0]?.opacity).toBe(1)
})

test('without answers the boxes go, rather than stay where nobody is', () => {
  const tracks = new FaceTracks()
  tracks.answer(0, [face(1)], 60)
  expect(tracks.shownAt(5000)).toEqual([])
})
