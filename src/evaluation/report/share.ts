// Counted shares as figures and as words, always with how many were counted and the exact interval.

import { clopperPearson } from '../intervals.ts'
import type { Figure } from './evaluation.ts'

export interface Share {
  readonly count: number
  readonly of: number
}

export const countOf = <T>(items: readonly T[], which: (item: T) => boolean): Share => ({
  count: items.filter(which).length,
  of: items.length,
})

/** Clopper–Pearson; a share of nothing has no value. */
export function shareFigure(metric: string, { count, of }: Share, pack: string, settings: Figure['settings'] = {}): Figure {
  if (of === 0) return { metric, value: null, low: null, high: null, n: 0, pack, settings }
  return { metric, value: count / of, ...clopperPearson(count, of), n: of, pack, settings }
}

/** `17.5 % (10.1 to 27.3)`; `–` for a share of nothing. */
export function shareWords({ count, of }: Share): string {
  if (of === 0) return '–'
  const { low, high } = clopperPearson(count, of)
  return `${percent(count / of)} % (${percent(low)} to ${percent(high)})`
}

export const percent = (share: number): string => (100 * share).toFixed(1)
