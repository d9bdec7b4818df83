// A rate as people say it: 1 in 1,000, 14 in 100; and where it lies on a line from a millionth to all. Knows no language.

/** `count` of `of`; nothing at all is 0 of 0. */
export interface Share {
  readonly count: number
  readonly of: number
}

/** Two digits are all that a rate with an interval deserves. */
const rounded = (value: number): number => Number(value.toPrecision(2))

/** Ever rarer rates end at one in a thousand million: nobody has measured those. */
export function toShare(rate: number): Share {
  if (rate <= 0) return { count: 0, of: 0 }
  const outOf100 = Math.min(100, Math.round(rate * 100))
  if (rate < 0.095) return { count: 1, of: rounded(Math.min(1e9, 1 / rate)) }
  return outOf100 === 10 ? { count: 1, of: 10 } : { count: outOf100, of: 100 }
}

const RAREST = 6

/** 0 for a millionth or less, 1 for all, the same length for every power of ten. */
export const place = (rate: number): number => Math.min(1, Math.max(0, 1 + Math.log10(Math.max(rate, 10 ** -RAREST)) / RAREST))
