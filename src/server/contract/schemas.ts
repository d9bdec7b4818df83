// The values the API speaks of, as zod schemas: what validates is what is documented.

import { z } from 'zod'
import { REASONS } from '../../core/types.ts'
import { RULES } from '../../recognition/evidence.ts'

export const id = z.string().min(1).max(100)
/** Milliseconds since 1970 would need a comment in every client: times are ISO 8601, UTC. */
export const time = z.iso.datetime()
export const name = z.string().min(1).max(200)
export const similarity = z.number().min(-1).max(1).describe('cosine; from the threshold on a face is known')
export const quality = z.number().min(0).max(100).describe('0–100: how much the picture can be trusted as evidence')
export const outcome = z.enum(['known', 'unknown', 'undecided'])
export const rule = z.enum(RULES)

export const reason = z.enum(REASONS)

export const box = z
  .object({ x: z.number(), y: z.number(), width: z.number(), height: z.number() })
  .describe('pixels of the picture sent; x, y is the top left corner')

export const candidate = z.object({ personId: id, name, similarity, rank: z.int().min(1) })

export const decision = z.object({
  outcome,
  person: z.object({ id, name }).nullable().describe('the person when known'),
  candidates: z.array(candidate),
  threshold: similarity,
  margin: z.number().nullable().describe('lead of the first candidate over the second'),
  reasons: z.array(reason),
})

/** A page of a list: pass `next` as `cursor` to get the following one. */
export const pageOf = <T extends z.ZodType>(item: T) =>
  z.object({ items: z.array(item), next: z.string().nullable(), total: z.int().min(0) })

export const paging = z.object({
  cursor: z.string().max(500).optional(),
  limit: z.coerce.number().int().min(1).max(500).default(100),
})

export const consent = z.object({
  text: z.string().min(1).max(5000).describe('what the person agreed to, word for word'),
  given: z.literal(true),
})

export const errorEnvelope = z.object({
  error: z.object({
    code: z.string(),
    message: z.string().describe('one sentence: what failed and what to do'),
    requestId: z.string(),
  }),
})
