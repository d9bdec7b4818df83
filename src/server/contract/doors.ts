// Doors: what is set, who may go through, what a kiosk beside one shows, and what was decided.

import { z } from 'zod'
import { CHALLENGE_ACTIONS, CHALLENGE_COLOURS, CHALLENGE_FAILURES } from '../../core/challenge.ts'
import { DOOR_REASONS, FACTOR_KINDS } from '../../core/doors.ts'
import { ACCESS_HINTS } from '../../app/engine/access-hints.ts'
import { timeWindow } from './alerts.ts'
import { zone } from './cameras.ts'
import { box, id, name, pageOf, paging, similarity, time } from './schemas.ts'
import type { Route, RouteKey } from './route.ts'

export const doorPolicy = z.object({
  who: z
    .discriminatedUnion('kind', [
      z.object({ kind: z.literal('everybody') }),
      z.object({ kind: z.literal('groups'), groupIds: z.array(id).min(1).max(100) }),
    ])
    .describe('everybody registered, or people of these groups in the hours of each'),
  hours: z.array(timeWindow).max(50).default([]).describe('when the door opens at all; none means always'),
  challenge: z
    .enum(['always', 'in_doubt', 'never'])
    .default('always')
    .describe('movements asked for; in_doubt: when the face alone does not clearly say that it is no picture'),
  colours: z.enum(['required', 'if_visible', 'off']).default('if_visible').describe('the screen lights the face in colours'),
  factors: z.array(z.enum(FACTOR_KINDS)).max(3).default([]).describe('any one of them is asked for; none: no second factor'),
  twoPeople: z.boolean().default(false).describe('two different people, one after the other'),
  antiPassback: z.enum(['off', 'log', 'refuse']).default('off').describe('who went in goes out before going in again'),
  direction: z.enum(['in', 'out']).default('in'),
  area: z.string().trim().min(1).max(100).default('main').describe('what anti-passback counts by'),
  minFacePx: z.int().min(60).max(2000).default(140).describe('height of the face’s box from which somebody is close enough'),
  withinMs: z.int().min(3000).max(60_000).default(20_000).describe('all that a decision rests on happened within so long'),
  lockout: z
    .object({
      attempts: z.int().min(1).max(100).default(5).describe('refusals in a row that are followed by a pause'),
      pauseMs: z.int().min(30_000).max(3_600_000).default(30_000),
      lockAfter: z.int().min(1).max(1000).default(50).describe('refusals in a row after which an operator has to unlock'),
    })
    .prefault({}),
})

/** Passwords and headers are taken and never given. */
export const doorOpener = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('none') }).describe('decisions are only written down'),
  z.object({
    kind: z.literal('http'),
    url: z.url({ protocol: /^https?$/ }).max(2000),
    method: z.enum(['GET', 'POST', 'PUT']).default('POST'),
    headers: z.record(z.string().regex(/^[A-Za-z0-9-]{1,60}$/), z.string().max(1000)).default({}),
    body: z.string().max(4000).nullable().default(null),
  }),
  z.object({
    kind: z.literal('mqtt'),
    url: z
      .url({ protocol: /^mqtts?$/ })
      .max(2000)
      .describe('with user and password where the broker wants them'),
    topic: z.string().regex(/^[^#+\p{Cc}]{1,200}$/u, 'a topic without # and +'),
    payload: z.string().max(4000).default('open'),
  }),
  z
    .object({ kind: z.literal('command'), argv: z.array(z.string().min(1).max(500)).min(1).max(20) })
    .describe('a program of the server and its arguments, without a shell; the server must be started with --door-commands'),
])

export const doorBody = z.object({
  name,
  enabled: z.boolean().default(true),
  source: z
    .discriminatedUnion('kind', [
      z.object({ kind: z.literal('kiosk') }),
      z.object({
        kind: z.literal('camera'),
        cameraId: id,
        zone: zone.shape.name
          .min(1)
          .optional()
          .describe('one of the camera’s: who is elsewhere in its picture does not stand there'),
      }),
    ])
    .describe('a browser beside the door, or a camera of the server, which can show no challenge'),
  policy: doorPolicy,
  opener: doorOpener.describe('what is left out of a password or header on PUT stays: send "********" for it'),
  openTimeoutMs: z.int().min(200).max(10_000).default(2000),
})

