// What a measurement of presentation attack detection says: rates by species at a threshold fixed beforehand, and the whole trade-off.

import {
  answeredOf,
  errorRates,
  halves,
  separation,
  speciesOf,
  thresholdAtBpcer,
  tradeOff,
  type Answered,
  type Assessed,
  type Unanswered,
} from './pad.ts'
import { RostroError } from '../core/errors.ts'
import type { Figure, Measured, Plot, Table } from './report/evaluation.ts'
import { countOf, percent, shareFigure, shareWords, type Share } from './report/share.ts'

export interface PadMeasured {
  readonly pack: string
  /** The list's name. */
  readonly list: string
  readonly assessed: readonly Assessed[]
  /** Fixed beforehand; without one it is chosen on half of the subjects. */
  readonly threshold?: number | undefined
  /** Bona fide presentations that may be turned away when the threshold is chosen, 0–1. */
  readonly bpcer: number
  readonly seed: number
  readonly leftOut: Measured['leftOut']
}

/** @throws RostroError usage_invalid when there are too few subjects to choose a threshold by */
export function measurePad({ pack, list, assessed, bpcer: wanted, seed, leftOut, ...given }: PadMeasured): Measured {
  const answered = answeredOf(assessed)
  const { threshold, reported, chosen } =
    given.threshold === undefined
      ? choose(answered, wanted, seed)
      : { threshold: given.threshold, reported: answered, chosen: undefined }
  const { apcer, bpcer } = errorRates(reported, threshold)
  const { auc, eer, aucInterval, eerInterval } = separation(answered, seed)
  const species = speciesOf(assessed)
  const [attacks, bonaFide] = [assessed.filter(a => a.isAttack), assessed.filter(a => !a.isAttack)]
  const unanswered = (of: readonly Assessed[]): Share => countOf(of, a => 'unanswered' in a.answer)
  const worst = apcer[0] ?? { species: '-', count: 0, of: 0 }
  const subjects = new Set(assessed.map(a => a.subject)).size

  const at = {
    threshold: Number(threshold.toFixed(6)),
    threshold_chosen: chosen ? `at BPCER ${wanted} on other subjects` : 'before',
  }
  const figures: Figure[] = [
    ...apcer.map(share => shareFigure('APCER', share, pack, { ...at, species: share.species })),
    shareFigure('APCER, worst species', worst, pack, { ...at, species: worst.species }),
    shareFigure('BPCER', bpcer, pack, at),
    ...species.map(s => shareFigure('APNRR', unanswered(attacks.filter(a => a.species === s)), pack, { species: s })),
    shareFigure('BPNRR', unanswered(bonaFide), pack),
    separationFigure('AUC', auc, aucInterval),
    separationFigure('EER', eer, eerInterval),
  ]
  function separationFigure(metric: string, value: number, interval?: { low: number; high: number }): Figure {
    const { low, high } = interval ?? { low: null, high: null }
    return { metric, value: Number.isNaN(value) ? null : value, low, high, n: answered.length, pack, settings: {} }
  }

  const rates: Table = {
    title: 'At the threshold',
    head: ['rate', 'of', 'wrong', '95 % interval', 'n'],
    rows: [...apcer.map(s => ['APCER', s.species, ...rateCells(s)]), ['BPCER', 'bona fide', ...rateCells(bpcer)]],
    note: 'APCER: attacks that pass as bona fide. BPCER: bona fide presentations taken for attacks. Clopper–Pearson.',
  }
  const nonResponse: Table = {
    title: 'Without an answer',
    head: ['of', 'presentations', ...REASONS.map(([, words]) => words)],
    rows: [
      ...species.map(s => [s, ...reasonCells(attacks.filter(a => a.species === s))]),
      ['bona fide', ...reasonCells(bonaFide)],
    ],
    note: 'Neither passed nor refused, and not in the rates above (APNRR and BPNRR of ISO/IEC 30107-3).',
  }
  return {
    kind: 'pad',
    title: 'Presentation attack detection',
    on: {
      list,
      presentations: assessed.length,
      bonaFide: bonaFide.length,
      attacks: attacks.length,
      subjects,
      species: species.join(', '),
    },
    summary: [
      `At the threshold ${threshold.toPrecision(3)} (${chosen ?? 'fixed beforehand'}), of the worst species, ${worst.species}, ${shareWords(worst)} of ${worst.of} attacks pass; ${shareWords(bpcer)} of ${bpcer.of} bona fide presentations are turned away.`,
      `Over all thresholds: AUC ${auc.toFixed(3)}${intervalWords(aucInterval, 3)}, equal error rate ${percent(eer)} %${eerInterval ? ` (${percent(eerInterval.low)} to ${percent(eerInterval.high)})` : ''}, ${answered.length} presentations of ${subjects} subjects.`,
      `Attacks in this list: ${species.map(s => `${s} (${attacks.filter(a => a.species === s).length})`).join(', ')}. Nothing is said about any other.`,
    ],
    figures,
    tables: [rates, nonResponse],
    plots: [detPlot(answered, threshold), histogram(answered, species, threshold)],
    pairs: [],
    leftOut,
    notCovered: [
      `Attacks of other species than ${species.join(', ')}, other cameras, and other light than in these photos.`,
      'Presentations of one subject resemble one another; the exact intervals of APCER and BPCER take each for a trial of its own and are therefore too narrow.',
      'Single images: whether the face that passes is also recognised (RIAPAR), and what a challenge or a moving picture would add.',
    ],
  }
}

