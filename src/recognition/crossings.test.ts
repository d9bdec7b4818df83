import { expect, test } from 'vitest'
import type { Decision, Track } from '../core/types.ts'
import { Crossings } from './crossings.ts'
import type { FrameResult, RecognizedFace } from './recognized.ts'

const SIZE = { width: 100, height: 100 }
const door = { name: 'door', from: { x: 0.5, y: 0.1 }, to: { x: 0.5, y: 0.9 } }
const room = {
  name: 'room',
  points: [
    { x: 0, y: 0 },
    { x: 0.4, y: 0 },
    { x: 0.4, y: 1 },
    { x: 0, y: 1 },
  ],
}
const decision: Decision = {
  outcome: 'undecided',
  candidate: undefined,
  candidates: [],
  threshold: 1,
  margin: undefined,
  reasons: [],
}

const trackAt = (id: number, x: number, y: number): Track => ({
  id,
  state: 'confirmed',
  box: { x: x - 5, y: y - 5, width: 10, height: 10 },
  firstSeenAtMs: 0,
  lastSeenAtMs: 0,
})
const at = (x: number, y = 50, id = 1): Pick<FrameResult, 'faces' | 'events'> => ({
  faces: [{ track: trackAt(id, x, y), decision, frames: 1 } satisfies RecognizedFace],
  events: [],
})
const walk = (crossings: Crossings, ...places: readonly (readonly [number, number?])[]) =>
  places.flatMap(([x, y]) => crossings.take(at(x, y), SIZE)).map(c => `${c.name} ${c.direction}`)

test('a face that goes over a line is counted once, in the direction it goes', () => {
  // Looking down along the line, the right hand is on the left of the picture.
  expect(walk(new Crossings({ lines: [door] }), [80], [60], [52], [40], [20])).toEqual(['door in'])
  expect(walk(new Crossings({ lines: [door] }), [20], [40], [70])).toEqual(['door out'])
})

test('trembling on the line counts nothing, turning round counts both ways', () => {
  expect(walk(new Crossings({ lines: [door] }), [60], [51], [49.5], [50.5], [60])).toEqual([])
  expect(walk(new Crossings({ lines: [door] }), [60], [40], [60])).toEqual(['door in', 'door out'])
})

test('who goes round the end of a line does not cross it', () => {
  expect(walk(new Crossings({ lines: [door] }), [60, 95], [40, 95])).toEqual([])
})

test('a zone is entered by appearing or walking in, and left by walking out or vanishing', () => {
  const crossings = new Crossings({ zones: [room] })
  expect(walk(crossings, [60], [30], [20], [60], [10])).toEqual(['room in', 'room out', 'room in'])
  const left = { faces: [], events: [{ type: 'left' as const, atMs: 0, track: trackAt(1, 10, 50), decision }] }
  expect(crossings.take(left, SIZE)).toEqual([{ trackId: 1, name: 'room', kind: 'zone', direction: 'out' }])
  expect(crossings.take(left, SIZE)).toEqual([])
})
