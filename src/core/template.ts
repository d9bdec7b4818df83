// Arithmetic on templates: making one from an embedding, comparing two, pooling many.

import type { Embedding, EmbeddingSpace, Template } from './types.ts'

/** Length of a vector. */
export const norm = (vector: Float32Array): number => Math.sqrt(dot(vector, vector))

/** The embedding at unit length, or undefined when it is not finite or has no direction. */
export function toTemplate({ space, vector }: Embedding): Template | undefined {
  const length = norm(vector)
  if (!Number.isFinite(length) || length < 1e-6) return undefined
  const unit = new Float32Array(vector.length)
  for (let i = 0; i < unit.length; i++) unit[i] = vector[i]! / length
  return { space, vector: unit } as Template
}

/** Cosine of two templates, -1…1; undefined when they come from different embedding spaces. */
export function similarity(a: Template, b: Template): number | undefined {
  return a.space === b.space ? dot(a.vector, b.vector) : undefined
}

export function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!
  return sum
}

export interface WeightedTemplate {
  readonly template: Template
  readonly weight: number
}

/**
 * The weighted mean direction; undefined for no templates, or when they cancel out.
 * Templates of another space than the first are left out.
 */
export function meanTemplate(templates: readonly WeightedTemplate[]): Template | undefined {
  const first = templates[0]
  if (!first) return undefined
  return toTemplate({ space: first.template.space, vector: weightedSum(first.template.space, templates) })
}

/** What a photo of this quality (0–100) counts in its person's mean; the poorest still counts a little. */
export const referenceWeight = ({ quality }: { readonly quality: number }): number => Math.max(1, quality)

/** One template for all references of a person in one space, weighted by quality (0–100); undefined for none. */
export const meanReference = (
  references: readonly { readonly template: Template; readonly quality: number }[],
  space: EmbeddingSpace | undefined = references[0]?.template.space,
): Template | undefined =>
  meanTemplate(
    references
      .filter(({ template }) => template.space === space)
      .map(reference => ({ template: reference.template, weight: referenceWeight(reference) })),
  )

function weightedSum(space: EmbeddingSpace, templates: readonly WeightedTemplate[]): Float32Array {
  const sum = new Float32Array(templates[0]!.template.vector.length)
  for (const { template, weight } of templates) {
    if (template.space !== space) continue
    for (let i = 0; i < sum.length; i++) sum[i]! += weight * template.vector[i]!
  }
  return sum
}