const REASONS: readonly (readonly [Unanswered, string])[] = [
  ['no_face', 'no face found'],
  ['cut_off', 'too little around it'],
  ['too_small', 'too few pixels'],
]

const reasonCells = (of: readonly Assessed[]): number[] => [
  of.length,
  ...REASONS.map(([reason]) => countOf(of, a => 'unanswered' in a.answer && a.answer.unanswered === reason).count),
]

const rateCells = (share: Share): (string | number)[] => {
  const [value, interval] = shareWords(share).split(' (')
  return [value ?? '–', interval?.replace(')', '') ?? '–', share.of]
}

const intervalWords = (interval: { low: number; high: number } | undefined, digits: number): string =>
  interval ? ` (${interval.low.toFixed(digits)} to ${interval.high.toFixed(digits)})` : ''

function choose(answered: readonly Answered[], bpcer: number, seed: number) {
  const { chosenBy, reportedOn } = halves(answered, seed)
  const [choosing, reported] = [chosenBy, reportedOn].map(subjects => answered.filter(a => subjects.has(a.subject)))
  if (!choosing || !reported || [choosing, reported].some(of => of.every(a => a.isAttack) || of.every(a => !a.isAttack))) {
    throw new RostroError(
      'usage_invalid',
      'There are too few subjects with an answer to choose a threshold by half of them; give one with --threshold.',
    )
  }
  const chosen = `chosen for a BPCER of ${percent(bpcer)} % on ${choosing.length} presentations of ${chosenBy.size} other subjects`
  return { threshold: thresholdAtBpcer(choosing, bpcer), reported, chosen }
}

function detPlot(answered: readonly Answered[], threshold: number): Plot {
  const points = tradeOff(answered)
  const here = points.findLast(p => p.threshold <= threshold)
  return {
    title: 'Attacks let through against people turned away',
    x: { label: 'APCER, all species', scale: 'probit' },
    y: { label: 'BPCER', scale: 'probit' },
    series: [
      { name: 'every threshold', drawn: 'line', points: points.map(p => [p.apcer, p.bpcer]) },
      { name: 'the threshold', drawn: 'dots', points: here ? [[here.apcer, here.bpcer]] : [] },
    ],
    note: 'All subjects, those the threshold was chosen by among them.',
  }
}

const BARS = 25

function histogram(answered: readonly Answered[], species: readonly string[], threshold: number): Plot {
  const bars = (of: readonly Answered[]) => {
    const counts = Array.from({ length: BARS }, () => 0)
    for (const { liveness } of of) counts[Math.min(BARS - 1, Math.floor(liveness * BARS))]!++
    return counts.map((count, i) => [(i + 0.5) / BARS, count / Math.max(1, of.length)] as const)
  }
  return {
    title: 'Liveness',
    x: { label: 'liveness', scale: 'linear', from: 0, to: 1 },
    y: { label: 'share of presentations', scale: 'linear', from: 0 },
    series: [
      { name: 'bona fide', drawn: 'bars', points: bars(answered.filter(a => !a.isAttack)) },
      ...species.map(s => ({
        name: s,
        drawn: 'bars' as const,
        points: bars(answered.filter(a => a.isAttack && a.species === s)),
      })),
    ],
    marks: [{ x: threshold, label: 'threshold' }],
  }
}
