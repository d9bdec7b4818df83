// Scores in units of how alike people come out who are neither: normalisation by a cohort of others.

import type { TrackScores } from './fusion.ts'

export const NORMS = ['Z', 'T', 'S', 'adaptive S'] as const
export type Norm = (typeof NORMS)[number]

/** Of a cohort, so many who are most alike make the adaptive norm. */
const NEAREST = 50

/**
 * Z: by what the cohort scores with the person (Reynolds 1997); T: by what the track scores with the cohort (Auckenthaler
 * et al. 2000); S: the mean of both (Shum et al. 2010); adaptive S: both of the nearest of the cohort only (Matějka et al. 2017).
 */
export function normalised(norm: Norm, score: (track: TrackScores) => readonly number[]): (track: TrackScores) => number[] {
  const spreadOf = norm === 'adaptive S' ? spreadOfNearest : spread
  // Statistics of the people enrolled are the same for all tracks of a draw.
  const remembered = new WeakMap<object, readonly Spread[]>()
  return track => {
    const { cohort } = track
    if (!cohort) return [...score(track)]
    const ofPeople = remembered.get(cohort.people) ?? cohort.people.map(spreadOf)
    remembered.set(cohort.people, ofPeople)
    const ofTrack = spreadOf(score({ ...track, similarity: cohort.similarity.map(frames => [frames]) }))
    return score(track).map((value, p) => {
      const [z, t] = [standard(value, ofPeople[p]!), standard(value, ofTrack)]
      return norm === 'Z' ? z : norm === 'T' ? t : (z + t) / 2
    })
  }
}

interface Spread {
  readonly mean: number
  readonly sd: number
}

const standard = (value: number, { mean, sd }: Spread): number => (value - mean) / sd

function spread(of: ArrayLike<number>): Spread {
  let [sum, squares] = [0, 0]
  for (const value of Array.from(of)) {
    sum += value
    squares += value ** 2
  }
  const mean = sum / of.length
  return { mean, sd: Math.sqrt(Math.max(1e-9, squares / of.length - mean ** 2)) }
}

const spreadOfNearest = (of: ArrayLike<number>): Spread =>
  spread(
    Array.from(of)
      .sort((a, b) => b - a)
      .slice(0, NEAREST),
  )
