// One-to-one comparison measured: accuracy by fold, and the true accept rate at a false match rate.

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
  let best = { right, threshold: (sorted[0]?.similarity ?? 0) + 1e-6 }
  for (const [i, { similarity, same }] of sorted.entries()) {
    right += same ? 1 : -1
    const next = sorted[i + 1]?.similarity ?? -1
    if (right > best.right && next < similarity) best = { right, threshold: (similarity + next) / 2 }
  }
  return best.threshold
}

export interface FoldedAccuracy {
  readonly byFold: readonly { readonly accuracy: number; readonly threshold: number }[]
  readonly mean: number
  /** Of the folds' accuracies, n - 1. */
  readonly sd: number
}

/** Each fold at the threshold that is best on all other folds (Huang et al. 2007, LFW View 2). */
export function crossValidate(folds: readonly (readonly Comparison[])[]): FoldedAccuracy {
  const byFold = folds.map((fold, i) => {
    const threshold = bestThreshold(folds.filter((_, other) => other !== i).flat())
    return { accuracy: accuracyAt(fold, threshold), threshold }
  })
  const mean = byFold.reduce((sum, f) => sum + f.accuracy, 0) / byFold.length
  const variance = byFold.reduce((sum, f) => sum + (f.accuracy - mean) ** 2, 0) / Math.max(1, byFold.length - 1)
  return { byFold, mean, sd: Math.sqrt(variance) }
}

export interface RatePoint {
  /** The lowest that keeps the false match rate. */
  readonly threshold: number
  readonly falseMatchRate: number
  readonly trueAcceptRate: number
  /** 95 % Clopper–Pearson of the true accept rate. */
  readonly interval: Interval
  readonly genuine: number
  readonly impostor: number
}

/** The most same-person pairs that can be accepted with at most this share of different people accepted. */
export function atFalseMatchRate(comparisons: readonly Comparison[], falseMatchRate: number): RatePoint {
  const impostor = comparisons.filter(c => !c.same).map(c => c.similarity)
  const genuine = comparisons.filter(c => c.same).map(c => c.similarity)
  const highest = impostor.sort((x, y) => y - x)
  // The first impostor that must stay below; everything above it may pass.
  const allowed = Math.floor(falseMatchRate * impostor.length + 1e-9)
  const below = highest[allowed] ?? -1
  const reachable = comparisons.map(c => c.similarity).filter(s => s > below)
  const threshold = reachable.reduce((low, s) => Math.min(low, s), Infinity)
  const accepted = genuine.filter(s => s >= threshold).length
  return {
    threshold,
    falseMatchRate: impostor.filter(s => s >= threshold).length / impostor.length,
    trueAcceptRate: accepted / genuine.length,
    interval: clopperPearson(accepted, genuine.length),
    genuine: genuine.length,
    impostor: impostor.length,
  }
}
