// Presentation attack detection as plots: the trade-off of each network, and where liveness lies.

import type { LivenessThresholds } from '../core/liveness.ts'
import { speciesOf, tradeOff, type Answered } from './pad.ts'
import type { Plot } from './report/evaluation.ts'

export function againstPlot(
  all: readonly { readonly network: string; readonly kind: string; readonly answered: readonly Answered[] }[],
): Plot {
  return {
    title: 'Attacks let through against people turned away',
    x: { label: 'APCER, all species', scale: 'probit' },
    y: { label: 'BPCER', scale: 'probit' },
    series: all.map(({ network, kind, answered }) => ({
      name: `${network}, ${kind} attacks`,
      drawn: 'line',
      points: tradeOff(answered).map(p => [p.apcer, p.bpcer] as const),
    })),
    note: 'At every threshold, all subjects.',
  }
}

const BARS = 25

export function livenessPlot(answered: readonly Answered[], { attackBelow, bonaFideFrom }: Partial<LivenessThresholds>): Plot {
  const bars = (of: readonly Answered[]) => {
    const counts = new Array<number>(BARS).fill(0)
    for (const { liveness } of of) counts[Math.min(BARS - 1, Math.floor(liveness * BARS))]!++
    return counts.map((count, i) => [(i + 0.5) / BARS, count / Math.max(1, of.length)] as const)
  }
  const mark = (x: number | undefined, label: string) => (x === undefined ? [] : [{ x, label }])
  return {
    title: 'Liveness',
    x: { label: 'liveness', scale: 'linear', from: 0, to: 1 },
    y: { label: 'share of presentations', scale: 'linear', from: 0 },
    series: [
      { name: 'bona fide', drawn: 'bars', points: bars(answered.filter(a => !a.isAttack)) },
      ...speciesOf(answered).map(s => ({
        name: s,
        drawn: 'bars' as const,
        points: bars(answered.filter(a => a.isAttack && a.species === s)),
      })),
    ],
    marks: [...mark(attackBelow, 'attack below'), ...mark(bonaFideFrom, 'bona fide from')],
  }
}
