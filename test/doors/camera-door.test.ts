// The keeper of a door that looks through a camera of the server: what ends an attempt there, and what never opens.

import { beforeAll, expect, test } from 'vitest'
import type { Door, DoorFactor } from '../../src/core/doors.ts'
import { makeFactor } from '../../src/doors/factors.ts'
import { ATTACK, decided, faceOf, HandDoor, NOBODY, type HandDoorSettings } from './hand-door.ts'

const SOURCE: Door['source'] = { kind: 'camera', cameraId: 'c' }
const BY_FACE = { challenge: 'never', colours: 'off' } as const
const WITH_PIN = { ...BY_FACE, factors: ['pin'] } as const
const DOUBTFUL = {
  face: faceOf({
    decision: decided({ liveness: { outcome: 'undecided', score: 0.5, frames: 3, reasons: ['between_thresholds'] } }),
  }),
}

let factors: DoorFactor[]
beforeAll(async () => {
  factors = [await makeFactor('anna', { kind: 'pin', value: '4827' }, [], { now: new Date(), cost: 4 })]
})

const atCamera = (given: HandDoorSettings = {}) => new HandDoor({ policy: BY_FACE, door: { source: SOURCE }, factors, ...given })

test('who is known and alive is let in; whoever is only perhaps alive is waited for, and asked to move by nobody', async () => {
  const door = atCamera({ policy: { ...BY_FACE, challenge: 'in_doubt' } })
  expect(await door.looks(30, DOUBTFUL)).toMatchObject({ state: 'looking', reasons: ['liveness_undecided'], step: null })
  expect([door.opened, door.challenges.length]).toEqual([0, 0])
  expect(await door.look()).toMatchObject({ state: 'opened', person: { name: 'anna' } })
  expect(door.outcomes).toEqual(['opened: recognized bona_fide'])
})

test('a picture is refused and counts, as everywhere', async () => {
  const door = atCamera()
  await door.looks(3, ATTACK)
  expect([door.opened, door.attacks, door.lock.refusals]).toEqual([0, 1, 1])
})

test.each(['camera_fault', 'model_fault'] as const)(
  'a %s in the middle of an attempt ends it: a PIN typed afterwards is for nobody, until whoever stands there is looked at anew',
  async reason => {
    const door = atCamera({ policy: WITH_PIN })
    expect(await door.look()).toMatchObject({ state: 'factor' })
    door.keeper.fault(reason)
    expect(await door.type('4827')).toMatchObject({ state: 'fault', reasons: [reason] })
    expect(door.problems.at(-1)).toContain(reason)
    door.clock.advance(60_000)
    expect(door.view).toMatchObject({ state: 'fault' })
    expect([door.opened, door.outcomes]).toEqual([0, [`fault: ${reason}`]])
    // It counts its tracks anew: who comes next is as likely as not to have the number of whoever was there before.
    expect(await door.look()).toMatchObject({ state: 'factor' })
    expect(door.problems.at(-1)).toBeUndefined()
    await door.type('4827')
    expect(door.opened).toBe(1)
  },
)

test('an engine that begins anew in the middle of a challenge has failed: what the next one says of it opens nothing', async () => {
  const door = new HandDoor()
  const { colours } = await door.look()
  expect(colours?.nonce).toBe('n1')
  door.keeper.fault('model_fault')
  await door.settled()
  expect(door.outcomes).toEqual(['fault: model_fault'])
  // The camera's end counts as well as a movement that was wrong, or a plug would be worth a second try.
  expect(door.lock.refusals).toBe(1)
  door.passChallenge()
  expect(await door.look()).toMatchObject({ state: 'challenge', step: { index: 0, returning: true } })
  expect(door.challenges.map(({ nonce }) => nonce)).toEqual(['n1', 'n2'])
  await door.looks(5, { challenge: { state: 'passed', nonce: 'n1', tookMs: 4000, colours: 'seen' } })
  expect(door.opened).toBe(0)
})

test('an engine that begins anew without a word has another clock, and that is a fault', async () => {
  const door = new HandDoor()
  await door.look()
  door.passChallenge()
  expect(await door.look({ atMs: 12 })).toMatchObject({ state: 'fault', reasons: ['clock_fault'] })
  expect(door.opened).toBe(0)
})

test('a camera that sends nothing any more is a fault, with somebody there or without; a browser may sleep', async () => {
  const camera = atCamera()
  await camera.look(NOBODY)
  camera.clock.advance(3600)
  await camera.settled()
  expect(camera.view).toMatchObject({ state: 'fault', reasons: ['camera_fault'] })
  expect(camera.problems).toHaveLength(1)
  camera.clock.advance(60_000)
  await camera.settled()
  expect(camera.problems).toHaveLength(1)
  expect(await camera.look(NOBODY)).toMatchObject({ state: 'idle' })
  const kiosk = new HandDoor()
  await kiosk.look(NOBODY)
  kiosk.clock.advance(3600)
  await kiosk.settled()
  expect([kiosk.view.state, kiosk.problems]).toEqual(['idle', []])
})

test('what one camera sees opens no door that looks through another one by now', async () => {
  const door = atCamera()
  for (const source of [{ kind: 'kiosk' }, { ...SOURCE, cameraId: 'other' }, { ...SOURCE, zone: 'Mat' }] as const) {
    door.door = { ...door.door, source }
    expect(await door.look()).toMatchObject({ state: 'fault', reasons: ['camera_fault'] })
    await door.looks(40, NOBODY)
  }
  expect(door.opened).toBe(0)
})

test('a look that was long on its way opens nothing', async () => {
  const door = atCamera({ policy: WITH_PIN })
  await door.look()
  const atMs = door.clock.now().getTime()
  await door.look({ atMs: atMs + 1 }, 2500)
  await door.type('4827')
  expect(door.opened).toBe(0)
})
