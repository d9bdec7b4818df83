// What decides between known and unknown, and what another setting would have decided.

import { z } from 'zod'
import { faceEvent } from './events.ts'
import { id, name, operatingPoint, outcome, reason, rule, similarity, time, wrongNames } from './schemas.ts'
import type { Route, RouteKey } from './route.ts'

export const redecided = z.object({
  outcome,
  person: z.object({ id, name }).nullable(),
  similarity: similarity.nullable().describe('to that person, else to the nearest'),
  reasons: z.array(reason),
})

export const replayed = z.object({
  events: z.int().describe('looked at'),
  skipped: z.int().describe('of these, events whose evidence was not kept'),
  counts: z.array(z.object({ before: outcome, after: outcome, samePerson: z.boolean(), events: z.int() })),
  changes: z.array(z.object({ event: faceEvent, after: redecided })).describe('newest first, 200 at most'),
  before: operatingPoint,
  after: operatingPoint,
})

export const decisionRoutes = {
  'GET /operating-point': {
    summary: 'The threshold in force and what it is expected to do; with a query, what another choice would be',
    tag: 'Decisions',
    access: { role: 'viewer', scope: 'settings:read' },
    query: z.object({
      default: z.stringbool().default(false).describe('without what the settings choose'),
      threshold: z.coerce.number().min(-1).max(1).optional(),
      share: z.coerce.number().min(1e-7).max(0.2).optional().describe('of strangers who may get a name'),
      perMonth: z.coerce.number().min(0.001).max(1000).optional().describe('wrong names of one camera in 30 days'),
      strangersPerDay: z.coerce.number().min(1).max(1_000_000).optional().describe('goes with perMonth'),
    }),
    answer: operatingPoint,
  },
  'POST /replay': {
    summary: 'Which decisions of past events would change with other settings. Changes nothing',
    tag: 'Decisions',
    access: { role: 'operator', scope: 'events:read' },
    body: z.object({
      threshold: similarity.nullable().optional(),
      wrongNames: wrongNames.nullable().optional(),
      rule: rule.optional(),
      minMargin: z.number().min(0).max(1).optional(),
      from: time.optional(),
      to: time.optional(),
    }),
    answer: replayed,
  },
} as const satisfies Record<RouteKey, Route>

export type ReplayedJson = z.infer<typeof replayed>
