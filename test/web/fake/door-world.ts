// The doors of the made-up house: four of them, what some people show beside their faces, what was decided.

import type { DoorDecisionJson, DoorFactorJson, DoorJson, DoorPresenceJson } from '../../../src/client.ts'
import { doorPolicy } from '../../../src/server/contract/doors.ts'
import { NOW, type World } from './world.ts'

export interface DoorWorld {
  readonly doors: Map<string, DoorJson>
  /** Person → what they show. */
  readonly factors: Map<string, DoorFactorJson[]>
  /** Newest first. */
  readonly log: DoorDecisionJson[]
  /** Who came last first. */
  readonly inside: DoorPresenceJson[]
  /** Keys of kiosks that are good. */
  readonly keys: Set<string>
  /** Tickets given. */
  tickets: number
}

const before = (ms: number): string => new Date(NOW - ms).toISOString()

const POLICY = doorPolicy.parse({ who: { kind: 'groups', groupIds: ['g0'] } })
const OPEN: DoorJson['lock'] = { refusals: 0, pausedUntil: null, locked: false }

export function addDoors(world: World) {
  const { doors, factors, log, inside, keys } = world.doors
  const [first, second] = [...world.people.values()]
  if (!first || !second) return
  const fine = { enabled: true, openTimeoutMs: 2000, warnings: [] }
  doors.set('d0', {
    ...fine,
    id: 'd0',
    name: 'Workshop door',
    source: { kind: 'kiosk' },
    policy: { ...POLICY, factors: ['pin', 'badge'], hours: [{ days: [1, 2, 3, 4, 5], from: '07:00', to: '19:00' }] },
    opener: {
      kind: 'http',
      url: 'http://192.168.1.60/open',
      method: 'POST',
      headers: { Authorization: '********' },
      body: null,
    },
    lock: OPEN,
    kiosks: 1,
  })
  doors.set('d1', {
    ...fine,
    id: 'd1',
    name: 'Safe',
    source: { kind: 'kiosk' },
    policy: { ...POLICY, twoPeople: true, antiPassback: 'refuse', colours: 'required' },
    opener: { kind: 'mqtt', url: 'mqtt://192.168.1.5:1883', topic: 'doors/safe', payload: 'open' },
    lock: { refusals: 50, pausedUntil: null, locked: true },
    kiosks: 0,
  })
  doors.set('d2', {
    ...fine,
    id: 'd2',
    name: 'Car park',
    source: { kind: 'camera', cameraId: 'c2' },
    policy: { ...POLICY, who: { kind: 'everybody' }, challenge: 'never', direction: 'out' },
    opener: { kind: 'none' },
    lock: OPEN,
    kiosks: 0,
    warnings: ['nothing_opens', 'face_alone'],
  })
  doors.set('d3', {
    ...fine,
    id: 'd3',
    name: 'Storage',
    source: { kind: 'camera', cameraId: 'c3' },
    policy: { ...POLICY, challenge: 'never', antiPassback: 'log' },
    opener: { kind: 'command', argv: ['/usr/bin/gpioset', '17=1'] },
    lock: OPEN,
    kiosks: 0,
    warnings: ['camera_away', 'commands_off', 'face_alone'],
  })
  factors.set(first.id, [
    { id: 'f0', kind: 'pin', createdAt: before(86_400_000) },
    { id: 'f1', kind: 'badge', createdAt: before(40 * 86_400_000) },
  ])
  keys.add('made-up-key')
  const person = { id: first.id, name: first.name }
  inside.push({ area: 'main', person, since: before(60_000) })
  const told: readonly Pick<DoorDecisionJson, 'outcome' | 'reasons' | 'person' | 'duress'>[] = [
    { outcome: 'opened', reasons: ['recognized', 'bona_fide', 'challenge_passed', 'factor_right'], person, duress: false },
    { outcome: 'refused', reasons: ['presentation_attack'], person: null, duress: false },
    { outcome: 'opened', reasons: ['recognized', 'bona_fide', 'challenge_passed', 'factor_right'], person, duress: true },
    { outcome: 'refused', reasons: ['recognized', 'bona_fide', 'challenge_failed'], person, duress: false },
    { outcome: 'fault', reasons: ['camera_fault'], person: null, duress: false },
    { outcome: 'allowed_not_opened', reasons: ['recognized', 'opener_fault'], person: { id: 'gone', name: null }, duress: false },
  ]
  for (let i = 0; i < 24; i += 1) {
    const { outcome, reasons, person, duress } = told[i % told.length]!
    const door = doors.get(i % 5 === 4 ? 'd1' : 'd0')!
    const isFace = person !== null
    log.push({
      sequence: 100 - i,
      at: before(i * 3_700_000 + 60_000),
      hash: `${i}`.padStart(64, '0'),
      doorId: door.id,
      doorName: door.name,
      ...{ outcome, reasons: [...reasons], person, duress },
      similarity: isFace ? 0.68 : null,
      threshold: 0.4,
      livenessScore: isFace ? 0.93 : 0.07,
      evidenceHash: `9f86d081884c7d65${`${i}`.padStart(48, 'a')}`,
      models: 'mobile',
    })
  }
}
