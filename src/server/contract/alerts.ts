// Who is told what: rules over visits, and where alerts go.

import { z } from 'zod'
import { id, name, time } from './schemas.ts'
import type { Route, RouteKey } from './route.ts'

const clock = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'a time such as 09:00')

export const timeWindow = z
  .object({ days: z.array(z.int().min(1).max(7)).min(1).max(7), from: clock, to: clock })
  .describe('local time of the server; 1 is Monday; over midnight when `to` is before `from`')

export const who = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('anybody') }),
  z.object({ kind: z.literal('person'), personId: id }),
  z.object({ kind: z.literal('group'), groupId: id }),
  z.object({ kind: z.literal('unknown') }).describe('any stranger, remembered or not'),
  z
    .object({ kind: z.literal('visitor'), minVisits: z.int().min(1).max(10_000) })
    .describe('a visitor at their n-th visit or later'),
  z.object({ kind: z.literal('spoof') }).describe('a picture or screen held up in place of a face'),
  z.object({ kind: z.literal('duress') }).describe('somebody typed their duress PIN at a door'),
])

export const ruleBody = z.object({
  name,
  enabled: z.boolean().default(true),
  /** `missing`: expected, and not here by `by`. `outside_hours`: of a group, at a time it may not be here. */
  when: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('arrives') }),
    z.object({ kind: z.literal('outside_hours') }),
    z.object({ kind: z.literal('missing'), by: clock, days: z.array(z.int().min(1).max(7)).min(1).max(7) }),
  ]),
  who,
  cameraIds: z.array(id).max(1000).nullable().default(null).describe('null: all'),
  during: z.array(timeWindow).max(20).default([]).describe('only then; none means always'),
  quiet: z.array(timeWindow).max(20).default([]).describe('never then'),
  atMostEveryMinutes: z.int().min(0).max(10_080).default(0).describe('about the same person or visitor; 0: once a visit'),
  targetIds: z.array(id).max(20).nullable().default(null).describe('null: all'),
})

export const alertRule = ruleBody.extend({ id })

export const targetBody = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('webhook'),
    name,
    enabled: z.boolean().default(true),
    url: z.url({ protocol: /^https?$/ }).max(2000),
    secret: z.string().min(16).max(200).optional().describe('signs every call; made when left out; never shown again'),
    allowPrivate: z.boolean().default(false).describe('the address may be of this network'),
  }),
  z.object({
    kind: z.literal('mqtt'),
    name,
    enabled: z.boolean().default(true),
    url: z.url({ protocol: /^mqtts?$/ }).max(2000),
    username: z.string().max(200).nullable().default(null),
    password: z.string().max(200).optional().describe('never shown again'),
    topic: z
      .string()
      .regex(/^[^#+\p{Cc}]{1,100}$/u, 'a topic without # and +')
      .default('rostro'),
    homeAssistant: z.boolean().default(true).describe('announce sensors to Home Assistant'),
  }),
  z.object({
    kind: z.literal('jsonl'),
    name,
    enabled: z.boolean().default(true),
    file: z
      .string()
      .regex(/^[\w-]{1,60}\.jsonl$/, 'a file name such as alerts.jsonl')
      .describe('in the folder alerts of the data folder'),
  }),
])

export const alertTarget = z.discriminatedUnion('kind', [
  targetBody.options[0].omit({ secret: true }).extend({ id }),
  targetBody.options[1].omit({ password: true }).extend({ id, hasPassword: z.boolean() }),
  targetBody.options[2].extend({ id }),
])

export const targetState = z.object({
  waiting: z.int().min(0),
  dropped: z.int().min(0).describe('given up after 72 hours or beyond 10,000'),
  failures: z.int().min(0).describe('in a row'),
  nextAt: time.nullable(),
  lastError: z.string().nullable(),
})

/** What a receiver gets, and what waits in the outbox. Holds no picture and no template. */
export const notice = z.object({
  id: id.describe('the same at every attempt: what to know it by'),
  sequence: z.int().describe('grows: pass the last one as `after` to go on'),
  at: time,
  rule: z.object({ id, name }),
  kind: z.enum(['arrived', 'outside_hours', 'missing', 'spoof', 'duress', 'test']),
  camera: z.object({ id, name }).nullable(),
  person: z.object({ id, name }).nullable(),
  visitor: z.object({ id, number: z.int(), visits: z.int() }).nullable(),
  visitId: id.nullable(),
})

const read = { role: 'viewer', scope: 'alerts:read' } as const
const write = { role: 'admin', scope: 'alerts:write' } as const

export const alertRoutes = {
  'GET /alerts': {
    summary: 'Alerts after a cursor, oldest first: replay what a receiver missed',
    tag: 'Alerts',
    access: read,
    query: z.object({
      after: z.coerce.number().int().min(0).default(0),
      limit: z.coerce.number().int().min(1).max(1000).default(100),
    }),
    answer: z.object({ items: z.array(notice), newest: z.int().min(0) }),
  },
  'GET /alerts/rules': { summary: 'All rules', tag: 'Alerts', access: read, answer: z.array(alertRule) },
  'POST /alerts/rules': { summary: 'Add a rule', tag: 'Alerts', access: write, body: ruleBody, answer: alertRule, status: 201 },
  'PUT /alerts/rules/:ruleId': { summary: 'Replace a rule', tag: 'Alerts', access: write, body: ruleBody, answer: alertRule },
  'DELETE /alerts/rules/:ruleId': { summary: 'Delete a rule', tag: 'Alerts', access: write, answer: 'nothing' },
  'GET /alerts/targets': {
    summary: 'Where alerts go, and how that goes',
    tag: 'Alerts',
    access: read,
    answer: z.array(z.object({ target: alertTarget, state: targetState })),
  },
  'POST /alerts/targets': {
    summary: 'Add a target; the secret of a webhook is shown this once',
    tag: 'Alerts',
    access: write,
    body: targetBody,
    answer: z.object({ target: alertTarget, secret: z.string().nullable() }),
    status: 201,
  },
  'PUT /alerts/targets/:targetId': {
    summary: 'Replace a target; a secret or password left out stays',
    tag: 'Alerts',
    access: write,
    body: targetBody,
    answer: alertTarget,
  },
  'DELETE /alerts/targets/:targetId': { summary: 'Delete a target', tag: 'Alerts', access: write, answer: 'nothing' },
  'POST /alerts/targets/:targetId/test': {
    summary: 'Send a test alert to one target now',
    tag: 'Alerts',
    access: write,
    answer: z.object({ ok: z.boolean(), message: z.string() }),
  },
} as const satisfies Record<RouteKey, Route>

export type AlertRuleJson = z.infer<typeof alertRule>
export type AlertRuleBody = z.infer<typeof ruleBody>
export type AlertTargetBody = z.infer<typeof targetBody>
export type NoticeJson = z.infer<typeof notice>
