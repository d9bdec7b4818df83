// One-to-one comparison measured: accuracy by fold, and the false non-match rate at a false match rate.

import { clopperPearson, type Interval } from './intervals.ts'

/** A pair compared. An image without a face gives similarity -1: it is accepted by no threshold. */
export interface Comparison {
  /** Cosine. */
  readonly similarity: number
  readonly same: boolean
}

/** Share of comparisons that are right when `>= threshold` means the same person. */
export const accuracyAt = (comparisons: readonly Comparison[], threshold: number): number =>
  comparisons.filter(c => c.similarity >= threshold === c.same).length / comparisons.length

/** The threshold with the highest accuracy, in the middle of the gap it lies in. */
export function bestThreshold(comparisons: readonly Comparison[]): number {
  const sorted = [...comparisons].sort((x, y) => y.similarity - x.similarity)
  // Going down, each comparison becomes accepted: one more right if the same person, one less if not.
  let right = sorted.filter(c => !c.same).length
  let best = { right, threshold: (sorted[0]?.similarity ?? 0) + SMALLEST_STEP }
  for (const [i, { similarity, same }] of sorted.entries()) {
    right += same ? 1 : -1
    const next = sorted[i + 1]?.similarity
    if (right > best.right && next !== similarity) best = { right, threshold: (similarity + (next ?? -1)) / 2 }
  }
  return best.threshold
}

export interface FoldedAccuracy {
  readonly byFold: readonly { readonly accuracy: number; readonly threshold: number }[]
  readonly mean: number
  /** Of the folds' accuracies, n - 1. */
  readonly sd: number
  /** 95 % Clopper–Pearson over all pairs. */
  readonly interval: Interval
}

/** Each fold at the threshold that is best on all other folds (Huang et al. 2007, LFW View 2). */
export function crossValidate(folds: readonly (readonly Comparison[])[]): FoldedAccuracy {
  const byFold = folds.map((fold, i) => {
    const threshold = bestThreshold(folds.filter((_, other) => other !== i).flat())
    return { accuracy: accuracyAt(fold, threshold), threshold }
  })
  const mean = byFold.reduce((sum, f) => sum + f.accuracy, 0) / byFold.length
  const variance = byFold.reduce((sum, f) => sum + (f.accuracy - mean) ** 2, 0) / Math.max(1, byFold.length - 1)
  const right = byFold.reduce((sum, { accuracy }, i) => sum + Math.round(accuracy * folds[i]!.length), 0)
  const interval = clopperPearson(right, folds.reduce((sum, fold) => sum + fold.length, 0)) // prettier-ignore
  return { byFold, mean, sd: Math.sqrt(variance), interval }
}

/** Cosines are not known more finely than this. */
export const SMALLEST_STEP = 1e-6

/** Sorted, highest first. */
export interface Scores {
  readonly genuine: Float32Array
  readonly impostor: Float32Array
}

export function toScores(comparisons: readonly Comparison[]): Scores {
  const of = (same: boolean) =>
    Float32Array.from(comparisons.filter(c => c.same === same).map(c => c.similarity)).sort().reverse() // prettier-ignore
  return { genuine: of(true), impostor: of(false) }
}

/** How many of those sorted highest first are at least `threshold`. */
export function countFrom(sorted: Float32Array, threshold: number): number {
  let [low, high] = [0, sorted.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (sorted[middle]! >= threshold) low = middle + 1
    else high = middle
  }
  return low
}

/** The lowest threshold that lets at most this share of impostors pass; undefined where not one of them would be allowed. */
export function thresholdFor(impostor: Float32Array, falseMatchRate: number): number | undefined {
  // The first impostor that must stay below; everything above it may pass. 0.001 × 3000 is less than 3 to a computer.
  const allowed = Math.floor(falseMatchRate * impostor.length + 1e-9)
  if (allowed < 1) return undefined
  return (impostor[allowed] ?? -1) + SMALLEST_STEP
}

export interface RatePoint {
  readonly threshold: number
  readonly falseMatches: number
  readonly falseNonMatches: number
  readonly falseMatchRate: number
  readonly falseNonMatchRate: number
  /** 95 % Clopper–Pearson of the false non-match rate, as if the threshold had been known before. */
  readonly interval: Interval
}

export function ratesAt({ genuine, impostor }: Scores, threshold: number): RatePoint {
  const falseMatches = countFrom(impostor, threshold)
  const falseNonMatches = genuine.length - countFrom(genuine, threshold)
  return {
    threshold,
    falseMatches,
    falseNonMatches,
    falseMatchRate: falseMatches / impostor.length,
    falseNonMatchRate: falseNonMatches / genuine.length,
    interval: clopperPearson(falseNonMatches, genuine.length),
  }
}

/** The error trade-off: false match rate → false non-match rate, at so many steps evenly apart on a logarithmic scale. */
export function tradeOff({ genuine, impostor }: Scores, steps = 120): (readonly [fmr: number, fnmr: number])[] {
  if (genuine.length === 0) return []
  const counts = new Set<number>()
  for (let k = 0; k < steps; k++) counts.add(Math.round(impostor.length ** (k / (steps - 1))))
  return [...counts]
    .filter(count => count <= impostor.length)
    .map(count => {
      const threshold = (impostor[count] ?? -1) + SMALLEST_STEP
      return [count / impostor.length, 1 - countFrom(genuine, threshold) / genuine.length]
    })
}
