// What a verification measured, as figures, tables and plots.

import { tradeOffOf, type AllPairs, type AllPairsRate } from '../../evaluation/all-pairs.ts'
import { clopperPearson } from '../../evaluation/intervals.ts'
import type { Folds, ImagePair } from '../../evaluation/pairs.ts'
import type { Evaluation, Figure, PairToSee, Plot, Table } from '../../evaluation/report/evaluation.ts'
import { cosine, count, percent, percentEstimate, rate, withInterval } from '../../evaluation/report/numbers.ts'
import { detPlot, rocPlot, similarityBars, similarityPlot } from '../../evaluation/report/plots.ts'
import { tradeOff, type Comparison, type FoldedAccuracy, type RatePoint, type Scores } from '../../evaluation/verification.ts'
import type { Seen } from './look-at.ts'

export const FALSE_MATCH_RATES = [1e-2, 1e-3, 1e-4, 1e-5, 1e-6] as const

export interface ComparedPair extends Comparison, ImagePair {
  /** Both images have a face. */
  readonly seen: boolean
}

export interface Verified {
  readonly pack: string
  readonly compared: readonly ComparedPair[]
  readonly folds: Folds<ComparedPair>
  readonly accuracy: FoldedAccuracy
  readonly scores: Scores
  /** At each of FALSE_MATCH_RATES; undefined: too few pairs. */
  readonly points: readonly (RatePoint | undefined)[]
  readonly atPack: RatePoint
  readonly all:
    | {
        readonly photos: readonly { readonly image: string; readonly file: string }[]
        /** Images beyond what can be compared. */
        readonly left: number
        readonly pairs: AllPairs
        readonly rates: readonly AllPairsRate[]
      }
    | undefined
  readonly images: number
  readonly withoutFace: number
}

const TOO_FEW = 'too few pairs'

export function summaryOf({ accuracy, folds, compared, scores, points, all, images, withoutFace }: Verified): string[] {
  const chosen = all?.rates.find(r => r.falseMatchRate === 1e-4 && r.falseNonMatchRate)
  const point = points[1] ?? points[0]
  return [
    `Accuracy ${withInterval(accuracy.mean, accuracy.interval)}: ${count(compared.length)} pairs in ${folds.folds.length} folds.`,
    ...(point
      ? [
          `Where ${percent(point.falseMatchRate)} of pairs of two people pass, ${withInterval(point.falseNonMatchRate, point.interval)} of the ${count(scores.genuine.length)} pairs of one person do not.`,
        ]
      : []),
    ...(chosen?.falseNonMatchRate
      ? [
          `All images compared: where 1 of 10,000 pairs of two people passes, ${percentEstimate(chosen.falseNonMatchRate)} of pairs of one person do not.`,
        ]
      : []),
    `No face is found in ${count(withoutFace)} of ${count(images)} images (${withInterval(withoutFace / images, clopperPearson(withoutFace, images))}).`,
  ]
}

export function figuresOf(verified: Verified): Figure[] {
  const { pack, accuracy, folds, compared, scores, points, atPack, all, images, withoutFace } = verified
  const fnmr = (point: RatePoint, settings: Figure['settings']): Figure => ({
    metric: 'FNMR',
    value: point.falseNonMatchRate,
    ...point.interval,
    n: scores.genuine.length,
    pack,
    settings: { ...settings, threshold: point.threshold, pairs: 'listed' },
  })
  const fmr = (point: RatePoint): Figure => ({
    metric: 'FMR',
    value: point.falseMatchRate,
    ...clopperPearson(point.falseMatches, scores.impostor.length),
    n: scores.impostor.length,
    pack,
    settings: { threshold: point.threshold, pairs: 'listed' },
  })
  const unknown = { value: null, low: null, high: null, pack }
  return [
    {
      metric: 'accuracy',
      value: accuracy.mean,
      ...accuracy.interval,
      n: compared.length,
      pack,
      settings: { folds: folds.folds.length, foldsMade: folds.made, standardDeviation: accuracy.sd },
    },
    ...accuracy.byFold.map(({ accuracy: value, threshold }, i): Figure => {
      const n = folds.folds[i]!.length
      return {
        metric: 'accuracy',
        value,
        ...clopperPearson(Math.round(value * n), n),
        n,
        pack,
        settings: { fold: i + 1, threshold },
      }
    }),
    { metric: 'FTA', value: withoutFace / images, ...clopperPearson(withoutFace, images), n: images, pack, settings: {} },
    ...points.map((point, k): Figure => {
      const settings = { fmr: FALSE_MATCH_RATES[k]! }
      return point
        ? fnmr(point, settings)
        : { metric: 'FNMR', ...unknown, n: scores.genuine.length, settings: { ...settings, pairs: 'listed' } }
    }),
    fnmr(atPack, { at: 'threshold of the pack' }),
    fmr(atPack),
    ...(all?.rates ?? []).map(({ falseMatchRate, threshold, falseNonMatchRate }): Figure => ({
      metric: 'FNMR',
      ...(falseNonMatchRate ?? unknown),
      n: all!.pairs.genuine.similarity.length,
      pack,
      settings: { fmr: falseMatchRate, ...(threshold && { threshold: threshold.value }), pairs: 'all' },
    })),
  ]
}

