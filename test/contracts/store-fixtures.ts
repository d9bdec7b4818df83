// References made of a seed, so that a test can say what it stored without keeping it.

import { createHash } from 'node:crypto'
import type { NewReference } from '../../src/core/ports.ts'
import type { FaceEvent, Shot } from '../../src/core/records.ts'
import { toTemplate } from '../../src/core/template.ts'
import type { EmbeddingSpace, Person } from '../../src/core/types.ts'

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

/** Uniform numbers 0…1, the same for the same seed: SHA-256 in counter mode, so that no two seeds share a stretch. */
export function randomOf(seed: string): () => number {
  let block: Buffer = Buffer.alloc(0)
  let used = 0
  let counter = 0
  return () => {
    if (used === block.length) {
      block = createHash('sha256').update(`${seed} ${counter++}`).digest()
      used = 0
    }
    used += 4
    return block.readUInt32LE(used - 4) / 2 ** 32
  }
}

/** An event of the minute `minute`, decided as `person` when there is one. */
export function faceEvent(id: string, person?: Person, { minute = 0, others = [] as readonly Person[] } = {}): FaceEvent {
  const people = [...(person ? [person] : []), ...others]
  const candidates = people.map(({ id: personId, name }, i) => ({ personId, name, similarity: 0.8 - i / 10, rank: i + 1 }))
  return {
    id,
    sourceId: 'door',
    sourceName: 'Front door',
    startedAt: atMinute(minute),
    endedAt: atMinute(minute + 0.5),
    decision: {
      outcome: person ? 'known' : 'unknown',
      candidate: person && candidates[0],
      candidates,
      threshold: 0.4,
      margin: undefined,
      reasons: [person ? 'above_threshold' : 'below_threshold'],
    },
    frames: 3,
    quality: 60,
  }
}

export const atMinute = (minute: number): Date => new Date(Date.UTC(2026, 0, 1) + minute * 60_000)

/** The face of an event, following from `seed` alone. */
export function shotOf(seed: string): Shot {
  const { template, quality, crop } = reference(seed)
  return { template, quality, crop }
}
