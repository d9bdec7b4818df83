// Turns photos of many people into a pack's score calibration: how alike strangers come out, and how unlike photos of one person.

import { RostroError } from '../core/errors.ts'
import { dot, meanReference } from '../core/template.ts'
import type { ScoreCalibration, Template } from '../core/types.ts'
import { createRandom } from '../core/random.ts'
import { clopperPearson } from './intervals.ts'
import { fitTail, tailValueAt, type Tail } from './tail.ts'

export interface CalibrationPhoto {
  readonly template: Template
  /** 0–100. */
  readonly quality: number
}

/** All good photos of one person. */
export type CalibrationPerson = readonly CalibrationPhoto[]

/** Halves of decades where it matters. From 0.5 on: the median of the highest of two comparisons is asked for, too. */
const RATES = [0.5, 0.3, 0.1, 0.03, 0.01, 3e-3, 1e-3, 3e-4, 1e-4, 3e-5, 1e-5, 3e-6, 1e-6, 1e-7, 1e-8] as const
/** The tail begins where so few exceed it, or later where a thousandth would be too few to fit it to. */
const TAIL = { rate: 1e-3, exceedances: 200 }
/** Fewer cannot tell what one in a hundred is. */
const MIN_COMPARISONS = 1000
/** A rate counted on fewer false matches is the tail's word alone. */
const MIN_COUNTED = 10
const RESAMPLES = 200
const SIMILARITIES = Array.from({ length: 15 }, (_, i) => Math.round((0.15 + 0.05 * i) * 100) / 100)

/** A comparison of everything seen of one person with the template of another. */
interface Comparison {
  readonly similarity: number
  readonly enrolled: number
  readonly seen: number
}

/**
 * @param samePerson pairs of indices that are one person under two labels
 * @throws RostroError usage_invalid for too few people
 */
export function calibrate(
  people: readonly CalibrationPerson[],
  about: Pick<ScoreCalibration, 'measuredOn' | 'measuredAt'>,
  samePerson: readonly (readonly [number, number])[] = [],
): ScoreCalibration {
  const comparisons = compareAll(people, samePerson)
  if (comparisons.length < MIN_COMPARISONS)
    throw new RostroError(
      'usage_invalid',
      `${people.length} people make only ${comparisons.length} comparisons; a calibration needs ${MIN_COMPARISONS}, such as 50 people with two photos each.`,
    )
  const points = pointsOf(comparisons, undefined)
  const random = createRandom(1)
  const resampled = Array.from({ length: RESAMPLES }, () => pointsOf(comparisons, drawPeople(people.length, random)))
  const genuine = genuineSimilarities(people)
  return {
    ...about,
    people: people.length,
    comparisons: comparisons.length,
    measuredDownTo: MIN_COUNTED / comparisons.length,
    impostors: RATES.map((falseMatchRate, i) => {
      const thresholds = resampled.map(of => of[i]!).sort((a, b) => a - b)
      const [low, high] = [thresholds[Math.floor(0.025 * RESAMPLES)]!, thresholds[Math.floor(0.975 * RESAMPLES)]!]
      const threshold = points[i]!
      return {
        falseMatchRate,
        threshold: round(threshold),
        low: round(Math.min(low, threshold)),
        high: round(Math.max(high, threshold)),
      }
    }),
    genuine: SIMILARITIES.map(similarity => {
      const missed = genuine.filter(s => s < similarity).length
      const { low, high } = clopperPearson(missed, genuine.length)
      return { similarity, falseNonMatchRate: round(missed / genuine.length), low: round(low), high: round(high) }
    }),
    genuineComparisons: genuine.length,
  }
}

/** Everybody of two photos or more as a template, against all photos of everybody else pooled; highest first, each two people once. */
function compareAll(people: readonly CalibrationPerson[], samePerson: readonly (readonly [number, number])[]): Comparison[] {
  const pooled = people.map(photos => meanReference(photos))
  const same = new Set(samePerson.flatMap(([a, b]) => [`${a} ${b}`, `${b} ${a}`]))
  const comparisons: Comparison[] = []
  for (const [enrolled, photos] of people.entries()) {
    if (photos.length < 2) continue
    for (const [seen, other] of people.entries()) {
      const twice = other.length >= 2 && seen < enrolled
      const [a, b] = [pooled[enrolled], pooled[seen]]
      if (seen === enrolled || twice || !a || !b || same.has(`${enrolled} ${seen}`)) continue
      comparisons.push({ similarity: dot(a.vector, b.vector), enrolled, seen })
    }
  }
  return comparisons.sort((a, b) => b.similarity - a.similarity)
}

/** Thresholds at RATES; `weights` counts each person, as a bootstrap over people does: photos of one person are not independent. */
function pointsOf(comparisons: readonly Comparison[], weights: readonly number[] | undefined): number[] {
  const weightOf = ({ enrolled, seen }: Comparison) => (weights ? weights[enrolled]! * weights[seen]! : 1)
  const total = comparisons.reduce((sum, c) => sum + weightOf(c), 0)
  const tailRate = Math.max(TAIL.rate, TAIL.exceedances / comparisons.length)
  const above: { value: number; weight: number }[] = []
  const counted: number[] = []
  let next = RATES.length - 1
  let weight = 0
  let tail: Tail | undefined
  for (const comparison of comparisons) {
    const own = weightOf(comparison)
    if (own === 0) continue
    weight += own
    if (weight < tailRate * total) above.push({ value: comparison.similarity, weight: own })
    else tail ??= fitTail(above, comparison.similarity, total)
    for (; next >= 0 && weight >= RATES[next]! * total; next--) counted[next] = comparison.similarity
  }
  return RATES.map((rate, i) => (tail && rate < tail.share ? tailValueAt(tail, rate) : (counted[i] ?? 1)))
}

/** Each photo against the mean of its person's others, where there are two others. */
const genuineSimilarities = (people: readonly CalibrationPerson[]): number[] =>
  people
    .filter(photos => photos.length >= 3)
    .flatMap(photos =>
      photos.flatMap((photo, i) => {
        const others = meanReference(photos.filter((_, k) => k !== i))
        return others ? [dot(photo.template.vector, others.vector)] : []
      }),
    )

/** How often each person is drawn when as many are drawn as there are. */
function drawPeople(count: number, random: () => number): number[] {
  const drawn = Array<number>(count).fill(0)
  for (let i = 0; i < count; i++) drawn[Math.floor(random() * count)]!++
  return drawn
}

const round = (value: number): number => Number(value.toFixed(4))
