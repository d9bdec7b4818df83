// References made of a seed, so that a test can say what it stored without keeping it.

import type { NewReference } from '../../src/core/ports.ts'
import { toTemplate } from '../../src/core/template.ts'
import type { EmbeddingSpace } from '../../src/core/types.ts'

export const SPACE = 'test-space@1' as EmbeddingSpace

/** A reference whose template and crop follow from `seed` alone. */
export function reference(seed: string, { space = SPACE, quality = 50, length = 128, cropBytes = 300 } = {}): NewReference {
  const random = randomOf(seed)
  const template = toTemplate({ space, vector: Float32Array.from({ length }, () => random() - 0.5) })
  if (!template) throw new Error(`seed ${seed} gives no template`)
  const crop = Uint8Array.from({ length: cropBytes }, () => 256 * random())
  return { template, quality, source: `${seed}.jpg`, crop }
}

export const referencesOf = (seed: string, count: number): NewReference[] =>
  Array.from({ length: count }, (_, i) => reference(`${seed}/${i}`))

/** Uniform numbers 0…1, the same for the same seed (mulberry32 over an FNV-1a hash). */
export function randomOf(seed: string): () => number {
  let state = 2166136261
  for (const letter of seed) state = Math.imul(state ^ letter.codePointAt(0)!, 16777619)
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
}
