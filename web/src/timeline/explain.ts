// Why a face was decided as it was: what sentence to say with which numbers, and where bars and threshold lie. Knows no language.

import type { FaceEventJson } from '../../../src/client.ts'

export type DecisionJson = FaceEventJson['decision']
export type ReasonName = DecisionJson['reasons'][number]

/** A sentence's name, and what it speaks of; cosines, never percentages. */
export interface Explanation {
  readonly reason: ReasonName | 'near_threshold'
  readonly name?: string
  readonly second?: string
  readonly similarity?: number
  readonly threshold: number
  readonly margin?: number
}

/** `below_threshold` means two things: undecided faces came near. */
export function explain({ outcome, reasons, candidates, threshold, margin, person }: DecisionJson): Explanation[] {
  const [first, second] = candidates
  const about = person ? (candidates.find(({ personId }) => personId === person.id) ?? first) : first
  return reasons.map(reason => ({
    reason: reason === 'below_threshold' && outcome === 'undecided' ? 'near_threshold' : reason,
    threshold,
    ...(about && { name: about.name, similarity: about.similarity }),
    ...(second && { second: second.name }),
    ...(margin !== null && { margin }),
  }))
}

/** Where a similarity lies on a bar from 0 to 1. Faces of strangers lie about 0, some a little below: all the same there. */
export const share = (similarity: number): number => Math.min(1, Math.max(0, similarity))

export interface Bar {
  readonly personId: string
  readonly name: string
  readonly similarity: number
  readonly share: number
  readonly reaches: boolean
}

/** One bar for each candidate, best first. */
export function bars({ candidates, threshold }: DecisionJson, most = 5): Bar[] {
  return [...candidates]
    .sort((a, b) => a.rank - b.rank)
    .slice(0, most)
    .map(({ personId, name, similarity }) => ({
      personId,
      name,
      similarity,
      share: share(similarity),
      reaches: similarity >= threshold,
    }))
}
