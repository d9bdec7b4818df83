// What a measurement of presentation attack detection says: rates by network and species at thresholds fixed beforehand, and the trade-off.

import { RostroError } from '../core/errors.ts'
import type { LivenessThresholds } from '../core/liveness.ts'
import {
  answeredOf,
  errorRates,
  halves,
  isSynthetic,
  separation,
  speciesOf,
  thresholdAtBpcer,
  tradeOff,
  type Answered,
  type JudgedBy,
  type Rate,
  type ThresholdOf,
  type Unanswered,
} from './pad.ts'
import { againstPlot, livenessPlot } from './pad-plots.ts'
import type { Figure, Measured, Table } from './report/evaluation.ts'
import { countOf, percent, shareFigure, shareWords, type Share } from './report/share.ts'

export interface PadMeasured {
  readonly pack: string
  /** The list's name. */
  readonly list: string
  /** Each network, and last what the product goes by. */
  readonly judges: readonly JudgedBy[]
  /** Fixed beforehand; without one it is chosen on each half of the subjects for the other. */
  readonly threshold?: number | undefined
  /** The pack's own; of the last judge. */
  readonly thresholds?: LivenessThresholds | undefined
  /** Bona fide presentations that may be turned away when the threshold is chosen, 0–1. */
  readonly bpcer: number
  readonly seed: number
  readonly leftOut: Measured['leftOut']
}

const KINDS = ['real', 'synthetic'] as const
type Kind = (typeof KINDS)[number]
const isOf = (kind: Kind) => (a: Answered) => !a.isAttack || isSynthetic(a.species) === (kind === 'synthetic')

