// The values the API speaks of, as zod schemas: what validates is what is documented.

import { z } from 'zod'
import { LIVENESS_REASONS } from '../../core/liveness.ts'
import { OPERATING_WARNINGS, REASONS } from '../../core/types.ts'
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

export const liveness = z
  .object({
    outcome: z.enum(['bona_fide', 'attack', 'undecided', 'unavailable']),
    score: z
      .number()
      .min(0)
      .max(1)
      .nullable()
      .describe('of all frames together; high for a face, low for a picture of one; no probability'),
    frames: z.int().min(0),
    reasons: z.array(z.enum(LIVENESS_REASONS)),
  })
  .describe('whether it is a face or a picture of one')

export const decision = z.object({
  outcome,
  person: z.object({ id, name }).nullable().describe('the person when known'),
  candidates: z.array(candidate),
  threshold: similarity,
  margin: z.number().nullable().describe('lead of the first candidate over the second'),
  reasons: z.array(reason),
  liveness: liveness.nullable().describe('null: nobody looked'),
})

/** With the interval it lies in with 95 % confidence. */
export const estimate = z.object({ value: z.number(), low: z.number(), high: z.number() })

export const wrongNames = z
  .discriminatedUnion('per', [
    z.object({ per: z.literal('stranger'), share: z.number().min(1e-7).max(0.2) }),
    z.object({
      per: z.literal('camera_month'),
      count: z.number().min(0.001).max(1000),
      strangersPerDay: z.number().min(1).max(1_000_000),
    }),
  ])
  .describe('wrong names that are accepted: a share of all strangers, or so many a camera in 30 days')

export const operatingPoint = z
  .object({
    threshold: similarity,
    chosenBy: z.enum(['similarity', 'wrong_names', 'default']),
    wrongNames: wrongNames.nullable(),
    people: z.int().describe('compared with'),
    falseMatchRate: estimate.nullable().describe('of one comparison with one person'),
    fpir: estimate.nullable().describe('share of strangers expected to get a name'),
    fnir: estimate.nullable().describe('share of registered people expected not to get theirs'),
    calibration: z.object({ measuredOn: z.string(), people: z.int(), comparisons: z.int() }).nullable(),
    site: z.object({ people: z.int(), comparisons: z.int(), shift: estimate, weight: z.number().min(0).max(1) }),
    warnings: z.array(z.enum(OPERATING_WARNINGS)),
  })
  .describe('the threshold, what it is expected to do with the people registered now, and how that is known')

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
