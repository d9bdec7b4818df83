// The keeper of a door, look by look, against a store and an engine of values.

import { beforeAll, describe, expect, test } from 'vitest'
import type { DoorFactor } from '../../src/core/doors.ts'
import { makeFactor } from '../../src/doors/factors.ts'
import { codeAt } from '../../src/doors/one-time-code.ts'
import { ATTACK, decided, faceOf, HandDoor, NOBODY, storeFails, UNKNOWN } from './hand-door.ts'

const SIMPLE = { challenge: 'never', colours: 'off' } as const
const at = (track: number, personId = 'anna') => ({ face: faceOf({ track, decision: decided({}, personId) }) })

let factors: DoorFactor[]
beforeAll(async () => {
  const now = new Date()
  const make = (kind: 'pin' | 'duress_pin', value: string) => makeFactor('anna', { kind, value }, [], { now, cost: 4 })
  factors = [await make('pin', '4827'), await make('duress_pin', '4828')]
})

test('somebody who may come in, moves as asked and types their PIN is let in, once, and only then named', async () => {
  const door = new HandDoor({ policy: { factors: ['pin'] }, factors })
  expect(door.view).toMatchObject({ state: 'idle', person: null })
  const asked = await door.look()
  expect(asked).toMatchObject({
    state: 'challenge',
    person: null,
    step: { action: 'turn_left', index: 0, of: 3, alternatives: 2 },
  })
  expect(asked.colours).toEqual({ nonce: 'n1', sequence: ['red', 'blue'], colourMs: 500 })
  door.passChallenge()
  expect(await door.look()).toMatchObject({ state: 'factor', factors: ['pin'], person: null, colours: null })
  expect(await door.type('4827')).toMatchObject({ state: 'opened', person: { name: 'anna' } })
  expect(door.opened).toBe(1)
  await door.looks(50)
  expect(door.opened).toBe(1)
  expect(door.view).toMatchObject({ state: 'approach', person: null })
  expect(door.outcomes).toEqual(['opened: recognized challenge_passed bona_fide factor_right'])
  const { decision } = door.lines[0]!
  expect(decision).toMatchObject({ personId: 'anna', challengeNonce: 'n1', models: 'mobile 1', duress: false, similarity: 0.7 })
  expect(decision.evidenceHash).toMatch(/^[0-9a-f]{64}$/)
})

test('a face that comes again on another track is let in anew', async () => {
  const door = new HandDoor({ policy: SIMPLE })
  await door.look()
  await door.looks(35, NOBODY)
  await door.look(at(2))
  expect(door.opened).toBe(2)
})

