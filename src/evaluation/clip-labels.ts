// Who is to be seen where in a clip, as a file says it.

import { z } from 'zod'
import { RostroError } from '../core/errors.ts'
import type { Point } from '../core/types.ts'

/** Every centre of this face during the span lies within; places in pixels of the clip. */
const span = z.tuple([z.number(), z.number()]).refine(([from, to]) => from <= to, 'must run from the smaller to the larger')
const Labels = z.strictObject({
  /** For whoever reads the file. */
  about: z.string().optional(),
  appearances: z
    .array(
      z
        .strictObject({
          name: z.string().min(1),
          fromS: z.number().min(0),
          toS: z.number().min(0),
          x: span,
          y: span,
          /** Seen frontally at some time of the span, so that a name may be expected. */
          frontal: z.boolean(),
        })
        .refine(({ fromS, toS }) => fromS < toS, 'fromS must lie before toS'),
    )
    .max(10_000),
})

export interface Appearance {
  readonly name: string
  readonly fromMs: number
  readonly toMs: number
  readonly x: readonly [number, number]
  readonly y: readonly [number, number]
  readonly frontal: boolean
}

/** @param where the file, for messages. @throws RostroError usage_invalid naming what is wrong where */
export function parseClipLabels(text: string, where: string): Appearance[] {
  const parsed = Labels.safeParse(tryJson(text))
  if (!parsed.success) {
    const problems = parsed.error.issues.slice(0, 5).map(({ path, message }) => `${path.join('.') || 'the file'}: ${message}`)
    throw new RostroError(
      'usage_invalid',
      `${where} does not say who is where (${problems.join('; ')}); docs/evaluation.md has an example.`,
    )
  }
  return parsed.data.appearances.map(({ fromS, toS, ...rest }) => ({ ...rest, fromMs: fromS * 1000, toMs: toS * 1000 }))
}

/** The appearance a face belongs to, or none: then it is nobody enrolled, or no face. */
export const appearanceAt = (labels: readonly Appearance[], atMs: number, { x, y }: Point): Appearance | undefined =>
  labels.find(a => atMs >= a.fromMs && atMs <= a.toMs && x >= a.x[0] && x <= a.x[1] && y >= a.y[0] && y <= a.y[1])

function tryJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
