// Figures of a synthetic door: B-cubed, false visitors, who waits; of what passed and what was kept.

import type { Estimate } from '../../src/core/types.ts'
import { bootstrap, shareOf } from '../../src/evaluation/bootstrap.ts'
import { bCubed, fMeasure } from '../../src/evaluation/clusters.ts'
import type { VisitorLimits } from '../../src/recognition/visitors.ts'
import { keep, type Kept } from './door-keeper.ts'
import type { Passing } from './stream.ts'

export type Limits = (visitors: number) => VisitorLimits

/** One draw: what passed, and what was kept of it. */
export interface Run {
  readonly stream: readonly Passing[]
  readonly kept: readonly Kept[]
  /** Visits that founded a visitor, also those that were given a name later. */
  readonly founders: ReadonlySet<string>
  readonly repairs: Readonly<Record<'merge' | 'split' | 'join', number>>
}

export const run = (stream: readonly Passing[], limits: Limits): Run => ({ stream, ...keep(stream, limits) })

/** B-cubed of strangers who come again; whoever else is in their visitor counts against it. */
export interface Scored {
  readonly person: string
  readonly precision: number
  readonly recall: number
}

export function scored(
  runs: readonly Run[],
  options: { readonly waiting: boolean; readonly kinds: readonly Passing['kind'][] },
): Scored[] {
  return runs.flatMap(({ kept }) => {
    const counted = kept.filter(({ visitorId }) => options.waiting || visitorId !== undefined)
    const scores = bCubed(counted.map(toItem))
    return counted.flatMap(({ passing: { person, kind } }, i) =>
      options.kinds.includes(kind) ? [{ person, ...scores[i]! }] : [],
    )
  })
}

export const toItem = ({ passing, visitorId }: Kept) => ({ truth: passing.person, cluster: visitorId })

/** Precision, recall and F, with intervals by drawing people anew. */
export function figuresOf(scores: readonly Scored[]): readonly Estimate[] {
  const people = [...new Set(scores.map(({ person }) => person))]
  const place = new Map(people.map((person, i) => [person, i]))
  const figures = (weights: ArrayLike<number>) => {
    let [precision, recall, all] = [0, 0, 0]
    for (const score of scores) {
      const weight = weights[place.get(score.person)!]!
      precision += weight * score.precision
      recall += weight * score.recall
      all += weight
    }
    return [precision / all, recall / all, fMeasure(precision / all, recall / all)]
  }
  const intervals = bootstrap([people.length], figures)
  return figures(new Uint16Array(people.length).fill(1)).map((value, i) => ({ value, low: value, high: value, ...intervals[i] }))
}

export function falseVisitors(runs: readonly Run[], kind: Passing['kind']) {
  const people = new Map<string, { hits: number; trials: number }>()
  for (const { stream, founders } of runs) {
    for (const passing of stream) {
      if (passing.kind !== kind) continue
      const { hits, trials } = people.get(passing.person) ?? { hits: 0, trials: 0 }
      people.set(passing.person, { hits: hits + Number(founders.has(passing.visitId)), trials: trials + 1 })
    }
  }
  const share = shareOf([...people.values()])!
  const count = [...people.values()].reduce((sum, { hits }) => sum + hits, 0)
  return { ...share, count }
}

export function waiting(runs: readonly Run[], kind: Passing['kind']): number {
  const of = runs.flatMap(({ kept }) => kept.filter(({ passing }) => passing.kind === kind))
  return of.filter(({ visitorId }) => visitorId === undefined).length / of.length
}
