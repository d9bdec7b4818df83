// How fast something grows: a straight line through samples, by least squares, and the least of each stretch of time.

export interface Sample {
  readonly atMs: number
  readonly value: number
}

export interface Slope {
  readonly perHour: number
  /**
   * Of the slope. Each sample is much like the one before, so that `n` of them tell as much as `n (1 - r) / (1 + r)` independent
   * ones, `r` being the correlation of neighbours (Bayley and Hammersley 1946, for a process of first order). What takes many
   * samples to come and go makes it larger still.
   */
  readonly standardError: number
  readonly samples: number
}

export function slopeOf(samples: readonly Sample[]): Slope {
  const hours = samples.map(({ atMs }) => atMs / 3_600_000)
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
  const [meanHour, meanValue] = [mean(hours), mean(samples.map(({ value }) => value))]
  const spread = hours.reduce((sum, hour) => sum + (hour - meanHour) ** 2, 0)
  const perHour = samples.reduce((sum, { value }, i) => sum + (hours[i]! - meanHour) * (value - meanValue), 0) / spread
  const errors = samples.map(({ value }, i) => value - meanValue - perHour * (hours[i]! - meanHour))
  const squares = errors.reduce((sum, error) => sum + error ** 2, 0)
  const alike = errors.slice(1).reduce((sum, error, i) => sum + error * errors[i]!, 0) / squares
  const variance = (squares / (samples.length - 2)) * ((1 + alike) / (1 - alike))
  return { perHour, standardError: Math.sqrt(variance / spread), samples: samples.length }
}

/** Of each stretch of time the least: what lives for a while does not show in it, what stays for good does. The last stretch only if it is whole. */
export function floorsOf(samples: readonly Sample[], stretchMs: number): readonly number[] {
  const [fromMs, toMs] = [samples[0]?.atMs ?? 0, samples.at(-1)?.atMs ?? 0]
  return Array.from({ length: Math.floor((toMs - fromMs) / stretchMs) }, (_, i) =>
    Math.min(...samples.filter(({ atMs }) => Math.floor((atMs - fromMs) / stretchMs) === i).map(({ value }) => value)),
  )
}
