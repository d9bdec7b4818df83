// What an embedder in whole numbers costs: the same photos compared as floats, as whole numbers, and one with the other, at the same thresholds.

import { dot } from '../core/template.ts'
import type { Template } from '../core/types.ts'

/** One photo, embedded twice. */
export interface TwiceEmbedded {
  readonly person: string
  readonly float: Template
  readonly int8: Template
}

/** `mixed`: a new photo as whole numbers against one enrolled as floats. */
type Counts = Readonly<Record<Kind, number>>
type Kind = 'float' | 'int8' | 'mixed'

export interface PrecisionLoss {
  readonly photos: number
  readonly people: number
  /** Pairs of one person, and of two. */
  readonly genuine: number
  readonly impostors: number
  /** Between the two templates of a photo. */
  readonly cosine: { readonly median: number; readonly least: number }
  readonly points: readonly {
    readonly falseMatchRate: number
    /** Where floats have this rate, here or by the pack's calibration. */
    readonly threshold: number
    readonly missed: Counts
    readonly falseMatches: Counts
  }[]
}

const RATES = [1e-2, 1e-3, 1e-4, 1e-5] as const
/** Fewer false matches are not judged: one more or less would decide. */
const MIN_FALSE_MATCHES = 100
/** Fewer pairs of one person cannot tell a tenth of a point. */
const MIN_GENUINE = 1000
/** Issue 8: within 0.1 points. */
const MOST_LOST = 0.001
/** False matches are counted at the thresholds in use, so there may hardly be more of them. */
const MOST_FALSE_MATCHES = 1.1

/**
 * Every photo with every other.
 * @param calibrated the pack's thresholds: where false matches are too few to be counted, misses are counted at them, because that is where thresholds in use may lie
 */
export function comparePrecisions(
  photos: readonly TwiceEmbedded[],
  calibrated: readonly { readonly falseMatchRate: number; readonly threshold: number }[] = [],
): PrecisionLoss {
  const genuine: Record<Kind, number[]> = { float: [], int8: [], mixed: [] }
  const impostors: Record<Kind, number[]> = { float: [], int8: [], mixed: [] }
  for (const [i, a] of photos.entries())
    for (const b of photos.slice(i + 1)) {
      const scores = a.person === b.person ? genuine : impostors
      scores.float.push(dot(a.float.vector, b.float.vector))
      scores.int8.push(dot(a.int8.vector, b.int8.vector))
      scores.mixed.push(dot(a.int8.vector, b.float.vector))
    }
  const strictest = Float64Array.from(impostors.float).sort().reverse()
  const cosines = photos.map(({ float, int8 }) => dot(float.vector, int8.vector)).sort((a, b) => a - b)
  const thresholdAt = (rate: number) =>
    rate * strictest.length >= MIN_FALSE_MATCHES
      ? strictest[Math.floor(rate * strictest.length) - 1]
      : calibrated.find(({ falseMatchRate }) => falseMatchRate === rate)?.threshold
  return {
    photos: photos.length,
    people: new Set(photos.map(({ person }) => person)).size,
    genuine: genuine.float.length,
    impostors: strictest.length,
    cosine: { median: cosines[cosines.length >> 1] ?? 0, least: cosines[0] ?? 0 },
    points: RATES.flatMap(falseMatchRate => {
      const threshold = thresholdAt(falseMatchRate)
      if (threshold === undefined) return []
      const counted = (of: (kind: Kind) => number): Counts => ({ float: of('float'), int8: of('int8'), mixed: of('mixed') })
      return [
        {
          falseMatchRate,
          threshold,
          missed: counted(kind => countOf(genuine[kind], score => score < threshold)),
          falseMatches: counted(kind => countOf(impostors[kind], score => score >= threshold)),
        },
      ]
    }),
  }
}

/** Why whole numbers are not as good as floats; undefined where they are, within a tenth of a point at every rate that could be judged. */
export function lossOf({ genuine, points }: PrecisionLoss): string | undefined {
  if (genuine < MIN_GENUINE || points.length === 0)
    return `${genuine} pairs of one person and ${points.length} judged rates of false matches are too few to tell a tenth of a point; ${MIN_GENUINE} pairs and 10,000 of two people are needed`
  for (const { falseMatchRate, missed, falseMatches } of points)
    for (const kind of ['int8', 'mixed'] as const) {
      const where = `at 1 false match in ${Math.round(1 / falseMatchRate).toLocaleString('en')}, ${kind === 'int8' ? 'both photos as whole numbers' : 'one as floats'},`
      const lost = (missed[kind] - missed.float) / genuine
      if (lost > MOST_LOST) return `${where} ${(100 * lost).toFixed(2)} points more are missed (${100 * MOST_LOST} may be)`
      if (falseMatches.float >= MIN_FALSE_MATCHES && falseMatches[kind] > MOST_FALSE_MATCHES * falseMatches.float)
        return `${where} there are ${falseMatches[kind]} false matches instead of ${falseMatches.float}`
    }
  return undefined
}

function countOf(scores: readonly number[], isCounted: (score: number) => boolean): number {
  let count = 0
  for (const score of scores) if (isCounted(score)) count++
  return count
}
