// Groups of people and when they may be here.

import { z } from 'zod'
import { timeWindow } from './alerts.ts'
import { id, name } from './schemas.ts'
import type { Route, RouteKey } from './route.ts'

const fields = {
  name,
  personIds: z.array(id).max(100_000),
  allowed: z.array(timeWindow).max(50).describe('when they may be here; none means always'),
}

export const group = z.object({ id, ...fields })

export const groupRoutes = {
  'GET /groups': {
    summary: 'All groups by name',
    tag: 'Groups',
    access: { role: 'viewer', scope: 'people:read' },
    answer: z.array(group),
  },
  'POST /groups': {
    summary: 'Add a group',
    tag: 'Groups',
    access: { role: 'operator', scope: 'people:write' },
    body: z.object({ ...fields, personIds: fields.personIds.default([]), allowed: fields.allowed.default([]) }),
    answer: group,
    status: 201,
  },
  'PATCH /groups/:groupId': {
    summary: 'Change a group; what is left out stays',
    tag: 'Groups',
    access: { role: 'operator', scope: 'people:write' },
    body: z.object(fields).partial(),
    answer: group,
  },
  'DELETE /groups/:groupId': {
    summary: 'Delete a group; its people stay',
    tag: 'Groups',
    access: { role: 'operator', scope: 'people:write' },
    answer: 'nothing',
  },
} as const satisfies Record<RouteKey, Route>

export type GroupJson = z.infer<typeof group>