describe('nobody is let in', () => {
  const cases = {
    'who is unknown': [UNKNOWN, 'refused: unknown_person'],
    'whose face is a picture': [ATTACK, 'refused: presentation_attack'],
    'of whom nobody could look whether they are a picture': [
      { face: faceOf({ decision: decided({ liveness: undefined }) }) },
      'refused: pad_unavailable too_old',
    ],
  } as const
  test.each(Object.entries(cases))('%s', async (_, [look, line]) => {
    const door = new HandDoor({ policy: SIMPLE })
    await door.looks(300, look)
    expect(door.opened).toBe(0)
    expect(door.outcomes).toEqual([line])
  })

  test.each([
    [{ faces: 2, face: undefined }, 'approach'],
    [{ face: faceOf({ box: { x: 0, y: 0, width: 90, height: 139 } }), hint: 'come_closer' }, 'approach'],
    [NOBODY, 'idle'],
  ] as const)('with %j: nothing is begun and nothing is written', async (look, state) => {
    const door = new HandDoor({ policy: SIMPLE })
    expect(await door.looks(100, look)).toMatchObject({ state })
    expect([door.opened, door.lines]).toEqual([0, []])
  })

  test('who fails the challenge, and that counts', async () => {
    const door = new HandDoor()
    await door.look()
    door.failChallenge()
    expect(await door.look()).toMatchObject({ state: 'refused', reasons: ['challenge_failed'], failure: 'flat' })
    expect([door.opened, door.lock.refusals]).toEqual([0, 1])
  })

  test.each([
    ['goes away', NOBODY, 30],
    ['is followed by somebody else', at(2), 1],
    ['has company', { faces: 2, face: undefined }, 1],
    ['holds still until it ends', {}, 150],
  ] as const)('who, asked to move, %s, and that counts', async (_, look, count) => {
    const door = new HandDoor()
    await door.look()
    await door.looks(count, look)
    expect(door.opened).toBe(0)
    expect(door.outcomes[0]).toMatch(/^refused: challenge_failed/)
    expect(door.lock.refusals).toBe(1)
  })

  test('who begins again until a recording fits: that counts, and another movement may be asked for twice only', async () => {
    const door = new HandDoor()
    await door.look()
    door.keeper.anotherMovement()
    await door.settled()
    expect((await door.look()).step).toMatchObject({ action: 'look_up', alternatives: 1 })
    for (let i = 0; i < 3; i++) {
      door.keeper.anotherMovement()
      await door.settled()
    }
    expect(door.challenges).toHaveLength(3)
    expect(door.lock.refusals).toBe(0)
    door.keeper.beginAgain()
    await door.settled()
    expect(door.lock.refusals).toBe(1)
  })

  test('by a challenge that was passed before it was asked, or by another one', async () => {
    const door = new HandDoor()
    await door.looks(10, { challenge: { state: 'passed', nonce: 'n1', tookMs: 1, colours: 'seen' } })
    expect(door.challenges).toHaveLength(1)
    const other = new HandDoor()
    await other.look()
    await other.looks(10, { challenge: { state: 'passed', nonce: 'n0', tookMs: 1, colours: 'seen' } })
    expect(other.opened).toBe(0)
  })

  test('whose colours were not seen where they must be', async () => {
    const door = new HandDoor({ policy: { colours: 'required' } })
    await door.look()
    door.passChallenge('not_seen')
    await door.look()
    expect(door.outcomes).toEqual(['refused: challenge_failed'])
  })

  test('outside the hours, outside their group, and of a door that is off', async () => {
    const hours = [{ days: [1], from: '08:00', to: '09:00' }] // It is Saturday.
    const early = new HandDoor({ policy: { ...SIMPLE, hours } })
    await early.looks(40)
    expect(early.outcomes).toEqual(['refused: outside_hours'])
    const grouped = new HandDoor({ policy: { ...SIMPLE, who: { kind: 'groups', groupIds: ['staff'] } } })
    await grouped.looks(40)
    expect(grouped.outcomes).toEqual(['refused: not_allowed'])
    grouped.groups.push({ id: 'staff', name: 'Staff', personIds: ['anna'], allowed: hours })
    await grouped.look(at(2))
    expect(grouped.outcomes[1]).toBe('refused: outside_hours')
    const off = new HandDoor({ policy: SIMPLE, door: { enabled: false } })
    expect(await off.looks(10)).toMatchObject({ state: 'off' })
    expect([early.opened, grouped.opened, off.opened]).toEqual([0, 0, 0])
  })

  test('when the picture has stopped coming', async () => {
    const door = new HandDoor({ policy: { factors: ['pin'], challenge: 'never' }, factors })
    await door.look()
    door.clock.advance(3600)
    await door.settled()
    expect(door.view).toMatchObject({ state: 'fault', reasons: ['camera_fault'] })
    expect(await door.type('4827')).toMatchObject({ state: 'fault' })
    expect(door.opened).toBe(0)
  })

  test('with a PIN typed long after the face was seen, or beside another face', async () => {
    const door = new HandDoor({ policy: { factors: ['pin'], challenge: 'never' }, factors })
    await door.look()
    door.clock.advance(2500)
    await door.type('4827')
    expect(door.opened).toBe(0)
    await door.look(at(2, 'ben'))
    expect(door.opened).toBe(0)
  })
})

