// Which networks are used, and going over to others: everybody is embedded anew beside the old, compared, then switched.

import { z } from 'zod'
import { id, name } from './schemas.ts'
import { replayed } from './decisions.ts'
import type { Route, RouteKey } from './route.ts'

export const modelChange = z.object({
  from: z.string(),
  to: z.string(),
  state: z.enum(['downloading', 'embedding', 'comparing', 'ready', 'switching', 'failed']),
  done: z.int().describe('photos embedded; bytes while downloading'),
  of: z.int(),
  unreadable: z
    .array(z.object({ personId: id, name, photos: z.int(), remaining: z.int() }))
    .describe('photos the new networks find no face in; somebody with none remaining would not be recognised'),
  comparison: replayed.nullable().describe('decisions of past events as the new networks would make them'),
  error: z.object({ code: z.string(), message: z.string() }).nullable(),
})

export const modelRoutes = {
  'GET /models': {
    summary: 'The model packs and the one in use',
    tag: 'Models',
    access: { role: 'viewer', scope: 'settings:read' },
    answer: z.object({
      current: z.object({
        name: z.string(),
        device: z.string(),
        passedOver: z.array(z.object({ device: z.string(), reason: z.string() })),
        licence: z.string(),
        comparablePeople: z.int(),
      }),
      previous: z.string().nullable().describe('the pack used before: everybody is still embedded with it'),
      packs: z.array(
        z.object({ name: z.string(), summary: z.string(), licence: z.string(), ready: z.boolean(), current: z.boolean() }),
      ),
    }),
  },
  'GET /models/change': {
    summary: 'How far going over to another pack has got',
    tag: 'Models',
    access: { role: 'viewer', scope: 'settings:read' },
    answer: z.object({ change: modelChange.nullable() }),
  },
  'POST /models/change': {
    summary:
      'Prepare another pack in the background: download, embed everybody anew, compare on past events. Nothing is switched',
    tag: 'Models',
    access: { role: 'admin' },
    body: z.object({ pack: z.string().min(1).max(40) }),
    answer: modelChange,
    status: 202,
  },
  'POST /models/change/switch': {
    summary: 'Use the prepared pack from now on; recognition pauses for some seconds',
    tag: 'Models',
    access: { role: 'admin' },
    answer: modelChange,
    status: 202,
  },
  'DELETE /models/change': {
    summary: 'Stop preparing; what was embedded is kept for another time',
    tag: 'Models',
    access: { role: 'admin' },
    answer: 'nothing',
  },
} as const satisfies Record<RouteKey, Route>

export type ModelChangeJson = z.infer<typeof modelChange>
