// Where a value lies along an axis, and which values are worth a tick: linear, logarithmic, or by normal deviates.

import type { Axis } from './evaluation.ts'

export interface Tick {
  readonly at: number
  readonly label: string
}

export interface Scale {
  /** 0 at the axis’ start, 1 at its end; undefined for what the scale cannot show. */
  place(value: number): number | undefined
  readonly ticks: readonly Tick[]
}

/** Values an axis shows beside its own bounds. */
type Values = readonly number[]

export function toScale({ scale, from, to }: Axis, values: Values): Scale {
  switch (scale) {
    case 'linear':
      return linear(values, from, to)
    case 'log':
      return logarithmic(values, from, to)
    case 'probit':
      return deviates(values, from, to)
  }
}

const extent = (values: Values, from?: number, to?: number): [low: number, high: number] => {
  const low = from ?? values.reduce((a, b) => Math.min(a, b), Infinity)
  const high = to ?? values.reduce((a, b) => Math.max(a, b), -Infinity)
  return [low, high]
}

/** About this many steps between ticks. */
const STEPS = 5

function linear(values: Values, from?: number, to?: number): Scale {
  let [low, high] = extent(values, from, to)
  if (!Number.isFinite(low + high)) [low, high] = [0, 1]
  // Values so close together have no ticks between them that a number can hold.
  const size = Math.max(Math.abs(low), Math.abs(high)) || 1
  if (high - low < 1e-6 * size) high = low + size
  const rough = (high - low) / STEPS
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = power * ([1, 2, 5, 10].find(times => times * power >= rough * 0.999) ?? 10)
  // Bounds nobody gave are moved out to the next tick.
  const start = from ?? Math.floor(low / step + 1e-9) * step
  const end = to ?? Math.ceil(high / step - 1e-9) * step
  const digits = Math.max(0, -Math.floor(Math.log10(step) + 1e-9))
  const ticks: Tick[] = []
  for (let k = Math.ceil(start / step - 1e-9); k * step <= end + step * 1e-6; k++) {
    ticks.push({ at: k * step, label: (k * step).toFixed(digits).replace('-', '−') })
  }
  return { place: value => (value - start) / (end - start), ticks }
}

function logarithmic(values: Values, from?: number, to?: number): Scale {
  const [low, high] = extent(
    values.filter(value => value > 0),
    from,
    to,
  )
  let [start, end] = Number.isFinite(low + high) ? [Math.log10(low), Math.log10(high)] : [-1, 0]
  if (from === undefined) start = Math.floor(start + 1e-9)
  if (to === undefined) end = Math.ceil(end - 1e-9)
  if (end <= start) end = start + 1
  const mantissas = end - start <= 2 ? [1, 2, 5] : [1]
  const every = Math.ceil((end - start) / 8)
  const ticks: Tick[] = []
  for (let k = Math.floor(start); k <= end + 1e-9; k += every) {
    for (const mantissa of mantissas) {
      const at = mantissa * 10 ** k
      const log = Math.log10(at)
      if (log >= start - 1e-9 && log <= end + 1e-9) ticks.push({ at, label: plain(at, k) })
    }
  }
  return { place: value => (value > 0 ? (Math.log10(value) - start) / (end - start) : undefined), ticks }
}

const SUPERSCRIPT = '⁰¹²³⁴⁵⁶⁷⁸⁹'
const superscript = (k: number): string =>
  `${k < 0 ? '⁻' : ''}${String(Math.abs(k)).replace(/\d/g, d => SUPERSCRIPT[Number(d)]!)}`

/** 0.02, 1, 500; 10⁻⁵ where zeros would have to be counted. */
const plain = (value: number, k: number): string =>
  k >= -3 && k <= 4
    ? String(Number(value.toPrecision(3)))
    : `${value === 10 ** k ? '' : `${Math.round(value / 10 ** k)}·`}10${superscript(k)}`

const PROBIT_TICKS = [
  1e-6, 1e-5, 1e-4, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.4, 0.6, 0.8, 0.9, 0.95, 0.98, 0.99, 0.999,
]
/** Neighbours nearer than this share of the axis would run into each other. */
const TICK_ROOM = 0.1

function deviates(values: Values, from?: number, to?: number): Scale {
  const [low, high] = extent(
    values.filter(value => value > 0 && value < 1),
    from,
    to,
  )
  const [start, end] = Number.isFinite(low + high)
    ? [normalDeviate(low) - 0.15, Math.max(normalDeviate(high), normalDeviate(low) + 0.5) + 0.15]
    : [-3, 0]
  const place = (value: number) => (value > 0 && value < 1 ? (normalDeviate(value) - start) / (end - start) : undefined)
  const ticks: Tick[] = []
  for (const at of PROBIT_TICKS) {
    const where = place(at)!
    if (where < 0 || where > 1 || where - (place(ticks.at(-1)?.at ?? 0) ?? -1) < TICK_ROOM) continue
    ticks.push({ at, label: `${Number((100 * at).toPrecision(3))} %` })
  }
  return { place, ticks }
}

/** The inverse of the normal distribution for 0 < p < 1; relative error below 1.2e-9 (Acklam 2003). */
export function normalDeviate(p: number): number {
  if (p > 0.5) return -normalDeviate(1 - p)
  const polynomial = (coefficients: readonly number[], x: number) => coefficients.reduce((sum, c) => sum * x + c, 0)
  if (p < 0.02425) {
    const q = Math.sqrt(-2 * Math.log(p))
    return (
      polynomial(
        [
          -7.784894002430293e-3, -3.223964580411365e-1, -2.400758277161838, -2.549732539343734, 4.374664141464968,
          2.938163982698783,
        ],
        q,
      ) / polynomial([7.784695709041462e-3, 3.224671290700398e-1, 2.445134137142996, 3.754408661907416, 1], q)
    )
  }
  const q = p - 0.5
  const r = q * q
  return (
    (polynomial(
      [
        -3.969683028665376e1, 2.209460984245205e2, -2.759285104469687e2, 1.38357751867269e2, -3.066479806614716e1,
        2.506628277459239,
      ],
      r,
    ) *
      q) /
    polynomial([-5.447609879822406e1, 1.615858368580409e2, -1.556989798598866e2, 6.680131188771972e1, -1.328068155288572e1, 1], r)
  )
}