describe('what is shown beside the face', () => {
  const policy = { factors: ['pin', 'code'], challenge: 'never' } as const

  test('a wrong PIN counts, may be typed anew, and pauses the door in the end, also after a restart', async () => {
    const door = new HandDoor({ policy, factors })
    await door.look()
    for (let i = 1; i <= 4; i++) {
      expect(await door.type('9999')).toMatchObject({ state: 'factor', reasons: ['factor_wrong'] })
      expect(door.lock.refusals).toBe(i)
      await door.look()
    }
    expect(await door.type('9999')).toMatchObject({ state: 'paused', waitMs: 30_000 })
    expect(await door.type('4827')).toMatchObject({ state: 'paused' })
    await door.looks(10, at(2))
    expect(door.opened).toBe(0)
    const again = new HandDoor({ policy, factors })
    again.lock = door.lock
    await again.settled()
    expect(await again.looks(10)).toMatchObject({ state: 'paused' })
    again.clock.advance(30_000)
    await again.look(at(3))
    await again.type('4827')
    expect(again.opened).toBe(1)
    expect(again.lock.refusals).toBe(0)
  })

  test('the last refusal locks, until somebody unlocks, whichever process', async () => {
    const door = new HandDoor({ policy: { ...policy, lockout: { attempts: 50, pauseMs: 30_000, lockAfter: 2 } }, factors })
    await door.look()
    await door.type('9999')
    expect(await door.type('9998')).toMatchObject({ state: 'locked', waitMs: null })
    door.clock.advance(3_600_000)
    expect(await door.looks(3)).toMatchObject({ state: 'locked' })
    door.lock = { refusals: 0, pausedUntil: undefined, locked: false }
    await door.looks(15)
    expect(door.view.state).toBe('factor')
  })

  test('a duress PIN opens, looks the same, is told and written', async () => {
    const door = new HandDoor({ policy, factors })
    await door.look()
    const { reasons, ...view } = await door.type('4828')
    expect(view).toMatchObject({ state: 'opened', person: { name: 'anna' } })
    expect(JSON.stringify([reasons, view])).not.toContain('duress')
    expect(door.duress).toEqual(['anna'])
    expect(door.lines.at(-1)!.decision.duress).toBe(true)
  })

  test('a one-time code opens once', async () => {
    const secret = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ'
    const code = { id: 'c', personId: 'anna', kind: 'code', secret, createdAt: new Date(0) } as const
    const door = new HandDoor({ policy, factors: [code] })
    const typed = () => codeAt(Buffer.from('12345678901234567890'), Math.floor(door.clock.now().getTime() / 30_000))
    await door.look()
    await door.type(typed())
    expect(door.opened).toBe(1)
    await door.looks(40, NOBODY)
    const other = typed()
    door.used.set('c', Math.floor(door.clock.now().getTime() / 30_000))
    await door.look(at(2))
    expect(await door.type(other)).toMatchObject({ state: 'factor', reasons: ['factor_wrong'] })
    expect(door.opened).toBe(1)
  })

  test('who has none of what is asked for is told so, not asked', async () => {
    const door = new HandDoor({ policy })
    expect(await door.look()).toMatchObject({ state: 'refused', reasons: ['factor_missing'] })
  })
})

describe('two people', () => {
  const policy = { ...SIMPLE, twoPeople: true, antiPassback: 'refuse' } as const

  test('open together, one after the other, and both are inside', async () => {
    const door = new HandDoor({ policy })
    expect(await door.look(at(1))).toMatchObject({ state: 'waiting_for_second_person', person: null, waitMs: 20_000 })
    expect(door.opened).toBe(0)
    await door.look(at(2, 'ben'))
    expect(door.opened).toBe(1)
    expect([...door.inside]).toEqual([
      ['anna main', true],
      ['ben main', true],
    ])
    expect(door.outcomes.map(line => line.split(':')[0])).toEqual(['waiting', 'opened'])
  })

  test('are two, and not too far apart', async () => {
    const door = new HandDoor({ policy })
    await door.look(at(1))
    await door.looks(20, NOBODY)
    expect(await door.look(at(2))).toMatchObject({ state: 'refused', reasons: ['same_person_twice'] })
    await door.looks(200, NOBODY)
    expect(await door.look(at(3, 'ben'))).toMatchObject({ state: 'waiting_for_second_person' })
    expect(door.opened).toBe(0)
  })
})

test('who went in does not go in again before going out; never seen, either way is open', async () => {
  const door = new HandDoor({ policy: { ...SIMPLE, antiPassback: 'refuse' } })
  await door.look()
  await door.looks(35, NOBODY)
  expect(await door.look(at(2))).toMatchObject({ state: 'refused', reasons: ['already_inside'] })
  const out = new HandDoor({ policy: { ...SIMPLE, antiPassback: 'refuse', direction: 'out' } })
  await out.look()
  await out.looks(35, NOBODY)
  expect(await out.look(at(2))).toMatchObject({ state: 'refused', reasons: ['not_inside'] })
  const log = new HandDoor({ policy: { ...SIMPLE, antiPassback: 'log' } })
  await log.look()
  await log.looks(35, NOBODY)
  await log.look(at(2))
  expect(log.outcomes[1]).toBe('opened: recognized bona_fide already_inside')
  expect([door.opened, out.opened, log.opened]).toEqual([1, 1, 2])
})

