// A made-up house: people with drawn faces, what cameras saw of them, accounts. Kept in memory, changed by the fake API.

import type {
  AccountJson,
  AlertRuleJson,
  AnswerOf,
  ApiKeyJson,
  CameraJson,
  EnrolmentJson,
  FaceEventJson,
  GroupJson,
  HealthFindingJson,
  ModelChangeJson,
  NoticeJson,
  PersonJson,
  PhotoJson,
  RememberingJson,
  SettingsJson,
} from '../../../src/client.ts'
import type { OperatingWarning } from '../../../src/core/types.ts'
import type { Role } from '../../../src/server/contract/route.ts'
import { nameOf } from './names.ts'
import { createRandom } from '../../../src/core/random.ts'
import { addDoors, type DoorWorld } from './door-world.ts'
import { addVisiting, nobodyYet, type Visiting } from './visiting.ts'

export interface WorldOptions {
  /** Default 10,000; 0 is the house of somebody who just began, without cameras and events. */
  readonly people?: number
  readonly role?: Role
  /** Default true. */
  readonly signedIn?: boolean
  /** Problems of GET /status. */
  readonly problems?: readonly Pick<AnswerOf<'GET /status'>['problems'][number], 'code' | 'message'>[]
  /** Of GET /status while it is not switched off. Default checked. */
  readonly liveness?: 'checked' | 'unavailable'
  /** Of the operating point; `not_calibrated` takes its figures away. */
  readonly warnings?: readonly OperatingWarning[]
  /** Strangers are remembered before two cameras. Default false. */
  readonly remembering?: boolean
}

export interface World {
  readonly people: Map<string, PersonJson>
  /** Person → photos. */
  readonly photos: Map<string, PhotoJson[]>
  /** Deleted less than 30 seconds ago. */
  readonly bin: Map<string, PersonJson>
  readonly events: FaceEventJson[]
  readonly cameras: Map<string, CameraJson>
  readonly accounts: Map<string, AccountJson>
  readonly keys: Map<string, ApiKeyJson>
  readonly enrolments: Map<string, EnrolmentJson>
  findings: HealthFindingJson[]
  settings: SettingsJson
  account: AccountJson | undefined
  readonly problems: NonNullable<WorldOptions['problems']>
  readonly liveness: 'checked' | 'unavailable'
  readonly warnings: readonly OperatingWarning[]
  /** Names of packs. */
  pack: string
  previousPack: string | null
  readonly readyPacks: Set<string>
  change: ModelChangeJson | null
  remembering: RememberingJson
  /** Newest first. */
  readonly audit: AnswerOf<'GET /audit'>['items']
  retention: AnswerOf<'GET /retention'>
  readonly visiting: Visiting
  readonly groups: Map<string, GroupJson>
  readonly rules: Map<string, AlertRuleJson>
  readonly targets: Map<string, AnswerOf<'GET /alerts/targets'>[number]>
  /** Oldest first. */
  readonly notices: NoticeJson[]
  readonly doors: DoorWorld
  /** A change goes on by a step each time it is asked for, unless it is held. */
  isHeld: boolean
  readonly nextId: (kind: string) => string
}

export const NOW = Date.parse('2026-05-18T10:30:00Z')
const DAY = 86_400_000
const before = (ms: number): string => new Date(NOW - ms).toISOString()
const REMEMBERED: RememberingJson = {
  on: true,
  ground: 'Legitimate interest: theft in the shop, after weighing interests on 2 May 2026.',
  retentionDays: 7,
  cameraIds: ['c0', 'c1'],
  since: before(6 * DAY),
  by: 'ana',
}

