// One picture in, faces with decisions out; and two faces compared.

import { z } from 'zod'
import { box, decision, id, quality, reason, similarity } from './schemas.ts'
import type { Route, RouteKey } from './route.ts'

export const recognizedFace = z.object({
  box,
  quality,
  reasons: z.array(reason).describe('why the face is poor evidence, worst first'),
  decision,
})

export const verification = z.object({
  same: z.boolean().nullable().describe('null when one of the pictures shows no single usable face'),
  similarity: similarity.nullable(),
  threshold: similarity,
  reason: z.string().nullable().describe('why there is no answer'),
})

export const recognitionRoutes = {
  'POST /recognize': {
    summary: 'Who is in this picture: every face, largest first, each with its decision. Nothing is kept.',
    tag: 'Recognition',
    access: { role: 'viewer', scope: 'recognize' },
    query: z.object({ threshold: z.coerce.number().min(-1).max(1).optional() }),
    pictures: { required: ['image'] },
    answer: z.object({ width: z.int(), height: z.int(), faces: z.array(recognizedFace) }),
  },
  'POST /verify': {
    summary: 'Is this the same person (1:1): two pictures, or one picture and a person',
    tag: 'Recognition',
    access: { role: 'viewer', scope: 'recognize' },
    query: z.object({ personId: id.optional(), threshold: z.coerce.number().min(-1).max(1).optional() }),
    pictures: { required: ['image'], optional: ['other'] },
    answer: verification,
  },
} as const satisfies Record<RouteKey, Route>

export type RecognizedFaceJson = z.infer<typeof recognizedFace>
