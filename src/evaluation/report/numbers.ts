// How shares and cosines are written: no more digits than are known, and never without what they stand on.

import type { Estimate } from '../../core/types.ts'
import type { Interval } from '../intervals.ts'

/** Of per cent: 99.42, 12.3, 0.42, 0.0012. */
function percentNumber(share: number): string {
  const percent = 100 * share
  if (percent === 0 || percent === 100) return String(percent)
  if (percent >= 1) return percent.toFixed(percent < 10 || percent > 90 ? 2 : 1)
  return String(Number(percent.toPrecision(2)))
}

/** `0.42 %` */
export const percent = (share: number): string => `${percentNumber(share)} %`

/** `0.42 % (0.11 to 1.2)` */
export const percentEstimate = ({ value, low, high }: Estimate): string =>
  `${percent(value)} (${percentNumber(low)} to ${percentNumber(high)})`

export const withInterval = (value: number, { low, high }: Interval): string => percentEstimate({ value, low, high })

export const cosine = (similarity: number): string => similarity.toFixed(3)

/** 1,234,567 */
export const count = (number: number): string => number.toLocaleString('en-US')

/** 0.001 → 0.1 %, 0.00001 → 0.001 % */
export const rate = (share: number): string => `${Number((100 * share).toPrecision(3))} %`
