// Strangers who are remembered, where the operator decided so: who came back, and what to do about them.

import { z } from 'zod'
import { GROUND_LENGTH, RETENTION_DAYS } from '../../app/place/remembering.ts'
import { VISITOR_CHANGES, VISITOR_STATES } from '../../core/visits.ts'
import { consent, id, name, pageOf, paging, similarity, time } from './schemas.ts'
import type { Route, RouteKey } from './route.ts'

export const remembering = z.discriminatedUnion('on', [
  z.object({ on: z.literal(false) }),
  z.object({
    on: z.literal(true),
    ground: z.string().describe('the legal ground, as it was given when this was turned on'),
    retentionDays: z.int().describe('a face is forgotten so many days after the visit'),
    cameraIds: z.array(id).nullable().describe('which cameras; null: all of the server, browsers never'),
    since: time,
    by: z.string().describe('account name'),
  }),
])

export const visitor = z.object({
  id,
  number: z.int().min(1),
  state: z.enum(VISITOR_STATES),
  firstSeenAt: time,
  lastSeenAt: time,
  visits: z.int().min(0),
  coverVisitId: id.nullable().describe('GET /visits/:visitId/face'),
  forgottenAt: time.describe('when the last face of this visitor is forgotten, unless they come back'),
})

export const visitorChange = z.object({
  id,
  kind: z.enum(VISITOR_CHANGES),
  at: time,
  by: z.string().describe('account name, or rostro'),
  visitorIds: z.array(id),
  visitorNumbers: z.array(z.int()).describe('what they were called by, in the same order: some of them may be gone'),
})

export const visitorSuggestion = z.object({ first: visitor, second: visitor, similarity }).describe('these two look like one')

export const personSuggestion = z
  .object({ visitor, person: z.object({ id, name, coverId: id.nullable() }), similarity })
  .describe('this visitor looks like somebody registered')

const changed = z.object({ change: visitorChange })

export const visitorRoutes = {
  'GET /remembering': {
    summary: 'Whether strangers are remembered, on which ground, where and for how long',
    tag: 'Visitors',
    access: { role: 'viewer', scope: 'visitors:read' },
    answer: remembering,
  },
  'PUT /remembering': {
    summary: 'Start or change remembering strangers, or stop and forget them all',
    tag: 'Visitors',
    access: { role: 'admin' },
    body: z.discriminatedUnion('on', [
      z.object({
        on: z.literal(true),
        ground: z.string().trim().min(GROUND_LENGTH.least, 'say which legal ground allows it').max(GROUND_LENGTH.most),
        retentionDays: z.int().min(1).max(RETENTION_DAYS.most).default(RETENTION_DAYS.usual),
        cameraIds: z.array(id).max(1000).nullable().default(null),
      }),
      z.object({ on: z.literal(false) }),
    ]),
    answer: remembering,
  },
  'GET /visitors': {
    summary: 'Visitors by when they were last seen, or by how often',
    tag: 'Visitors',
    access: { role: 'viewer', scope: 'visitors:read' },
    query: paging.extend({
      state: z.enum(VISITOR_STATES).default('active'),
      sort: z.enum(['last_seen', 'visits']).default('last_seen'),
    }),
    answer: pageOf(visitor),
  },
  'GET /visitors/:visitorId': {
    summary: 'One visitor',
    tag: 'Visitors',
    access: { role: 'viewer', scope: 'visitors:read' },
    answer: visitor,
  },
  'POST /visitors/:visitorId/name': {
    summary:
      'The visitor is somebody: a newcomer who agreed to be registered, or a person registered already. Their visits get the name',
    tag: 'Visitors',
    access: { role: 'operator', scope: 'visitors:write' },
    body: z.discriminatedUnion('kind', [
      z.object({ kind: z.literal('is'), personId: id }),
      z.object({ kind: z.literal('new'), name, consent }),
    ]),
    answer: changed.extend({ person: z.object({ id, name }) }),
  },
  'POST /visitors/:visitorId/merge': {
    summary: 'These visitors are this one',
    tag: 'Visitors',
    access: { role: 'operator', scope: 'visitors:write' },
    body: z.object({ visitorIds: z.array(id).min(1).max(100) }),
    answer: changed.extend({ visitor }),
  },
  'POST /visitors/:visitorId/split': {
    summary: 'These visits were somebody else’s, who becomes a visitor of their own',
    tag: 'Visitors',
    access: { role: 'operator', scope: 'visitors:write' },
    body: z.object({ visitIds: z.array(id).min(1).max(1000) }),
    answer: changed.extend({ visitor }),
  },
  'PUT /visitors/:visitorId/state': {
    summary: 'Ignore a visitor (the postman, a poster): recognised, never shown, never alerted. Or show them again',
    tag: 'Visitors',
    access: { role: 'operator', scope: 'visitors:write' },
    body: z.object({ state: z.enum(VISITOR_STATES) }),
    answer: changed.extend({ visitor }),
  },
  'DELETE /visitors/:visitorId': {
    summary: 'Forget a visitor now, for good: faces and pictures go, the visits stay as somebody’s',
    tag: 'Visitors',
    access: { role: 'operator', scope: 'visitors:write' },
    answer: 'nothing',
  },
  'GET /visitor-suggestions': {
    summary: 'Visitors who look like one, and visitors who look like somebody registered, most alike first',
    tag: 'Visitors',
    access: { role: 'operator', scope: 'visitors:read' },
    answer: z.object({ visitors: z.array(visitorSuggestion), people: z.array(personSuggestion) }),
  },
  'POST /visitor-suggestions/apart': {
    summary: 'These two are two: never suggest them again',
    tag: 'Visitors',
    access: { role: 'operator', scope: 'visitors:write' },
    body: z.object({ first: id, second: id }),
    answer: 'nothing',
  },
  'POST /visitor-suggestions/not-person': {
    summary: 'This visitor is not that person: never suggest it again',
    tag: 'Visitors',
    access: { role: 'operator', scope: 'visitors:write' },
    body: z.object({ visitorId: id, personId: id }),
    answer: 'nothing',
  },
  'GET /visitor-changes': {
    summary: 'What was done to visitors and can still be undone, newest first',
    tag: 'Visitors',
    access: { role: 'operator', scope: 'visitors:read' },
    answer: z.array(visitorChange),
  },
  'DELETE /visitor-changes/:changeId': {
    summary: 'Undo a change',
    tag: 'Visitors',
    access: { role: 'operator', scope: 'visitors:write' },
    answer: 'nothing',
  },
} as const satisfies Record<RouteKey, Route>

export type RememberingJson = z.infer<typeof remembering>
export type VisitorJson = z.infer<typeof visitor>
export type VisitorChangeJson = z.infer<typeof visitorChange>
