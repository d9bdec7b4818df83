// Presentation attack detection measured as ISO/IEC 30107-3 asks: attacks let through by species, bona fide people turned away.

import { RostroError } from '../core/errors.ts'
import { bootstrap, shareOf, type CountedShare } from './bootstrap.ts'
import type { Interval } from './intervals.ts'
import { logistic, logitOf } from '../core/liveness.ts'
import { createRandom } from '../core/random.ts'
import { draw } from './draw.ts'
import { countOf, type Share } from './report/share.ts'

/** One picture of somebody in front of the camera, and whether it was really them. */
export interface Presentation {
  /** As the list names it. */
  readonly image: string
  readonly isAttack: boolean
  /** What an attack was made with: `print`, `replay` … Of a bona fide presentation it means nothing. */
  readonly species: string
  /** Who presented, or was presented; each picture is its own where the list does not say. */
  readonly subject: string
}

/**
 * One presentation a line: image, `bona-fide` or `attack`, species, subject, with tabs between; `-` for a subject not known;
 * lines starting with `#` are comments.
 * @param where the file, for messages
 * @throws RostroError usage_invalid naming the line
 */
export function parsePresentations(text: string, where: string): Presentation[] {
  const presentations = text.split(/\r?\n/).flatMap((line, i) => {
    if (line.trim() === '' || line.startsWith('#')) return []
    const [image, label, species, subject, ...more] = line.split('\t')
    if (!image || (label !== 'bona-fide' && label !== 'attack') || !species || !subject || more.length > 0) {
      throw new RostroError(
        'usage_invalid',
        `${where} line ${i + 1} is not "image<TAB>bona-fide or attack<TAB>species<TAB>subject": ${line.slice(0, 80)}`,
      )
    }
    return [{ image, isAttack: label === 'attack', species, subject: subject === '-' ? `- ${image}` : subject }]
  })
  if (presentations.every(p => p.isAttack) || presentations.every(p => !p.isAttack)) {
    throw new RostroError('usage_invalid', `${where} needs bona fide presentations and attacks, both.`)
  }
  return presentations
}

/** Why a presentation got no liveness: no face was found in it, or the network could not judge the one found. */
export type Unanswered = 'no_face' | 'cut_off' | 'too_small'

export interface Assessed extends Presentation {
  readonly answer: { readonly liveness: number } | { readonly unanswered: Unanswered }
}

export interface Answered extends Presentation {
  readonly liveness: number
}

/** What one network, or all of a pack together, said of every presentation. */
export interface JudgedBy {
  readonly network: string
  readonly assessed: readonly Assessed[]
}

/** Made by computing and not by holding anything up to a camera: reported apart. */
export const isSynthetic = (species: string): boolean => species.startsWith('synthetic-')

export const answeredOf = (assessed: readonly Assessed[]): Answered[] =>
  assessed.flatMap(({ answer, ...presentation }) =>
    'liveness' in answer ? [{ ...presentation, liveness: answer.liveness }] : [],
  )

/**
 * Lets the fewest attacks through with at most this share of bona fide presentations turned away; of all thresholds that do, the
 * one half-way, in logits, between the attacks it stops and the bona fide presentations above them: it fits other subjects best.
 */
export function thresholdAtBpcer(answered: readonly Answered[], bpcer: number): number {
  const of = (isAttack: boolean) => answered.filter(a => a.isAttack === isAttack).map(a => a.liveness)
  const bonaFide = of(false).sort((a, b) => a - b)
  const strictest = bonaFide[Math.floor(bpcer * bonaFide.length + 1e-9)] ?? 1
  const stopped = of(true).filter(liveness => liveness < strictest)
  if (stopped.length === 0) return strictest
  const highest = Math.max(...stopped)
  const lowest = bonaFide.find(liveness => liveness > highest) ?? strictest
  return logistic((logitOf(highest) + logitOf(lowest)) / 2)
}

/** Splits the subjects in two, so that nobody's bona fide presentations choose the threshold their attacks are judged by. */
export function halves(
  presentations: readonly Presentation[],
  seed: number,
): readonly [ReadonlySet<string>, ReadonlySet<string>] {
  const subjects = [...new Set(presentations.map(p => p.subject))].sort()
  const first = new Set(draw(subjects, Math.floor(subjects.length / 2), createRandom(seed)))
  return [first, new Set(subjects.filter(s => !first.has(s)))]
}

/** From here on a presentation passes as bona fide. */
export type ThresholdOf = (presentation: Presentation) => number

export interface ErrorRates {
  /** Attacks taken for bona fide, by species, worst first. */
  readonly apcer: readonly SpeciesRate[]
  /** Bona fide presentations taken for attacks. */
  readonly bpcer: Rate
}