export function tablesOf({ accuracy, folds, scores, points, atPack, all, withoutFace }: Verified): Table[] {
  return [
    {
      title: 'Accuracy by fold',
      head: ['fold', 'pairs', 'accuracy', 'threshold'],
      rows: [
        ...accuracy.byFold.map((f, i) => [i + 1, folds.folds[i]!.length, percent(f.accuracy), cosine(f.threshold)]),
        ['all', folds.folds.flat().length, `${percent(accuracy.mean)} ± ${(100 * accuracy.sd).toFixed(2)}`, ''],
      ],
      note: `Each fold is judged at the threshold that is best on the others. ${folds.made === 'listed' ? 'Folds are consecutive parts of the list.' : 'The list has no folds of equal make: its pairs were dealt out by turns, so that a person may be in several.'} ± is the standard deviation between folds.`,
    },
    {
      title: 'Pairs of the list: misses at a rate of false matches',
      head: ['FMR', 'threshold', 'FNMR (95 % interval)', 'misses', 'false matches'],
      rows: [
        ...points.map((point, k) => [
          rate(FALSE_MATCH_RATES[k]!),
          ...(point ? pointCells(point, scores) : [TOO_FEW, TOO_FEW, '', '']),
        ]),
        [
          withInterval(atPack.falseMatchRate, clopperPearson(atPack.falseMatches, scores.impostor.length)),
          ...pointCells(atPack, scores),
        ],
      ],
      note: `FMR: share of pairs of two people that pass. FNMR: share of pairs of one person that do not, Clopper–Pearson over pairs. ${withoutFace > 0 ? 'A pair with an image without a face never passes. ' : ''}The last row is the threshold the pack starts with: its FMR is measured, with its interval.`,
    },
    ...(all ? [allPairsTable(all)] : []),
  ]
}

const pointCells = (point: RatePoint, { genuine, impostor }: Scores): string[] => [
  cosine(point.threshold),
  withInterval(point.falseNonMatchRate, point.interval),
  `${count(point.falseNonMatches)} of ${count(genuine.length)}`,
  `${count(point.falseMatches)} of ${count(impostor.length)}`,
]

function allPairsTable({ pairs, rates }: NonNullable<Verified['all']>): Table {
  return {
    title: 'All images with each other: misses at a rate of false matches',
    head: ['FMR', 'threshold (95 % interval)', 'FNMR (95 % interval)'],
    rows: rates.map(({ falseMatchRate, threshold, falseNonMatchRate }) => [
      rate(falseMatchRate),
      threshold ? `${cosine(threshold.value)} (${cosine(threshold.low)} to ${cosine(threshold.high)})` : TOO_FEW,
      falseNonMatchRate ? percentEstimate(falseNonMatchRate) : TOO_FEW,
    ]),
    note: `${count(pairs.genuine.similarity.length)} pairs of one person and ${count(pairs.impostors)} of two, of ${count(pairs.people)} people. Pairs share people and are not independent: the intervals come from drawing people anew (bootstrap). Images without a face are left out here.`,
  }
}

export function plotsOf({ compared, scores, atPack, all, pack }: Verified): Plot[] {
  const curves = [
    { name: 'pairs of the list', points: tradeOff(scores) },
    ...(all ? [{ name: 'all images', points: tradeOffOf(all.pairs) }] : []),
  ]
  const seen = (same: boolean) => compared.filter(c => c.seen && c.same === same).map(c => c.similarity)
  return [
    detPlot('Error trade-off (DET)', ['false matches (FMR)', 'misses (FNMR)'], curves),
    rocPlot('ROC', ['false matches (FMR)', 'true matches'], curves),
    similarityPlot(
      'Similarities',
      [similarityBars('one person', seen(true)), similarityBars('two people', seen(false))],
      [{ x: atPack.threshold, label: `${pack} starts at ${atPack.threshold.toFixed(2)}` }],
      'Pairs with a face in both images.',
    ),
  ]
}

const SHOWN = 8

/** The least similar of one person, the most similar of two: errors of the networks, or of the list. */
export function worstPairs({ compared, all }: Verified, { photos }: Seen): Evaluation['pairs'] {
  const toSee = (a: string, b: string, similarity: number): PairToSee => ({
    caption: `${a} · ${b}`,
    similarity,
    left: photos.get(a)!.file,
    right: photos.get(b)!.file,
  })
  const sorted = compared.filter(c => c.seen).sort((x, y) => x.similarity - y.similarity)
  const same = sorted.filter(c => c.same).slice(0, SHOWN)
  const different = sorted.filter(c => !c.same).slice(-SHOWN).reverse() // prettier-ignore
  const nearest = all
    ? Array.from(all.pairs.nearest.similarity.subarray(0, SHOWN), (similarity, k) => {
        const [a, b] = [all.photos[all.pairs.nearest.a[k]!]!, all.photos[all.pairs.nearest.b[k]!]!]
        return toSee(a.image, b.image, similarity)
      })
    : []
  return [
    { title: 'One person, least similar', items: same.map(c => toSee(c.a, c.b, c.similarity)) },
    { title: 'Two people, most similar', items: different.map(c => toSee(c.a, c.b, c.similarity)) },
    { title: 'Two people, most similar of all images', items: nearest },
  ].filter(({ items }) => items.length > 0)
}