export const doorReason = z.enum(DOOR_REASONS)

/** What keeps a door from ever opening as it is set, or makes it weaker than it looks. */
export const DOOR_WARNINGS = [
  /** The pack in use tells no face from a picture: never opens. */
  'pictures_not_told',
  /** The groups that may go through have no people: never opens. */
  'nobody_allowed',
  /** The camera is gone or switched off: never opens. */
  'camera_away',
  /** The server was not started with --door-commands: never opens. */
  'commands_off',
  /** Decisions are only written down. */
  'nothing_opens',
  /** Neither a challenge nor a second factor: a good screen or mask may pass. */
  'face_alone',
] as const
export type DoorWarning = (typeof DOOR_WARNINGS)[number]

export const door = doorBody.extend({
  id,
  lock: z.object({ refusals: z.int().min(0), pausedUntil: time.nullable(), locked: z.boolean() }),
  kiosks: z.int().min(0).describe('browsers that stand at this door now'),
  warnings: z
    .array(z.enum(DOOR_WARNINGS))
    .describe('what keeps this door from ever opening as it is set, or makes it weaker than it looks'),
})

export const doorDecision = z.object({
  sequence: z.int().describe('of the audit'),
  at: time,
  hash: z.string(),
  doorId: id,
  doorName: z.string().nullable().describe('null: the door is gone'),
  outcome: z.enum(['opened', 'allowed_not_opened', 'waiting', 'refused', 'fault']),
  reasons: z.array(doorReason),
  person: z.object({ id, name: z.string().nullable() }).nullable().describe('a name of null: the person was deleted'),
  duress: z.boolean(),
  similarity: similarity.nullable(),
  threshold: similarity.nullable(),
  livenessScore: z.number().nullable(),
  evidenceHash: z.string(),
  models: z.string(),
})

export const doorFactor = z.object({ id, kind: z.enum([...FACTOR_KINDS, 'duress_pin']), createdAt: time })

export const doorPresence = z.object({
  area: z.string(),
  person: z.object({ id, name }),
  since: time.describe('when they went in'),
})

/** What a kiosk shows at this moment. */
export const doorView = z.object({
  doorName: z.string(),
  state: z.enum([
    'off',
    /** Nobody there. */
    'idle',
    /** Somebody there who has to do what `hint` says. */
    'approach',
    'looking',
    'challenge',
    'factor',
    'waiting_for_second_person',
    'opened',
    'refused',
    'paused',
    'locked',
    'fault',
  ]),
  hint: z.enum(ACCESS_HINTS),
  box: box.nullable(),
  /** Size of the picture `box` lies in. */
  picture: z.object({ width: z.int(), height: z.int() }).nullable(),
  /** Only once everything was right: a kiosk greets nobody it has not let in. */
  person: z.object({ name }).nullable(),
  reasons: z.array(doorReason),
  step: z
    .object({
      action: z.enum(CHALLENGE_ACTIONS),
      dot: z.object({ x: z.number(), y: z.number() }).nullable(),
      index: z.int(),
      of: z.int(),
      returning: z.boolean(),
      endsInMs: z.number(),
      /** Another movement may be asked for in place of this one: see `another_movement`. */
      alternatives: z.int(),
    })
    .nullable(),
  colours: z
    .object({ nonce: z.string(), sequence: z.array(z.enum(CHALLENGE_COLOURS)), colourMs: z.int() })
    .nullable()
    .describe('from the moment a nonce is first seen: show them full screen one after the other'),
  failure: z.enum(CHALLENGE_FAILURES).nullable(),
  factors: z.array(z.enum(FACTOR_KINDS)),
  /** Until something can be tried again, or the door closes again in the page’s eyes. */
  waitMs: z.number().nullable(),
})

const read = { role: 'operator', scope: 'doors:read' } as const
const write = { role: 'admin', scope: 'doors:write' } as const

