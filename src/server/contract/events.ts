// The timeline: one event is one face seen by one camera, from appearing to leaving, and what an operator said about it.

import { z } from 'zod'
import { decision, id, name, outcome, pageOf, paging, quality, time, consent } from './schemas.ts'
import type { Route, RouteKey } from './route.ts'

export const correction = z.object({
  kind: z.enum(['is', 'not']).describe('this is NAME, or: not this person'),
  person: z.object({ id, name }).nullable(),
  at: time,
  by: z.string().describe('account name'),
})

export const faceEvent = z.object({
  id,
  camera: z.object({ id, name }),
  startedAt: time,
  endedAt: time.nullable().describe('null while the face is still there'),
  outcome: outcome.describe('with a correction taken in'),
  person: z.object({ id, name }).nullable().describe('with a correction taken in'),
  decision: decision.describe('as Rostro decided'),
  frames: z.int().describe('frames of evidence'),
  quality: quality.describe('of the best shot'),
  shot: z.boolean().describe('whether there is a picture: GET /events/:eventId/shot'),
  correctable: z.boolean().describe('false when the face itself was not kept'),
  correction: correction.nullable(),
})

export const eventRoutes = {
  'GET /events': {
    summary: 'Who was seen where and when, newest first',
    tag: 'Events',
    access: { role: 'viewer', scope: 'events:read' },
    query: paging.extend({
      personId: id.optional(),
      cameraId: id.optional(),
      outcome: outcome.optional(),
      from: time.optional(),
      to: time.optional(),
    }),
    answer: pageOf(faceEvent),
  },
  'GET /events/:eventId': {
    summary: 'One event',
    tag: 'Events',
    access: { role: 'viewer', scope: 'events:read' },
    answer: faceEvent,
  },
  'GET /events/:eventId/shot': {
    summary: 'The best picture of the face',
    tag: 'Events',
    access: { role: 'viewer', scope: 'events:read' },
    answer: 'jpeg',
  },
  'POST /events/:eventId/correction': {
    summary: 'Say who it was, register a newcomer, or say who it was not; remembered for faces to come',
    tag: 'Events',
    access: { role: 'operator', scope: 'events:write' },
    body: z.discriminatedUnion('kind', [
      z.object({ kind: z.literal('is'), personId: id }),
      z.object({ kind: z.literal('new'), name, consent }),
      z.object({ kind: z.literal('not') }),
    ]),
    answer: faceEvent,
  },
  'DELETE /events/:eventId/correction': {
    summary: 'Undo a correction with all it changed',
    tag: 'Events',
    access: { role: 'operator', scope: 'events:write' },
    answer: faceEvent,
  },
  'DELETE /events/:eventId': {
    summary: 'Delete an event and its picture',
    tag: 'Events',
    access: { role: 'operator', scope: 'events:write' },
    answer: 'nothing',
  },
} as const satisfies Record<RouteKey, Route>

export type FaceEventJson = z.infer<typeof faceEvent>
