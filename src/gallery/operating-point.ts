// The threshold of a gallery: from how many wrong names are accepted, how many people there are, and how alike strangers come out.

import { clamp } from '../core/geometry/box.ts'
import type { Estimate, OperatingPoint, OperatingWarning, ScoreCalibration, WrongNames } from '../core/types.ts'
import { falseMatchRateAt, falseNonMatchRateAt, thresholdAt, toFalseMatchRate, toFpir } from './calibrated.ts'
import { NO_SHIFT, siteShift, type SiteScores, type SiteShift } from './site-shift.ts'

/** What an operator chose; a fixed similarity goes first. */
export interface Chosen {
  readonly threshold?: number | undefined
  readonly wrongNames?: WrongNames | undefined
  /** How faces are compared; calibrations are of `fusion`. */
  readonly rule?: string | undefined
}

export interface OperatedPack {
  readonly calibration?: ScoreCalibration | undefined
  /** Where there is no calibration. */
  readonly startThreshold: { readonly similarity: number }
}

/** Whom a pack is operated among. */
export interface Site {
  /** People with a template. */
  readonly people: number
  readonly shift: SiteShift
}

/** One stranger in a thousand, until an operator says how many. */
export const DEFAULT_WRONG_NAMES: WrongNames = { per: 'stranger', share: 1e-3 }
/** Nobody can mean more, and less cannot be told from none. */
const SHARES = [1e-9, 0.5] as const
const THRESHOLDS = [0.05, 0.95] as const
const MEASURED_RULE = 'fusion'
/** So many times more false matches than calibrated are worth a warning. */
const DIFFERS = 3

/** Whom a gallery is operated among, from what it and its timeline show. */
export const siteOf = ({ calibration }: OperatedPack, people: number, scores: SiteScores): Site => ({
  people,
  shift: calibration ? siteShift(calibration, scores) : NO_SHIFT,
})

export function operatingPoint(pack: OperatedPack, { people, shift: site }: Site, chosen: Chosen): OperatingPoint {
  const { calibration, startThreshold } = pack
  const wrongNames = chosen.threshold === undefined ? chosen.wrongNames : undefined
  const chosenBy = chosen.threshold !== undefined ? 'similarity' : wrongNames ? 'wrong_names' : 'default'
  const told = { people: site.people, comparisons: site.comparisons, shift: site.shift, weight: site.weight }
  const otherRule: OperatingWarning[] = (chosen.rule ?? MEASURED_RULE) === MEASURED_RULE ? [] : ['rule_not_measured']
  if (!calibration) {
    return {
      threshold: chosen.threshold ?? startThreshold.similarity,
      chosenBy,
      wrongNames,
      people,
      falseMatchRate: undefined,
      fpir: undefined,
      fnir: undefined,
      calibration: undefined,
      site: told,
      warnings: ['not_calibrated', ...otherRule],
    }
  }
  const compared = Math.max(1, people)
  const wanted = toFalseMatchRate(shareOf(wrongNames ?? DEFAULT_WRONG_NAMES), compared)
  const threshold = chosen.threshold ?? clamp(thresholdAt(calibration, wanted).value + site.shift.value, ...THRESHOLDS)
  const falseMatchRate = expectedRate(calibration, threshold, site.shift)
  const fpir = each(falseMatchRate, rate => toFpir(rate, compared))
  const differs =
    site.own !== undefined &&
    falseMatchRateAt(calibration, threshold - site.own.low).value > DIFFERS * falseMatchRateAt(calibration, threshold).value
  return {
    threshold,
    chosenBy,
    wrongNames,
    people,
    falseMatchRate,
    fpir,
    fnir: each(falseNonMatchRateAt(calibration, threshold), share),
    calibration: { measuredOn: calibration.measuredOn, people: calibration.people, comparisons: calibration.comparisons },
    site: told,
    warnings: [
      ...(falseMatchRate.value < calibration.measuredDownTo ? (['extrapolated'] as const) : []),
      ...(differs ? (['site_differs'] as const) : []),
      ...otherRule,
    ],
  }
}

/** Both doubts widen it: of the calibration, and of how alike people here are. */
function expectedRate(calibration: ScoreCalibration, threshold: number, { value, low, high }: Estimate): Estimate {
  const rate = {
    value: falseMatchRateAt(calibration, threshold - value).value,
    low: falseMatchRateAt(calibration, threshold - low).low,
    high: falseMatchRateAt(calibration, threshold - high).high,
  }
  return each(rate, share)
}

const share = (value: number): number => clamp(value, 0, 1)

/** The share of strangers that is meant. */
export const shareOf = (wrongNames: WrongNames): number =>
  clamp(wrongNames.per === 'stranger' ? wrongNames.share : wrongNames.count / (30 * wrongNames.strangersPerDay), ...SHARES)

const each = ({ value, low, high }: Estimate, change: (value: number) => number): Estimate => ({
  value: change(value),
  low: change(low),
  high: change(high),
})