export const doorRoutes = {
  'GET /doors': { summary: 'All doors by name', tag: 'Doors', access: read, answer: z.array(door) },
  'POST /doors': { summary: 'Add a door', tag: 'Doors', access: write, body: doorBody, answer: door, status: 201 },
  'PUT /doors/:doorId': { summary: 'Replace what is set of a door', tag: 'Doors', access: write, body: doorBody, answer: door },
  'DELETE /doors/:doorId': { summary: 'Delete a door; its log stays', tag: 'Doors', access: write, answer: 'nothing' },
  'POST /doors/:doorId/unlock': {
    summary: 'End a pause or lock after too many refusals',
    tag: 'Doors',
    access: { role: 'operator', scope: 'doors:write' },
    answer: door,
  },
  'POST /doors/:doorId/test': {
    summary: 'Call the opener once, as if somebody had been let in; written to the audit',
    tag: 'Doors',
    access: write,
    answer: z.object({ ok: z.boolean(), message: z.string() }),
  },
  'POST /doors/:doorId/kiosk': {
    summary: 'Make a key for a browser beside this door: it can stand there and nothing else. Shown this once',
    tag: 'Doors',
    access: { role: 'admin' },
    answer: z.object({ key: z.string(), path: z.string().describe('of the page, with the key behind #') }),
    status: 201,
  },
  'POST /doors/:doorId/ticket': {
    summary: 'A ticket that opens one live connection within 30 seconds, to stand at this door: for its kiosk',
    tag: 'Doors',
    access: { role: 'admin', scope: 'doors:stand' },
    answer: z.object({ ticket: z.string() }),
  },
  'GET /doors/:doorId/view': {
    summary: 'How it goes for whoever stands at this door, as its kiosk shows it: for a lamp or screen beside a camera',
    tag: 'Doors',
    access: { role: 'admin', scope: 'doors:stand' },
    answer: doorView,
  },
  'POST /doors/:doorId/factor': {
    summary: 'Hand in what somebody at this door typed or held to a reader: for a door at a camera, which has no page to type in',
    tag: 'Doors',
    access: { role: 'admin', scope: 'doors:stand' },
    body: z.object({ value: z.string().min(1).max(200) }),
    answer: doorView,
  },
  'GET /doors/log': {
    summary: 'What was decided at doors, newest first',
    tag: 'Doors',
    access: read,
    query: paging.extend({ doorId: id.optional() }),
    answer: pageOf(doorDecision),
  },
  'GET /doors/inside': {
    summary: 'Who is inside of which area, as doors with anti-passback saw it; who came last first',
    tag: 'Doors',
    access: read,
    answer: z.array(doorPresence),
  },
  'DELETE /doors/inside/:personId': {
    summary: 'Forget where a person is, after a crash or a way past the door: they may go in, and out; written to the audit',
    tag: 'Doors',
    access: { role: 'operator', scope: 'doors:write' },
    query: z.object({ area: z.string().min(1).max(100).optional().describe('of this area only; without it, of all') }),
    answer: 'nothing',
  },
  'GET /people/:personId/factors': {
    summary: 'What a person shows beside their face: kinds only',
    tag: 'Doors',
    access: read,
    answer: z.array(doorFactor),
  },
  'POST /people/:personId/factors': {
    summary: 'Give a person a PIN, duress PIN, badge or one-time codes; the secret of codes is shown this once',
    tag: 'Doors',
    access: write,
    body: z.discriminatedUnion('kind', [
      z.object({ kind: z.literal('pin'), value: z.string().regex(/^\d{4,12}$/, '4 to 12 digits') }),
      z.object({ kind: z.literal('duress_pin'), value: z.string().regex(/^\d{4,12}$/, '4 to 12 digits') }),
      z.object({ kind: z.literal('badge'), value: z.string().min(4).max(200).describe('what the reader types') }),
      z.object({ kind: z.literal('code') }),
    ]),
    answer: doorFactor.extend({ otpauth: z.string().nullable().describe('for an authenticator app') }),
    status: 201,
  },
  'DELETE /people/:personId/factors/:factorId': {
    summary: 'Take it away',
    tag: 'Doors',
    access: write,
    answer: 'nothing',
  },
} as const satisfies Record<RouteKey, Route>

export type DoorJson = z.infer<typeof door>
export type DoorBody = z.infer<typeof doorBody>
export type DoorDecisionJson = z.infer<typeof doorDecision>
export type DoorPresenceJson = z.infer<typeof doorPresence>
export type DoorFactorJson = z.infer<typeof doorFactor>
export type DoorView = z.infer<typeof doorView>
