import { expect, test } from 'vitest'
import type { LiveFace } from '../../../src/client.ts'
import { NOBODY, see, type Presence } from './presence.ts'

const face = (track: number, name?: string): LiveFace => ({
  track,
  box: { x: 0, y: 0, width: 10, height: 10 },
  frames: 3,
  decision: {
    outcome: name === undefined ? 'unknown' : 'known',
    person: name === undefined ? null : { id: `id-${name}`, name },
    candidates: [],
    threshold: 0.4,
    margin: null,
    reasons: [],
    liveness: null,
  },
})
const names = ({ present }: Presence) => present.map(entry => entry.face.decision.person?.name ?? `track ${entry.face.track}`)

test('a person is announced once per visit, not once per frame', () => {
  let presence = NOBODY
  const announced: string[] = []
  for (let now = 0; now < 10_000; now += 66) {
    presence = see(presence, [face(1, 'Ana')], now)
    announced.push(...presence.arrived)
  }
  expect(announced).toEqual(['Ana'])
})

test('a short gap, even with a new track, neither removes nor announces anybody', () => {
  let presence = see(NOBODY, [face(1, 'Ana')], 0)
  presence = see(presence, [], 900)
  expect(names(presence)).toEqual(['Ana'])
  presence = see(presence, [face(2, 'Ana')], 1800)
  expect(names(presence)).toEqual(['Ana'])
  expect(presence.arrived).toEqual([])
})

test('who left is no longer listed, and is announced when back later', () => {
  let presence = see(NOBODY, [face(1, 'Ana')], 0)
  presence = see(presence, [], 2000)
  expect(names(presence)).toEqual([])
  presence = see(presence, [face(5, 'Ana')], 20_000)
  expect(presence.arrived).toEqual(['Ana'])
})

test('a stranger who gets a name is listed once', () => {
  let presence = see(NOBODY, [face(1)], 0)
  presence = see(presence, [face(1, 'Ana')], 66)
  expect(names(presence)).toEqual(['Ana'])
})

test('two strangers are two entries', () => {
  expect(names(see(NOBODY, [face(1), face(2)], 0))).toEqual(['track 1', 'track 2'])
})