export function createWorld({
  people: count = 10_000,
  role = 'admin',
  signedIn = true,
  problems = [],
  liveness = 'checked',
  warnings = [],
  remembering = false,
}: WorldOptions): World {
  const random = createRandom(7)
  let made = 0
  const world: World = {
    people: new Map(),
    photos: new Map(),
    bin: new Map(),
    events: [],
    cameras: new Map(),
    accounts: new Map(),
    keys: new Map(),
    enrolments: new Map(),
    findings: [],
    settings: {
      wrongNames: null,
      threshold: null,
      rule: 'fusion',
      minMargin: 0.05,
      liveness: 'refuse',
      keepUnknown: false,
      eventDays: 90,
      shotDays: 30,
      browserEvents: true,
      consentText: null,
    },
    account: undefined,
    problems,
    liveness,
    warnings,
    pack: 'buffalo-s',
    previousPack: null,
    readyPacks: new Set(['buffalo-s', 'open-s']),
    change: null,
    remembering: remembering ? REMEMBERED : { on: false },
    audit: [],
    retention: { held: false, jumpedHours: null, overdue: 0, releasedAt: null },
    visiting: nobodyYet(),
    groups: new Map(),
    rules: new Map(),
    targets: new Map(),
    notices: [],
    doors: { doors: new Map(), factors: new Map(), log: [], inside: [], tickets: 0, keys: new Set() },
    isHeld: false,
    nextId: kind => `${kind}-new-${(made += 1)}`,
  }
  for (let i = 0; i < count; i += 1) addPerson(world, i, random)
  addAccounts(world, role, signedIn)
  if (count > 0) {
    addCameras(world)
    addEvents(world, random)
    addFindings(world)
    addVisiting(world)
    addAlerting(world)
    addDoors(world)
  }
  return world
}

function addPerson(world: World, index: number, random: () => number) {
  const id = `p${index}`
  const createdAt = before(Math.floor(random() * 300) * DAY + index * 1000)
  const photos = Array.from({ length: 1 + Math.floor(random() * 7) }, (_, i): PhotoJson => ({
    id: `${id}-${i}`,
    personId: id,
    quality: Math.round(38 + random() * 60),
    source: i % 3 === 0 ? 'browser' : `IMG_${1000 + index * 7 + i}.jpg`,
    createdAt,
    comparable: true,
    addedByCorrection: i === 5,
  }))
  world.photos.set(id, photos)
  world.people.set(id, {
    id,
    name: nameOf(index),
    createdAt,
    photos: photos.length,
    quality: meanQuality(photos),
    coverId: coverOf(photos),
    lastSeenAt: random() < 0.8 ? before(Math.floor(random() * 40 * DAY)) : null,
    comparable: index % 997 !== 996,
  })
}

export const meanQuality = (photos: readonly PhotoJson[]): number =>
  photos.length === 0 ? 0 : Math.round(photos.reduce((sum, { quality }) => sum + quality, 0) / photos.length)

export const coverOf = (photos: readonly PhotoJson[]): string | null =>
  photos.toSorted((a, b) => b.quality - a.quality)[0]?.id ?? null

function addAccounts(world: World, role: Role, signedIn: boolean) {
  const accounts: readonly (readonly [string, Role])[] = [
    ['ana', 'admin'],
    ['reception', 'operator'],
    ['night desk', 'viewer'],
  ]
  for (const [i, [name, role]] of accounts.entries()) {
    const id = `a${i}`
    world.accounts.set(id, { id, name, role, createdAt: before((90 - i) * DAY), lastSignInAt: i === 2 ? null : before(i * DAY) })
  }
  if (signedIn) world.account = [...world.accounts.values()].find(account => account.role === role)
  world.keys.set('k0', {
    id: 'k0',
    name: 'Door controller',
    prefix: 'rostro_4fKq',
    scopes: ['recognize', 'people:read'],
    createdBy: 'ana',
    createdAt: before(40 * DAY),
    expiresAt: before(-200 * DAY),
    lastUsedAt: before(120_000),
  })
}

function addCameras(world: World) {
  const cameras = [
    ['c0', 'Front door', 'rtsp://192.168.1.20/stream1', 'online', null],
    ['c1', 'Workshop', '/dev/video0', 'online', null],
    ['c2', 'Car park', 'rtsp://admin:***@192.168.1.31:554/h264', 'reconnecting', 'The camera stopped sending pictures.'],
    ['c3', 'Storage', 'http://192.168.1.40/mjpeg', 'off', null],
  ] as const
  for (const [i, [id, name, address, state, reason]] of cameras.entries()) {
    world.cameras.set(id, {
      id,
      name,
      address,
      enabled: state !== 'off',
      settings: { threshold: null, rule: null, minFacePx: i === 0 ? 60 : 0, far: i === 2, zones: [], lines: [], place: null },
      createdAt: before((80 - i) * DAY),
      state: {
        state,
        reason,
        framesPerSecond: state === 'online' ? 24.8 - i : 0,
        lastFrameAgeMs: state === 'online' ? 40 : state === 'off' ? null : 14_000,
        reconnects: state === 'reconnecting' ? 3 : 0,
        droppedFrames: i * 12,
        width: state === 'off' ? null : 1280,
        height: state === 'off' ? null : 720,
        viewers: i === 0 ? 1 : 0,
      },
    })
  }
}