/** @throws RostroError usage_invalid when there are too few subjects to choose thresholds by */
export function measurePad(measured: PadMeasured): Measured {
  const { pack, list, judges, bpcer, seed, leftOut, thresholds } = measured
  const product = judges.at(-1)!
  const presentations = product.assessed
  const [attacks, bonaFide] = [presentations.filter(a => a.isAttack), presentations.filter(a => !a.isAttack)]
  const species = speciesOf(presentations)
  const kinds = KINDS.filter(kind => species.some(one => isSynthetic(one) === (kind === 'synthetic')))
  const subjects = new Set(presentations.map(a => a.subject)).size

  const all = judges.flatMap(({ network, assessed }) => {
    const answered = answeredOf(assessed)
    const chosen = measured.threshold === undefined ? chooseByHalves(answered, bpcer, seed) : fixed(measured.threshold)
    return kinds.map(kind => {
      const of = answered.filter(isOf(kind))
      return { network, kind, ...chosen, answered: of, rates: errorRates(of, chosen.thresholdOf), apart: separation(of, seed) }
    })
  })
  const ofProduct = all.filter(({ network }) => network === product.network)

  const figures: Figure[] = all.flatMap(({ network, kind, words, rates, apart, answered }) => {
    const at = { network, attacks: kind, threshold: words }
    const worst = rates.apcer[0]
    const separated = (metric: 'auc' | 'eer'): Figure => {
      const value = apart[metric]
      const { low, high } = apart[`${metric}Interval`] ?? { low: null, high: null }
      const settings = { network, attacks: kind }
      return {
        metric: metric.toUpperCase(),
        value: Number.isNaN(value) ? null : value,
        low,
        high,
        n: answered.length,
        pack,
        settings,
      }
    }
    return [
      ...rates.apcer.flatMap(rate => rateFigures('APCER', rate, pack, { ...at, species: rate.species })),
      ...(worst ? rateFigures('APCER, worst species', worst, pack, { ...at, species: worst.species }) : []),
      ...rateFigures('BPCER', rates.bpcer, pack, at),
      separated('auc'),
      separated('eer'),
    ]
  })
  for (const { network, assessed } of judges) {
    const unanswered = (of: typeof assessed): Share => countOf(of, a => 'unanswered' in a.answer)
    for (const one of species) {
      const share = unanswered(assessed.filter(a => a.isAttack && a.species === one))
      figures.push(shareFigure('APNRR', share, pack, { network, species: one }))
    }
    figures.push(shareFigure('BPNRR', unanswered(assessed.filter(a => !a.isAttack)), pack, { network }))
  }
  const own = thresholds && atOwnThresholds(answeredOf(product.assessed), thresholds, pack)

  const tables: Table[] = kinds.map(kind => ({
    title: kind === 'real' ? 'Attacks before a camera' : 'Synthetic attacks: computed, never before a camera',
    head: ['network', 'rate', 'of', 'wrong', '95 % interval', 'by subject', 'n', 'AUC', 'EER'],
    rows: all
      .filter(one => one.kind === kind)
      .flatMap(({ network, rates, apart }) => [
        ...rates.apcer.map(rate => [
          network,
          'APCER',
          rate.species,
          ...rateCells(rate),
          apart.auc.toFixed(3),
          `${percent(apart.eer)} %`,
        ]),
        [network, 'BPCER', 'bona fide', ...rateCells(rates.bpcer), '', ''],
      ]),
    note: `Threshold: ${ofProduct[0]?.words ?? '–'}. APCER: attacks that pass as bona fide. BPCER: bona fide presentations taken for attacks. Clopper–Pearson; by subject: subjects drawn anew.`,
  }))
  const nonResponse: Table = {
    title: 'Without an answer',
    head: ['network', 'of', 'presentations', ...REASONS.map(([, words]) => words)],
    rows: judges.flatMap(({ network, assessed }) => [
      ...species.map(s => [network, s, ...reasonCells(assessed.filter(a => a.isAttack && a.species === s))]),
      [network, 'bona fide', ...reasonCells(assessed.filter(a => !a.isAttack))],
    ]),
    note: 'Neither passed nor refused, and not in the rates above (APNRR and BPNRR of ISO/IEC 30107-3).',
  }
  const summary = ofProduct.map(
    ({ kind, words, rates: { apcer, bpcer: refused }, apart: { auc, eer, aucInterval, eerInterval } }) => {
      const worst = apcer[0] ?? { species: '-', count: 0, of: 0 }
      const name = product.network === judges[0]!.network ? '' : `${product.network}, `
      return `${kind === 'synthetic' ? 'Synthetic attacks' : 'Attacks before a camera'} (${name}threshold ${words}): of the worst species, ${worst.species}, ${shareWords(worst)} of ${worst.of} pass; ${shareWords(refused)} of ${refused.of} bona fide presentations are turned away. AUC ${auc.toFixed(3)}${aucInterval ? ` (${aucInterval.low.toFixed(3)} to ${aucInterval.high.toFixed(3)})` : ''}, equal error rate ${percent(eer)} %${eerInterval ? ` (${percent(eerInterval.low)} to ${percent(eerInterval.high)})` : ''}.`
    },
  )
  const counted = (one: string) => attacks.filter(a => a.species === one).length
  return {
    kind: 'pad',
    title: 'Presentation attack detection',
    on: {
      list,
      presentations: presentations.length,
      bonaFide: bonaFide.length,
      attacks: attacks.length,
      subjects,
      species: species.join(', '),
    },
    summary: [
      ...summary,
      `Attacks in this list: ${species.map(s => `${s} (${counted(s)})`).join(', ')}. Nothing is said about any other.`,
    ],
    figures: [...figures, ...(own?.figures ?? [])],
    curves: all.map(({ network, kind, answered }) => ({
      network,
      attacks: kind,
      points: tradeOff(answered).filter(p => Number.isFinite(p.threshold)),
    })),
    tables: [...tables, ...(own ? [own.table] : []), nonResponse],
    plots: [againstPlot(all), livenessPlot(answeredOf(product.assessed), thresholds ?? {})],
    pairs: [],
    leftOut,
    notCovered: [
      `Attacks of other species than ${species.join(', ')}, other cameras, and other light than in these photos.`,
      ...(kinds.includes('synthetic')
        ? ['Synthetic attacks are simulations: a real print or screen can be easier or harder.']
        : []),
      'Presentations of one subject resemble one another; the exact intervals take each for a trial of its own and are therefore too narrow.',
      'Single images: a track has several frames; whether the face that passes is also recognised (RIAPAR), and what a challenge adds, is not in these figures.',
      'Masks, and pictures put in behind the camera, are not claimed to be noticed.',
    ],
  }
}

