// Reads a pack's score calibration: which threshold a rate of false matches needs, and the other way round.

import { clamp } from '../core/geometry/box.ts'
import type { Estimate, ScoreCalibration } from '../core/types.ts'

/** The threshold at which one comparison of two people is a false match so often; between the points straight in log rate. */
export function thresholdAt({ impostors }: ScoreCalibration, falseMatchRate: number): Estimate {
  const at = (field: 'threshold' | 'low' | 'high') =>
    interpolate(
      impostors.map(p => -Math.log(p.falseMatchRate)),
      impostors.map(p => p[field]),
      -Math.log(falseMatchRate),
    )
  return { value: at('threshold'), low: at('low'), high: at('high') }
}

/** The rate at which one comparison of two people reaches the threshold. */
export function falseMatchRateAt({ impostors }: ScoreCalibration, threshold: number): Estimate {
  const by = (field: 'threshold' | 'low' | 'high') =>
    Math.exp(
      -interpolate(
        impostors.map(p => p[field]),
        impostors.map(p => -Math.log(p.falseMatchRate)),
        threshold,
      ),
    )
  return { value: by('threshold'), low: by('low'), high: by('high') }
}

/** Share of clear photos of a person that are less like the person's others than this. */
export function falseNonMatchRateAt({ genuine }: ScoreCalibration, threshold: number): Estimate {
  const at = (field: 'falseNonMatchRate' | 'low' | 'high') =>
    interpolate(
      genuine.map(p => p.similarity),
      genuine.map(p => p[field]),
      threshold,
    )
  return { value: at('falseNonMatchRate'), low: at('low'), high: at('high') }
}

/** One stranger is compared with so many people: `1 − (1 − FMR)^N`; held on LFW, see docs/accuracy.md. */
export const toFpir = (falseMatchRate: number, people: number): number => -Math.expm1(people * Math.log1p(-falseMatchRate))

/** The inverse of toFpir(). */
export const toFalseMatchRate = (fpir: number, people: number): number => -Math.expm1(Math.log1p(-fpir) / people)

/** Along straight lines between points of rising x; beyond the ends along the nearest line, where that is not flat. */
function interpolate(xs: readonly number[], ys: readonly number[], x: number): number {
  const above = xs.findIndex(value => value >= x)
  const i = clamp(above < 0 ? xs.length - 1 : above, 1, xs.length - 1)
  const [x0, x1, y0, y1] = [xs[i - 1]!, xs[i]!, ys[i - 1]!, ys[i]!]
  return y0 + ((y1 - y0) * (x - x0)) / (x1 - x0)
}
