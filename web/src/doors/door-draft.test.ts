import { expect, test } from 'vitest'
import type { DoorJson } from '../../../src/client.ts'
import { doorProblems, openDoorDraft, toDoor, turned } from './door-draft.ts'

const door: DoorJson = {
  id: 'd',
  name: 'Workshop',
  enabled: true,
  source: { kind: 'kiosk' },
  policy: {
    who: { kind: 'groups', groupIds: ['g'] },
    hours: [{ days: [1], from: '08:00', to: '18:00' }],
    challenge: 'always',
    colours: 'required',
    factors: ['pin'],
    twoPeople: true,
    antiPassback: 'refuse',
    direction: 'out',
    area: 'yard',
    minFacePx: 200,
    withinMs: 9000,
    lockout: { attempts: 3, pauseMs: 60_000, lockAfter: 9 },
  },
  opener: { kind: 'http', url: 'http://lock.lan/open', method: 'PUT', headers: { Authorization: '********' }, body: null },
  openTimeoutMs: 900,
  lock: { refusals: 0, pausedUntil: null, locked: false },
  kiosks: 0,
  warnings: [],
}

test('a door that is opened and saved again is the same, kept secrets included', () => {
  const { id, lock, kiosks, warnings, ...body } = door
  expect(toDoor(openDoorDraft(door))).toEqual(body)
  expect(turned(door, false)).toEqual({ ...body, enabled: false })
  expect([id, lock, kiosks, warnings]).toBeDefined()
})

test('a new door asks for movements, is for nobody yet and opens nothing', () => {
  const draft = openDoorDraft()
  expect([...doorProblems(draft)]).toEqual(['noName', 'noGroup'])
  expect(toDoor({ ...draft, name: ' A ', groupIds: ['g'] })).toMatchObject({
    name: 'A',
    policy: { challenge: 'always', who: { kind: 'groups', groupIds: ['g'] } },
    opener: { kind: 'none' },
  })
})

test('a camera of the server asks for nothing a screen is needed for; a PIN comes from a reader beside it', () => {
  const { source, policy } = toDoor({ ...openDoorDraft(door), sourceKind: 'camera', cameraId: 'c', zone: 'Mat' })
  expect(source).toEqual({ kind: 'camera', cameraId: 'c', zone: 'Mat' })
  expect(policy).toMatchObject({ challenge: 'never', colours: 'off', factors: ['pin'] })
})

test.each([
  ['badUrl', { openerKind: 'http', url: 'lock.lan' }],
  ['badUrl', { openerKind: 'mqtt', url: 'http://lock.lan', topic: 'a' }],
  ['badHeaders', { openerKind: 'http', url: 'http://lock.lan', headers: 'no colon' }],
  ['badTopic', { openerKind: 'mqtt', url: 'mqtt://lock.lan', topic: 'a/#' }],
  ['noCommand', { openerKind: 'command', command: ' \n' }],
  ['noCamera', { sourceKind: 'camera' }],
  ['badHours', { hours: [{ days: [], from: '08:00', to: '18:00' }] }],
] as const)('says %s of %o', (problem, change) => {
  expect([...doorProblems({ ...openDoorDraft(door), ...change })]).toContain(problem)
})