/** What the product would make of single frames. */
function atOwnThresholds(answered: readonly Answered[], { attackBelow, bonaFideFrom }: LivenessThresholds, pack: string) {
  const groups = [...speciesOf(answered), undefined].map(species => ({
    name: species ?? 'bona fide',
    of: answered.filter(a => (species === undefined ? !a.isAttack : a.isAttack && a.species === species)),
  }))
  const rows = groups.map(({ name, of }) => ({
    name,
    called: [
      countOf(of, a => a.liveness < attackBelow),
      countOf(of, a => a.liveness >= attackBelow && a.liveness < bonaFideFrom),
      countOf(of, a => a.liveness >= bonaFideFrom),
    ] as const,
  }))
  const table: Table = {
    title: `At the thresholds of the pack: attack below ${attackBelow}, bona fide from ${bonaFideFrom}`,
    head: ['of', 'called an attack', 'undecided', 'called bona fide', 'n'],
    rows: rows.map(({ name, called }) => [name, ...called.map(shareWords), called[0].of]),
    note: 'Of single frames; the product asks the mean of a track.',
  }
  const settings = { attack_below: attackBelow, bona_fide_from: bonaFideFrom }
  const figures = rows.flatMap(({ name, called: [attack, , bonaFide] }) => [
    shareFigure('called an attack', attack, pack, { ...settings, of: name }),
    shareFigure('called bona fide', bonaFide, pack, { ...settings, of: name }),
  ])
  return { table, figures }
}

/** The exact interval, and the one of subjects drawn anew. */
const rateFigures = (metric: string, rate: Rate, pack: string, settings: Figure['settings']): Figure[] => [
  shareFigure(metric, rate, pack, settings),
  ...(rate.bySubject ? [{ metric, ...rate.bySubject, pack, settings: { ...settings, interval: 'subjects drawn anew' } }] : []),
]

const REASONS: readonly (readonly [Unanswered, string])[] = [
  ['no_face', 'no face found'],
  ['cut_off', 'too little around it'],
  ['too_small', 'too few pixels'],
]

const reasonCells = (of: JudgedBy['assessed']): number[] => [
  of.length,
  ...REASONS.map(([reason]) => countOf(of, a => 'unanswered' in a.answer && a.answer.unanswered === reason).count),
]

const rateCells = (rate: Rate): (string | number)[] => {
  const [value, interval] = shareWords(rate).split(' (')
  const { bySubject } = rate
  return [
    value ?? '–',
    interval?.replace(')', '') ?? '–',
    bySubject ? `${percent(bySubject.low)} to ${percent(bySubject.high)}` : '–',
    rate.of,
  ]
}

interface Chosen {
  readonly thresholdOf: ThresholdOf
  readonly words: string
}

const fixed = (threshold: number): Chosen => ({
  thresholdOf: () => threshold,
  words: `${threshold.toPrecision(3)}, fixed beforehand`,
})

/** Each half of the subjects chooses the threshold of the other. */
function chooseByHalves(answered: readonly Answered[], bpcer: number, seed: number): Chosen {
  const [first, second] = halves(answered, seed)
  const [byFirst, bySecond] = [first, second].map(half => {
    const choosing = answered.filter(a => half.has(a.subject))
    if (choosing.some(a => !a.isAttack)) return thresholdAtBpcer(choosing, bpcer)
    throw new RostroError(
      'usage_invalid',
      'There are too few subjects with an answer to choose a threshold by half of them; give one with --threshold.',
    )
  }) as [number, number]
  return {
    thresholdOf: ({ subject }) => (first.has(subject) ? bySecond : byFirst),
    words: `${byFirst.toPrecision(3)} and ${bySecond.toPrecision(3)}, each chosen for a BPCER of ${percent(bpcer)} % on the other half of the subjects`,
  }
}