/** Counted, with an interval that takes subjects and not presentations for what was drawn at random. */
export interface Rate extends Share {
  readonly bySubject: CountedShare | undefined
}
export interface SpeciesRate extends Rate {
  readonly species: string
}

/** At `liveness >= threshold` a presentation passes as bona fide. A liveness that is no number passes nowhere. */
export function errorRates(answered: readonly Answered[], thresholdOf: ThresholdOf): ErrorRates {
  const passes = (a: Answered) => a.liveness >= thresholdOf(a)
  const attacks = answered.filter(a => a.isAttack)
  const apcer = speciesOf(attacks).map(species => ({
    species,
    ...rateOf(
      attacks.filter(a => a.species === species),
      passes,
    ),
  }))
  return {
    apcer: apcer.sort((a, b) => b.count / b.of - a.count / a.of),
    bpcer: rateOf(
      answered.filter(a => !a.isAttack),
      a => !passes(a),
    ),
  }
}

function rateOf(answered: readonly Answered[], which: (a: Answered) => boolean): Rate {
  const clusters = new Map<string, { hits: number; trials: number }>()
  for (const a of answered) {
    const { hits, trials } = clusters.get(a.subject) ?? { hits: 0, trials: 0 }
    clusters.set(a.subject, { hits: hits + (which(a) ? 1 : 0), trials: trials + 1 })
  }
  return { ...countOf(answered, which), bySubject: shareOf([...clusters.values()]) }
}

export const speciesOf = (presentations: readonly Presentation[]): string[] =>
  [...new Set(presentations.filter(p => p.isAttack).map(p => p.species))].sort()

/** Both error rates at every threshold that tells two presentations apart, rising; all species together. */
export function tradeOff(
  answered: readonly Answered[],
  weightOf: (a: Answered) => number = () => 1,
): readonly { readonly threshold: number; readonly apcer: number; readonly bpcer: number }[] {
  const sorted = [...answered].sort((a, b) => a.liveness - b.liveness)
  let attacks = 0
  let bonaFide = 0
  for (const a of sorted) {
    if (a.isAttack) attacks += weightOf(a)
    else bonaFide += weightOf(a)
  }
  let passing = attacks
  let refused = 0
  const points = [{ threshold: 0, apcer: 1, bpcer: 0 }]
  for (const [i, a] of sorted.entries()) {
    if (a.isAttack) passing -= weightOf(a)
    else refused += weightOf(a)
    const next = sorted[i + 1]?.liveness ?? Infinity
    if (next > a.liveness) points.push({ threshold: next, apcer: passing / attacks, bpcer: refused / bonaFide })
  }
  return points
}

/** The chance that a bona fide presentation gets more liveness than an attack: the area under the trade-off, ties half. */
export function areaUnder(points: ReturnType<typeof tradeOff>): number {
  let area = 0
  for (const [i, { apcer, bpcer }] of points.entries()) {
    const before = points[i - 1]
    if (before) area += (before.apcer - apcer) * (1 - (bpcer + before.bpcer) / 2)
  }
  return area
}

/** Where both error rates are equal, on the straight line between the two points around it. */
export function equalErrorRate(points: ReturnType<typeof tradeOff>): number {
  const i = points.findIndex(p => p.bpcer >= p.apcer)
  const [before, after] = [points[i - 1], points[i]]
  if (!before || !after) return NaN
  const [gapBefore, gapAfter] = [before.apcer - before.bpcer, after.bpcer - after.apcer]
  const share = gapBefore / (gapBefore + gapAfter)
  return before.bpcer + share * (after.bpcer - before.bpcer)
}

export interface Separation {
  readonly auc: number
  readonly eer: number
  /** Subjects drawn anew. Undefined with fewer than two. */
  readonly aucInterval: Interval | undefined
  readonly eerInterval: Interval | undefined
}

/** How well liveness tells attacks apart, whatever the threshold. */
export function separation(answered: readonly Answered[], seed = 1): Separation {
  const subjects = [...new Set(answered.map(a => a.subject))].sort()
  const indexOf = new Map(subjects.map((subject, i) => [subject, i]))
  const of = (weightOf?: (a: Answered) => number): [number, number] => {
    const points = tradeOff(answered, weightOf)
    return [areaUnder(points), equalErrorRate(points)]
  }
  const [auc, eer] = of()
  const [aucInterval, eerInterval] =
    subjects.length < 2 ? [] : bootstrap([subjects.length], drawn => of(a => drawn[indexOf.get(a.subject)!]!), { seed })
  return { auc, eer, aucInterval, eerInterval }
}