describe('the opener', () => {
  test('that fails is not called again, and nobody is inside by it', async () => {
    const door = new HandDoor({ policy: { ...SIMPLE, antiPassback: 'refuse' } })
    door.opening = () => Promise.reject(new Error('relay answered 500'))
    expect(await door.look()).toMatchObject({ state: 'fault', reasons: ['opener_fault'], person: null })
    await door.looks(50)
    expect(door.opened).toBe(1)
    expect(door.outcomes).toEqual(['opened: recognized bona_fide', 'allowed_not_opened: recognized bona_fide opener_fault'])
    expect(door.inside.size).toBe(0)
    expect(door.problems.at(-1)).toMatch(/relay answered 500/)
  })

  test('that answers late is told to stop, and its answer changes nothing', async () => {
    const door = new HandDoor({ policy: SIMPLE })
    let answer = () => {}
    let signal: AbortSignal | undefined
    door.opening = given => {
      signal = given
      return new Promise(resolve => (answer = resolve))
    }
    await door.look()
    expect(signal?.aborted).toBe(false)
    door.clock.advance(2000)
    await door.settled()
    expect(signal?.aborted).toBe(true)
    answer()
    await door.settled()
    expect(door.view).toMatchObject({ state: 'fault', reasons: ['opener_fault'], person: null })
    expect(door.outcomes.at(-1)).toMatch(/^allowed_not_opened/)
  })
})

describe('the clock', () => {
  test.each([60_000, -60_000])('on the wall that jumps by %i ms meanwhile is a fault', async jump => {
    const door = new HandDoor()
    await door.look()
    door.wallAheadMs = jump
    door.passChallenge()
    expect(await door.look()).toMatchObject({ state: 'fault', reasons: ['clock_fault'] })
    expect(door.opened).toBe(0)
  })

  test('of the engine that goes back or runs ahead is a fault, and a look from long ago opens nothing', async () => {
    for (const atMs of [-1, 1e15]) {
      const door = new HandDoor()
      await door.look()
      expect(await door.look({ atMs })).toMatchObject({ state: 'fault', reasons: ['clock_fault'] })
    }
    const late = new HandDoor()
    await late.look()
    const atMs = late.clock.now().getTime()
    late.passChallenge()
    expect(await late.look({ atMs }, 2500)).not.toMatchObject({ state: 'opened' })
    expect(late.opened).toBe(0)
  })
})

test('a door that was changed meanwhile begins anew, and one that was deleted is off', async () => {
  const door = new HandDoor()
  await door.look()
  door.door = { ...door.door, policy: { ...door.door.policy, factors: ['pin'] } }
  door.passChallenge()
  await door.looks(3)
  expect(door.opened).toBe(0)
  door.keeper.changed(undefined)
  expect(door.view.state).toBe('off')
})

test('a refusal the store could not take is owed: nobody may try before it is written', async () => {
  let broken = false
  const door = new HandDoor({
    policy: { lockout: { attempts: 1, pauseMs: 30_000, lockAfter: 50 } },
    through: (what, work) => {
      if (broken && what === 'note') throw storeFails
      return work()
    },
  })
  await door.look()
  broken = true
  door.failChallenge()
  await door.look()
  expect(door.view).toMatchObject({ state: 'fault', reasons: ['store_fault'] })
  expect(door.lock.refusals).toBe(0)
  await door.looks(40, NOBODY)
  expect(door.view.state).toBe('paused')
  broken = false
  door.clock.advance(30_000)
  await door.look(at(2))
  await door.looks(5, at(2))
  expect(door.lock.refusals).toBe(1)
})

test('closing while somebody is asked to move counts, and says nothing to anybody afterwards', async () => {
  const door = new HandDoor()
  await door.look()
  const told = door.views.length
  await door.keeper.close()
  expect(door.lock.refusals).toBe(1)
  await door.looks(5)
  expect([door.views.length, door.opened]).toEqual([told, 0])
})
