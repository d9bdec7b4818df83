import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Detection } from '../core/types.ts'
import { Tracker, type TrackerStep } from './tracker.ts'

const face = (x: number, y = 100, detectionScore = 0.95, side = 60): Detection => ({
  box: { x, y, width: side, height: side },
  landmarks: undefined,
  detectionScore,
})
const ids = ({ seen }: TrackerStep) => seen.map(({ track }) => track.id)
/** Which track continues each detection. */
const idOf = ({ seen }: TrackerStep, detection: Detection) => seen.find(s => s.detection === detection)?.track.id

test('two faces that cross keep their ids by their motion', () => {
  const tracker = new Tracker()
  let last: { step: TrackerStep; left: Detection; right: Detection } | undefined
  for (let frame = 0; frame <= 40; frame++) {
    const [left, right] = [face(frame * 10), face(400 - frame * 10, 118)]
    last = { step: tracker.step([right, left], frame * 40), left, right }
  }
  expect([idOf(last!.step, last!.right), idOf(last!.step, last!.left)]).toEqual([1, 2])
})

test('two faces that cross while the detector sees only one of them keep their ids', () => {
  const tracker = new Tracker()
  let last: { step: TrackerStep; left: Detection; right: Detection } | undefined
  for (let frame = 0; frame <= 40; frame++) {
    const [left, right] = [face(frame * 10), face(400 - frame * 10, 110)]
    const hidden = frame >= 18 && frame <= 22
    last = { step: tracker.step(hidden ? [left] : [left, right], frame * 40), left, right }
  }
  expect([idOf(last!.step, last!.left), idOf(last!.step, last!.right)]).toEqual([1, 2])
})

test.each([
  ['shorter than the longest gap keeps its id', 600, [1]],
  ['longer than the longest gap is somebody new', 800, [2]],
])('a face hidden %s', (_, gapMs, expected) => {
  const tracker = new Tracker({ maxGapMs: 700 })
  tracker.step([face(100)], 0)
  tracker.step([face(100)], 40)
  for (let atMs = 80; atMs < 40 + gapMs; atMs += 40) tracker.step([], atMs)
  expect(ids(tracker.step([face(102)], 40 + gapMs))).toEqual(expected)
})

test('a lost track is told once, as lost, with when it was last seen', () => {
  const tracker = new Tracker({ maxGapMs: 700 })
  tracker.step([face(100)], 1000)
  const steps = [1400, 1800, 2200].map(atMs => tracker.step([], atMs).lost)
  expect(steps.map(lost => lost.length)).toEqual([0, 1, 0])
  expect(steps[1]![0]).toMatchObject({ id: 1, state: 'lost', firstSeenAtMs: 1000, lastSeenAtMs: 1000 })
})

test('a weak detection continues a track but never starts one', () => {
  const tracker = new Tracker({ startScore: 0.7 })
  expect(ids(tracker.step([face(100, 100, 0.5)], 0))).toEqual([])
  expect(ids(tracker.step([face(100, 100, 0.7)], 40))).toEqual([1])
  expect(ids(tracker.step([face(101, 100, 0.3)], 80))).toEqual([1])
})

test('a face that moves by half its size from look to look is followed', () => {
  const tracker = new Tracker()
  const steps = [0, 1, 2, 3, 4].map(i => ids(tracker.step([face(100 + i * 20, 100 + i * 8, 0.9, 40)], i * 100)))
  expect(steps).toEqual([[1], [1], [1], [1], [1]])
})

test('a small face that jumps by most of its size between looks is followed', () => {
  const tracker = new Tracker()
  for (const [i, x] of [100, 150, 200].entries()) expect(ids(tracker.step([face(x)], i * 120))).toEqual([1])
})

test('after a stall nobody is who stood there before, but the pace of a slow source is no stall', () => {
  const tracker = new Tracker()
  tracker.step([face(100)], 0)
  tracker.step([face(100)], 120)
  const back = tracker.step([face(100)], 60_000)
  expect(back.lost.map(t => t.id)).toEqual([1])
  expect(ids(back)).toEqual([2])
  const slow = new Tracker()
  for (const atMs of [0, 2000, 4000, 6000]) expect(ids(slow.step([face(100)], atMs))).toEqual([1])
})

test('a face somewhere else, or of quite another size, is another face', () => {
  const tracker = new Tracker()
  tracker.step([face(100)], 0)
  expect(ids(tracker.step([face(400)], 40))).toEqual([2])
  expect(ids(tracker.step([face(110, 110, 0.9, 12)], 80))).toEqual([3])
})

test('a track is tentative until confirmed, and may be only after enough sightings', () => {
  const tracker = new Tracker({ minHits: 2 })
  tracker.step([face(100)], 0)
  expect(tracker.canConfirm(1)).toBe(false)
  tracker.step([face(100)], 40)
  expect(tracker.canConfirm(1)).toBe(true)
  expect(tracker.predict(40)[0]!.state).toBe('tentative')
  tracker.confirm(1)
  expect(tracker.predict(40)[0]!.state).toBe('confirmed')
  tracker.confirm(99)
  expect(tracker.canConfirm(99)).toBe(false)
})

test('between detections tracks move on', () => {
  const tracker = new Tracker()
  for (let i = 0; i < 10; i++) tracker.step([face(100 + i * 10)], i * 40)
  expect(tracker.predict(400)[0]!.box.x).toBeGreaterThan(195)
})

test('ending one track leaves the others, ending all leaves none, and what was ended starts anew', () => {
  const tracker = new Tracker()
  tracker.step([face(0), face(300), face(600)], 0)
  expect(tracker.end(40, 2).map(t => t.id)).toEqual([2])
  expect(tracker.predict(40).map(t => t.id)).toEqual([1, 3])
  expect(tracker.end(40).map(t => [t.id, t.state])).toEqual([
    [1, 'lost'],
    [3, 'lost'],
  ])
  expect(ids(tracker.step([face(0)], 80))).toEqual([4])
})

test('whatever is seen, ids are never used again and no detection is two tracks', () => {
  const detection = fc
    .tuple(fc.integer({ min: 0, max: 600 }), fc.integer({ min: 0, max: 400 }), fc.integer({ min: 0, max: 100 }))
    .map(([x, y, score]) => face(x, y, score / 100))
  const frames = fc.array(fc.tuple(fc.array(detection, { maxLength: 6 }), fc.integer({ min: 1, max: 500 })), { maxLength: 25 })
  fc.assert(
    fc.property(frames, all => {
      const tracker = new Tracker()
      const gone = new Set<number>()
      let [atMs, highest] = [0, 0]
      for (const [detections, afterMs] of all) {
        const step = tracker.step(detections, (atMs += afterMs))
        expect(new Set(step.seen.map(s => s.detection)).size).toBe(step.seen.length)
        expect(new Set(ids(step)).size).toBe(step.seen.length)
        expect(ids(step).some(id => gone.has(id))).toBe(false)
        for (const id of ids(step).filter(i => i > highest)) expect(id).toBe(++highest)
        for (const { id } of step.lost) gone.add(id)
      }
    }),
  )
})