function addEvents(world: World, random: () => number) {
  const people = [...world.people.values()].slice(0, 60)
  const cameras = [...world.cameras.values()].slice(0, 3)
  let at = NOW - 240_000
  for (let i = 0; i < 600; i += 1) {
    at -= Math.floor(random() * 1_500_000)
    const camera = cameras[Math.floor(random() * cameras.length)]!
    const person = people[Math.floor(random() * people.length)]!
    const second = people[Math.floor(random() * people.length)]!
    const roll = random()
    const outcome = roll < 0.68 ? 'known' : roll < 0.88 ? 'unknown' : 'undecided'
    const similarity = { known: 0.46 + random() * 0.4, unknown: random() * 0.24, undecided: 0.29 + random() * 0.1 }[outcome]
    const next = similarity * (0.3 + random() * 0.4)
    world.events.push({
      id: `e${i}`,
      camera: i % 9 === 0 ? { id: 'browser', name: 'Browser' } : { id: camera.id, name: camera.name },
      startedAt: new Date(at).toISOString(),
      endedAt: i === 0 ? null : new Date(at + 4000 + Math.floor(random() * 60_000)).toISOString(),
      outcome,
      person: outcome === 'known' ? { id: person.id, name: person.name } : null,
      decision: {
        outcome,
        person: outcome === 'known' ? { id: person.id, name: person.name } : null,
        candidates: [
          { personId: person.id, name: person.name, similarity, rank: 1 },
          { personId: second.id, name: second.name, similarity: next, rank: 2 },
        ],
        threshold: 0.4,
        margin: similarity - next,
        reasons:
          outcome === 'known'
            ? ['above_threshold']
            : outcome === 'unknown'
              ? ['below_threshold']
              : ['not_enough_evidence', 'blurred'],
        liveness: livenessOf(outcome, i),
      },
      frames: 3 + Math.floor(random() * 40),
      quality: Math.round(40 + random() * 55),
      shot: i % 17 !== 16,
      correctable: i % 17 !== 16,
      correction: null,
    })
  }
}

function livenessOf(outcome: FaceEventJson['outcome'], index: number): FaceEventJson['decision']['liveness'] {
  if (outcome === 'undecided' && index % 3 === 0)
    return { outcome: 'attack', score: 0.08, frames: 6, reasons: ['looks_like_a_picture'] }
  if (index % 5 === 4) return { outcome: 'unavailable', score: null, frames: 0, reasons: ['too_small'] }
  return { outcome: 'bona_fide', score: 0.93, frames: 7, reasons: ['looks_alive'] }
}

function addFindings(world: World) {
  const [a, b, c, d, e, f] = [...world.people.values()]
  if (!a || !b || !c || !d || !e || !f) return
  const photoOf = (person: PersonJson, index = 0) => world.photos.get(person.id)!.at(index)!
  const brief = ({ id, name, coverId }: PersonJson) => ({ id, name, coverId })
  world.findings = [
    {
      kind: 'looks_like_another',
      photo: photoOf(b, -1),
      personName: b.name,
      other: brief(c),
      similarity: 0.61,
      ownSimilarity: 0.18,
    },
    { kind: 'same_person_twice', first: brief(a), second: brief(d), similarity: 0.72 },
    { kind: 'unlike_its_person', photo: photoOf(e, -1), personName: e.name, ownSimilarity: 0.12 },
    { kind: 'weak', photo: { ...photoOf(f, -1), quality: 21 }, personName: f.name },
    { kind: 'weak', photo: { ...photoOf(a, -1), quality: 27 }, personName: a.name },
    { kind: 'near_duplicate', photo: photoOf(c), personName: c.name, twin: photoOf(c, -1), similarity: 0.98 },
  ]
}

