// The tail of a distribution beyond what was counted: a generalised Pareto distribution over a high threshold.

/** Exceedance of `from` by y with probability `share · (1 + shape · y / scale)^(−1/shape)`. */
export interface Tail {
  readonly from: number
  /** Share of all values above `from`. */
  readonly share: number
  readonly shape: number
  readonly scale: number
}

export interface Exceedance {
  readonly value: number
  readonly weight: number
}

/**
 * By probability-weighted moments (Hosking & Wallis 1987, eq. 5), which a few wrong labels at the far end move less than they
 * move a maximum of likelihood.
 * @param above values above `from`, highest first, with weights
 * @param total weight of all values, above and below
 */
export function fitTail(above: readonly Exceedance[], from: number, total: number): Tail {
  const weight = above.reduce((sum, e) => sum + e.weight, 0)
  let before = 0
  let mean = 0
  let weighted = 0
  for (const { value, weight: own } of above) {
    // Share of the exceedances that are higher, half of this one counted in.
    const higher = (before + own / 2) / weight
    mean += ((value - from) * own) / weight
    weighted += ((value - from) * own * higher) / weight
    before += own
  }
  const denominator = mean - 2 * weighted
  return {
    from,
    share: weight / total,
    shape: 2 - mean / denominator,
    scale: (2 * mean * weighted) / denominator,
  }
}

/** The value that so small a share of all exceeds; a share above the tail's own lies outside it. */
export function tailValueAt({ from, share, shape, scale }: Tail, rate: number): number {
  const ratio = rate / share
  return Math.abs(shape) < 1e-9 ? from - scale * Math.log(ratio) : from + (scale / shape) * (ratio ** -shape - 1)
}
