// How well visits were put together to visitors: B-cubed precision and recall, purity, visitors a person; of labels alone.

/** One item: whom it truly shows, and with whom it was put. Undefined: with nobody. */
export interface Clustered {
  readonly truth: string
  readonly cluster: string | undefined
}

/** Of one item: of those it was put with, itself included, how many show the same; of those that show the same, how many it was put with. */
export interface ItemScore {
  readonly precision: number
  readonly recall: number
}

/**
 * B-cubed (Bagga & Baldwin 1998), item by item, in their order; an item put with nobody is a cluster of its own.
 * Scores are to be averaged over the items that are asked about.
 */
export function bCubed(items: readonly Clustered[]): ItemScore[] {
  const labelled = items.map(({ truth, cluster }, i) => ({
    truth,
    cluster: cluster === undefined ? `alone ${i}` : `with ${cluster}`,
  }))
  const truths = countBy(labelled, item => item.truth)
  const clusters = countBy(labelled, item => item.cluster)
  const both = countBy(labelled, bothOf)
  return labelled.map(item => {
    const same = both.get(bothOf(item))!
    return { precision: same / clusters.get(item.cluster)!, recall: same / truths.get(item.truth)! }
  })
}

/** Harmonic mean of the two; NaN where both are 0. */
export const fMeasure = (precision: number, recall: number): number => (2 * precision * recall) / (precision + recall)

/** Share of the clustered items that show whom most of their cluster show; 1 when nothing is clustered. */
export function purity(items: readonly Clustered[]): number {
  const most = new Map<string, number>()
  const clustered = items.filter(({ cluster }) => cluster !== undefined)
  const both = new Map<string, number>()
  for (const { truth, cluster } of clustered) {
    const key = `${truth}\n${cluster}`
    both.set(key, (both.get(key) ?? 0) + 1)
    most.set(cluster!, Math.max(most.get(cluster!) ?? 0, both.get(key)!))
  }
  return clustered.length === 0 ? 1 : [...most.values()].reduce((sum, count) => sum + count, 0) / clustered.length
}

/** How many clusters there are for each truth that is in any: 1 is right, more means that some were torn apart. */
export function clustersPerTruth(items: readonly Clustered[]): number {
  const clustered = items.filter(({ cluster }) => cluster !== undefined)
  return new Set(clustered.map(({ cluster }) => cluster)).size / new Set(clustered.map(({ truth }) => truth)).size
}

const bothOf = ({ truth, cluster }: { readonly truth: string; readonly cluster: string }): string => `${cluster}\n${truth}`

function countBy<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, number> {
  const counts = new Map<string, number>()
  for (const item of items) counts.set(keyOf(item), (counts.get(keyOf(item)) ?? 0) + 1)
  return counts
}
