// A watched place: who came, when, for how long; how many, how often; and who is here now.

import { z } from 'zod'
import { id, name, pageOf, paging, time } from './schemas.ts'
import type { Route, RouteKey } from './route.ts'

const whose = z.enum(['person', 'visitor', 'waiting', 'anonymous'])

export const visit = z.object({
  id,
  camera: z.object({ id, name }),
  kind: whose.describe('waiting: remembered, and not yet clear whether they were here before; anonymous: not remembered'),
  person: z.object({ id, name }).nullable(),
  visitor: z.object({ id, number: z.int() }).nullable(),
  arrivedAt: time,
  departedAt: time.describe('when last seen'),
  hasEnded: z.boolean(),
  dwellSeconds: z.number().min(0),
  nth: z.int().min(1).nullable().describe('their first, second, … visit; null when not known'),
  face: z.boolean().describe('whether there is a picture: GET /visits/:visitId/face'),
})

const visitFilter = z.object({
  personId: id.optional(),
  visitorId: id.optional(),
  cameraId: id.optional(),
  kind: whose.optional(),
  from: time.optional().describe('visits under way at this moment or later'),
  to: time.optional(),
})

const count = z.int().min(0)

export const statistics = z
  .object({
    from: time,
    to: time,
    timeZone: z.string().describe('days and hours are of this zone: the server’s'),
    totals: z.object({
      visits: count,
      people: count.describe('different registered people'),
      visitors: count.describe('different visitors'),
      anonymous: count.describe('visits of strangers who are not remembered'),
      firstVisits: count,
      returning: count.describe('visits that were not the first'),
      repeatRate: z.number().min(0).max(1).nullable().describe('share of identities with more than one visit in this time'),
      medianDwellSeconds: z.number().min(0).nullable(),
    }),
    days: z.array(
      z.object({
        day: z.iso.date(),
        visits: count.describe('that arrived on it; one under way when the time began is in the totals only'),
        present: count.describe('different people and visitors, and anonymous visits'),
        firstVisits: count,
        returning: count,
      }),
    ),
    hours: z
      .array(z.object({ hour: z.int().min(0).max(23), weekday: z.int().min(1).max(7), arrivals: count, days: count }))
      .describe('arrivals by hour of the week, and how many such days there were'),
    busiest: z
      .array(z.object({ startsAt: time, present: count, arrivals: count }))
      .describe('the hours with most present, most first, five at most'),
    dwell: z.array(z.object({ fromSeconds: z.number(), toSeconds: z.number().nullable(), visits: count })),
    crossings: z.array(z.object({ camera: z.object({ id, name }), name, kind: z.enum(['line', 'zone']), in: count, out: count })),
  })
  .describe('counted from the visits table alone')

export const auditEntry = z.object({
  sequence: z.int(),
  at: time,
  by: z.string(),
  action: z.string(),
  detail: z.record(z.string(), z.unknown()),
})

export const placeRoutes = {
  'GET /visits': {
    summary: 'Visits, newest arrival first',
    tag: 'Place',
    access: { role: 'viewer', scope: 'visitors:read' },
    query: paging.extend(visitFilter.shape),
    answer: pageOf(visit),
  },
  'GET /visits.csv': {
    summary: 'The same as a table for spreadsheets, 100,000 rows at most',
    tag: 'Place',
    access: { role: 'viewer', scope: 'visitors:read' },
    query: visitFilter,
    answer: 'csv',
  },
  'GET /visits/:visitId/face': {
    summary: 'The best picture of a remembered stranger’s visit',
    tag: 'Place',
    access: { role: 'viewer', scope: 'visitors:read' },
    answer: 'jpeg',
  },
  'GET /place/now': {
    summary: 'Who is here now, longest first',
    tag: 'Place',
    access: { role: 'viewer', scope: 'visitors:read' },
    answer: z.array(visit),
  },
  'GET /place/statistics': {
    summary: 'How many came, when, how often and for how long',
    tag: 'Place',
    access: { role: 'viewer', scope: 'visitors:read' },
    query: z.object({ from: time, to: time, cameraId: id.optional() }),
    answer: statistics,
  },
  'GET /audit': {
    summary: 'What was decided and done about remembering, names and alerts, newest first',
    tag: 'System',
    access: { role: 'admin' },
    query: paging,
    answer: pageOf(auditEntry),
  },
  'GET /retention': {
    summary: 'Whether deleting what is overdue waits because the clock jumped',
    tag: 'System',
    access: { role: 'viewer', scope: 'settings:read' },
    answer: z.object({
      held: z.boolean(),
      jumpedHours: z.number().nullable(),
      overdue: count.describe('events and faces that would be deleted'),
      releasedAt: time.nullable().describe('when deleting goes on even if nobody answers'),
    }),
  },
  'POST /retention/confirm': {
    summary: 'The clock is right: delete what is overdue',
    tag: 'System',
    access: { role: 'admin' },
    answer: 'nothing',
  },
} as const satisfies Record<RouteKey, Route>

export type VisitJson = z.infer<typeof visit>
export type StatisticsJson = z.infer<typeof statistics>
