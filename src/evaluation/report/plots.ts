// The plots several kinds of measurement share: histograms of similarities and error trade-offs.

import type { Plot, Series } from './evaluation.ts'

const BIN = 0.02

/** Shares of the values in bins of 0.02, in per cent. */
export function similarityBars(name: string, similarities: Iterable<number>): Series {
  const bins = new Map<number, number>()
  let all = 0
  for (const similarity of similarities) {
    const bin = Math.floor(similarity / BIN + 1e-9)
    bins.set(bin, (bins.get(bin) ?? 0) + 1)
    all++
  }
  const points = [...bins].sort(([a], [b]) => a - b).map(([bin, n]) => [(bin + 0.5) * BIN, (100 * n) / all] as const)
  return { name: `${name} (${all.toLocaleString('en-US')})`, drawn: 'bars', points }
}

export const similarityPlot = (title: string, series: readonly Series[], marks: Plot['marks'] = [], note?: string): Plot => ({
  title,
  x: { label: 'similarity (cosine)', scale: 'linear' },
  y: { label: 'share of each kind, %', scale: 'linear', from: 0 },
  series: series.filter(({ points }) => points.length > 0),
  marks,
  ...(note !== undefined && { note }),
})

export interface TradeOff {
  readonly name: string
  /** Shares of the two kinds of error. */
  readonly points: readonly (readonly [accepted: number, rejected: number])[]
}

/** Detection error trade-off (Martin et al. 1997): both errors on scales of normal deviates, lower left is better. */
export function detPlot(title: string, labels: readonly [x: string, y: string], curves: readonly TradeOff[]): Plot {
  return {
    title,
    x: { label: labels[0], scale: 'probit' },
    y: { label: labels[1], scale: 'probit' },
    series: lines(curves, points => points.filter(([x, y]) => x > 0 && x < 1 && y > 0 && y < 1)),
    note: 'Both axes show equal steps of a normal deviate. Lower and further left is better; where a curve ends there are no more errors to count.',
  }
}

/** Receiver operating characteristic: what is found over what is wrongly found. */
export function rocPlot(title: string, labels: readonly [x: string, y: string], curves: readonly TradeOff[]): Plot {
  return {
    title,
    x: { label: labels[0], scale: 'log' },
    y: { label: labels[1], scale: 'linear' },
    series: lines(curves, points => points.filter(([x]) => x > 0).map(([x, y]) => [x, 1 - y])),
    note: 'Higher and further left is better.',
  }
}

const lines = (curves: readonly TradeOff[], change: (points: TradeOff['points']) => TradeOff['points']): Series[] =>
  curves
    .map(({ name, points }): Series => ({ name, drawn: 'line', points: change(points) }))
    .filter(({ points }) => points.length > 1)