function addAlerting(world: World) {
  const members = [...world.people.values()].slice(0, 7)
  const [first, second] = members
  if (!first || !second) return
  const week = [1, 2, 3, 4, 5]
  world.groups.set('g0', {
    id: 'g0',
    name: 'Staff',
    personIds: members.map(({ id }) => id),
    allowed: [
      { days: week, from: '07:30', to: '19:00' },
      { days: [6], from: '09:00', to: '14:00' },
    ],
  })
  world.groups.set('g1', { id: 'g1', name: 'Cleaning', personIds: [second.id], allowed: [] })
  const rule = {
    enabled: true,
    when: { kind: 'arrives' as const },
    cameraIds: null,
    during: [],
    quiet: [],
    atMostEveryMinutes: 0,
    targetIds: null,
  }
  world.rules.set('r0', {
    ...rule,
    id: 'r0',
    name: 'Stranger at night',
    who: { kind: 'unknown' },
    during: [{ days: [...week, 6, 7], from: '20:00', to: '07:00' }],
    atMostEveryMinutes: 30,
    targetIds: ['t0', 't1'],
  })
  world.rules.set('r1', {
    ...rule,
    id: 'r1',
    name: 'Staff late',
    when: { kind: 'missing', by: '09:00', days: week },
    who: { kind: 'group', groupId: 'g0' },
    targetIds: ['t1'],
  })
  world.rules.set('r2', {
    ...rule,
    id: 'r2',
    name: 'Regulars',
    enabled: false,
    who: { kind: 'visitor', minVisits: 5 },
    cameraIds: ['c0'],
  })
  const fine = { waiting: 0, dropped: 0, failures: 0, nextAt: null, lastError: null }
  world.targets.set('t0', {
    target: {
      id: 't0',
      kind: 'webhook',
      name: 'shop',
      enabled: true,
      url: 'https://shop.example/hooks/rostro',
      allowPrivate: false,
    },
    state: {
      ...fine,
      waiting: 4,
      failures: 3,
      nextAt: new Date(Date.now() + 4.5 * 60_000).toISOString(),
      lastError: 'https://shop.example answered 503.',
    },
  })
  world.targets.set('t1', {
    target: {
      id: 't1',
      kind: 'mqtt',
      name: 'home',
      enabled: true,
      url: 'mqtt://192.168.1.5:1883',
      username: 'rostro',
      topic: 'rostro',
      homeAssistant: true,
      hasPassword: true,
    },
    state: fine,
  })
  world.targets.set('t2', { target: { id: 't2', kind: 'jsonl', name: 'log', enabled: false, file: 'alerts.jsonl' }, state: fine })
  const [door] = [...world.cameras.values()]
  const camera = door ? { id: door.id, name: door.name } : null
  const notice = { camera, person: null, visitor: null, visitId: 'v1' }
  const stranger = { id: 'r0', name: 'Stranger at night' }
  const told: readonly Omit<NoticeJson, 'id' | 'sequence' | 'at'>[] = [
    { ...notice, rule: stranger, kind: 'arrived' },
    { ...notice, rule: { id: 'r2', name: 'Regulars' }, kind: 'arrived', visitor: { id: 'vis12', number: 12, visits: 6 } },
    {
      ...notice,
      rule: { id: 'r1', name: 'Staff late' },
      kind: 'missing',
      camera: null,
      visitId: null,
      person: { id: second.id, name: second.name },
    },
    { ...notice, rule: { id: 'r4', name: 'Attack' }, kind: 'spoof' },
    { ...notice, rule: { id: 'r5', name: 'Out of hours' }, kind: 'outside_hours', person: { id: first.id, name: first.name } },
  ]
  for (let i = 0; i < 24; i += 1)
    world.notices.push({ ...told[i % told.length]!, id: `n${i}`, sequence: i + 1, at: before((24 - i) * 3_700_000) })
  addAudit(world)
}

function addAudit(world: World) {
  const entries = [
    ['ana', 'remembering_on', { ground: 'Legitimate interest', retentionDays: 7, cameraIds: ['c0', 'c1'] }],
    ['reception', 'visitor_named', { visitorId: 'vis3' }],
    ['reception', 'visitors_merged', { into: 'vis3', from: ['vis30', 'vis31'] }],
    ['ana', 'alert_rule_added', { ruleId: 'r0' }],
  ] as const
  for (const [i, [by, action, detail]] of entries.entries())
    world.audit.unshift({ sequence: i + 1, at: before((entries.length - i) * DAY), by, action, detail })
}
