// Intervals of figures whose trials are not independent: people are drawn anew, with everything they contribute.

import { createRandom } from '../core/random.ts'
import type { Estimate } from '../core/types.ts'
import { clopperPearson, type Interval } from './intervals.ts'

/** Of one group: how often each of its people was drawn, 0, 1, 2 … */
export type Weights = Uint16Array

export interface BootstrapOptions {
  readonly rounds?: number | undefined
  readonly seed?: number | undefined
}

const ROUNDS = 400

/**
 * 95 % percentile intervals (Efron 1979) of several figures at once. People of each group are drawn with replacement, groups
 * independently of each other. Rounds in which a figure cannot be computed (NaN) are left out of its interval.
 * @param groups how many people each has
 * @param figures the figures under these weights, always as many
 */
export function bootstrap(
  groups: readonly number[],
  figures: (...weights: Weights[]) => readonly number[],
  { rounds = ROUNDS, seed = 1 }: BootstrapOptions = {},
): (Interval | undefined)[] {
  const random = createRandom(seed)
  const results = Array.from({ length: rounds }, () => figures(...groups.map(people => drawWeights(people, random))))
  return (results[0] ?? []).map((_, k) => percentiles(results.map(result => result[k]!).filter(value => !Number.isNaN(value))))
}

function drawWeights(people: number, random: () => number): Weights {
  const weights = new Uint16Array(people)
  for (let i = 0; i < people; i++) weights[Math.floor(random() * people)]!++
  return weights
}

function percentiles(values: readonly number[]): Interval | undefined {
  if (values.length === 0) return undefined
  const sorted = [...values].sort((a, b) => a - b)
  const at = (share: number) => sorted[Math.round(share * (sorted.length - 1))]!
  return { low: at(0.025), high: at(0.975) }
}

/** What one person contributes to a share. */
export interface Cluster {
  readonly hits: number
  readonly trials: number
}

/** A share with how many trials it stands on; undefined where there were none. */
export type CountedShare = Estimate & { readonly n: number }

/**
 * A share over trials of which each person has several: the wider of the bootstrap over people and of Clopper & Pearson over
 * trials. Where all trials came out alike the bootstrap knows nothing, and each person counts as one trial.
 */
export function shareOf(clusters: readonly Cluster[], options?: BootstrapOptions): CountedShare | undefined {
  const counted = clusters.filter(({ trials }) => trials > 0)
  const share = (weights?: Weights) => {
    let [hits, trials] = [0, 0]
    for (const [i, cluster] of counted.entries()) {
      hits += (weights?.[i] ?? 1) * cluster.hits
      trials += (weights?.[i] ?? 1) * cluster.trials
    }
    return { hits, trials }
  }
  const { hits, trials } = share()
  if (trials === 0) return undefined
  const [drawn] = bootstrap([counted.length], weights => [ratio(share(weights))], options)
  return { ...widest(hits / trials, { hits, trials }, counted.length, drawn), n: trials }
}

const ratio = ({ hits, trials }: Cluster): number => hits / trials

/** A bootstrapped share's interval, never narrower than its trials would have were they independent. @param people with trials */
export function widest(value: number, { hits, trials }: Cluster, people: number, drawn: Interval | undefined): Estimate {
  if (hits === 0) return { value, ...clopperPearson(0, Math.max(1, people)) }
  if (hits === trials) return { value, ...clopperPearson(Math.max(1, people), Math.max(1, people)) }
  const exact = clopperPearson(hits, trials)
  return { value, low: Math.min(exact.low, drawn?.low ?? 1), high: Math.max(exact.high, drawn?.high ?? 0) }
}
