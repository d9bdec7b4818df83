// How much more alike people are here than those a pack was calibrated on: guessed with care at first, then told by the people and strangers of the place.

import type { Estimate, ScoreCalibration, Template } from '../core/types.ts'
import { createDots, LANES as DOTS_LANES } from './dots.ts'
import { thresholdAt } from './calibrated.ts'

export interface SiteShift {
  /** People, and comparisons of two of them, that the site's part rests on. */
  readonly people: number
  readonly comparisons: number
  /** Cosine to add to the calibration's thresholds. */
  readonly shift: Estimate
  /** 0–1: how much of it is the site's own. */
  readonly weight: number
  /** The site's own part alone; undefined while there is too little of it. */
  readonly own: Estimate | undefined
}

/**
 * What is known before anybody was seen: people of one place are more alike than those of a collection of press photos. Of three
 * small groups one is as far apart as the collection (a TV cast, -0.02), two are nearer (students before one webcam, +0.11; women
 * of one age at parties, +0.13); docs/accuracy.md.
 */
const PRIOR = { mean: 0.07, sd: 0.07 }
/** Fewer people say more about themselves, as relatives do, than about strangers. */
const MIN_PEOPLE = 20
const MIN_STRANGERS = 100
/** How far people registered may be from strangers in likeness, and strangers of last month from those of the next. */
const MODEL_SD = { people: 0.05, strangers: 0.02 }
/** The same stranger comes several times. */
const VISITS_A_STRANGER = 5
/** Of the median of normally distributed values over that of their mean. */
const MEDIAN_SD = 1.2533

interface Evidence {
  readonly mean: number
  readonly sd: number
}

export interface SiteScores {
  /** One template a person; all or a sample of them. Each is compared with each. */
  readonly people: readonly Template[]
  /** Highest similarity of each unknown face to anybody of so many people. */
  readonly strangers: { readonly highest: readonly number[]; readonly of: number }
}

export function siteShift(calibration: ScoreCalibration, { people, strangers }: SiteScores): SiteShift {
  const own: Evidence[] = []
  if (people.length >= MIN_PEOPLE) {
    const others = people.length - 1
    // Two people who are each other's nearest are one observation, not two.
    own.push(shiftOf(calibration, nearestOthers(people), others, others / 2 + 0.5, MODEL_SD.people))
  }
  if (strangers.highest.length >= MIN_STRANGERS && strangers.of > 0) {
    const visitors = strangers.highest.length / VISITS_A_STRANGER
    own.push(shiftOf(calibration, strangers.highest, strangers.of, visitors, MODEL_SD.strangers))
  }
  const all = pool([PRIOR, ...own])
  const site = own.length > 0 ? pool(own) : undefined
  return {
    people: people.length,
    comparisons: (people.length * (people.length - 1)) / 2,
    shift: toEstimate(all),
    weight: site ? (all.sd / site.sd) ** 2 : 0,
    own: site && toEstimate(site),
  }
}

/** A place whose people are as alike as those of the calibration. For measuring the calibration itself. */
export const NO_SHIFT: SiteShift = {
  people: 0,
  comparisons: 0,
  shift: { value: 0, low: 0, high: 0 },
  weight: 0,
  own: undefined,
}

/** The median of the highest of many similarities against where the calibration puts it. */
function shiftOf(
  calibration: ScoreCalibration,
  highest: readonly number[],
  people: number,
  independent: number,
  modelSd: number,
): Evidence {
  const sorted = [...highest].sort((a, b) => a - b)
  const at = (share: number) => sorted[Math.floor(share * (sorted.length - 1))]!
  const expected = thresholdAt(calibration, -Math.expm1(Math.log(0.5) / people)).value
  // The middle half of normally distributed values is 1.349 standard deviations wide.
  const sd = (at(0.75) - at(0.25)) / 1.349
  return { mean: at(0.5) - expected, sd: Math.hypot(modelSd, (MEDIAN_SD * sd) / Math.sqrt(independent)) }
}

/** Weighted by precision, as independent normal observations of one value. */
function pool(parts: readonly Evidence[]): Evidence {
  const precision = parts.reduce((sum, { sd }) => sum + sd ** -2, 0)
  return { mean: parts.reduce((sum, { mean, sd }) => sum + mean * sd ** -2, 0) / precision, sd: precision ** -0.5 }
}

const toEstimate = ({ mean, sd }: Evidence): Estimate => ({ value: mean, low: mean - 1.96 * sd, high: mean + 1.96 * sd })

/** The similarity of each to the nearest of the others. */
function nearestOthers(templates: readonly Template[]): number[] {
  const dots = createDots(templates.length, templates.length, templates[0]!.vector.length)
  for (const [i, { vector }] of templates.entries()) {
    dots.setRow(i, vector)
    dots.setQuery(i, vector)
  }
  const highest = new Float64Array(templates.length).fill(-dots.one)
  for (let i = 0; i < templates.length; i++) {
    // Each pair once.
    const from = i - (i % DOTS_LANES)
    const products = dots.multiply(i, from, templates.length)
    for (let k = i + 1; k < templates.length; k++) {
      const product = products[k - from]!
      if (product > highest[i]!) highest[i] = product
      if (product > highest[k]!) highest[k] = product
    }
  }
  return Array.from(highest, product => product / dots.one)
}
