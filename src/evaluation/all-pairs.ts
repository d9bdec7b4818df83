// Every photo compared with every other: enough pairs for small rates, and, as pairs share people, intervals over people.

import { setImmediate } from 'node:timers/promises'
import { dot } from '../core/template.ts'
import type { Estimate, Template } from '../core/types.ts'
import { bootstrap, widest, type BootstrapOptions, type Weights } from './bootstrap.ts'
import { SMALLEST_STEP } from './verification.ts'

/** One photo of a person. */
export interface Labelled {
  readonly person: string
  readonly template: Template
}

/** Sorted by similarity, highest first; `a` and `b` index the photos. */
interface PhotoPairs {
  readonly a: Uint32Array
  readonly b: Uint32Array
  readonly similarity: Float32Array
}

export interface AllPairs {
  /** How many there are. */
  readonly people: number
  /** Whom each photo shows: 0 to people - 1. */
  readonly who: Uint32Array
  readonly genuine: PhotoPairs
  /** The most similar pairs of two people. */
  readonly nearest: PhotoPairs
  /** Pairs of two people altogether. */
  readonly impostors: number
  /** How many pairs of two people lie in each of so many equal steps from -1 to 1. */
  readonly histogram: Uint32Array
}

type PhotoPair = readonly [a: number, b: number, similarity: number]

/** Share of impostors that is kept pair by pair: the rates asked for are lower, also when the most alike people are drawn twice. */
const KEPT = 0.04
export const LARGEST_RATE = 0.01
const BINS = 2048
const SLICE_MS = 20

const binOf = (similarity: number): number => Math.min(BINS - 1, Math.max(0, Math.floor(((similarity + 1) / 2) * BINS)))

/** 4,000 photos take about 5 s. @throws the signal's reason */
export async function compareAll(
  photos: readonly Labelled[],
  {
    onProgress,
    signal,
  }: { onProgress?: ((done: number, of: number) => void) | undefined; signal?: AbortSignal | undefined } = {},
): Promise<AllPairs> {
  const people = new Map([...new Set(photos.map(p => p.person))].map((person, i) => [person, i]))
  const who = Uint32Array.from(photos, ({ person }) => people.get(person)!)
  const cut = cutOf(photos)
  const histogram = new Uint32Array(BINS)
  const genuine: PhotoPair[] = []
  const nearest: PhotoPair[] = []
  let impostors = 0
  let began = performance.now()
  for (const [i, { template, person }] of photos.entries()) {
    for (let j = 0; j < i; j++) {
      const other = photos[j]!
      const similarity = dot(template.vector, other.template.vector)
      if (person === other.person) genuine.push([i, j, similarity])
      else {
        impostors++
        histogram[binOf(similarity)]!++
        if (similarity >= cut) nearest.push([i, j, similarity])
      }
    }
    if (performance.now() - began < SLICE_MS) continue
    onProgress?.((i * (i + 1)) / 2, (photos.length * (photos.length - 1)) / 2)
    await setImmediate(undefined, { signal })
    began = performance.now()
  }
  return { people: people.size, who, genuine: toPairs(genuine), nearest: toPairs(nearest), impostors, histogram }
}

/** Where about the nearest pairs begin, from some of the photos. */
function cutOf(photos: readonly Labelled[]): number {
  const step = Math.max(1, Math.ceil(photos.length / 1000))
  const some = photos.filter((_, i) => i % step === 0)
  const similarities: number[] = []
  for (const [i, one] of some.entries()) {
    for (const other of some.slice(0, i))
      if (one.person !== other.person) similarities.push(dot(one.template.vector, other.template.vector))
  }
  similarities.sort((x, y) => y - x)
  return similarities.length < 1000 ? -1 : similarities[Math.floor(similarities.length * KEPT)]!
}

function toPairs(pairs: PhotoPair[]): PhotoPairs {
  pairs.sort((x, y) => y[2] - x[2])
  return {
    a: Uint32Array.from(pairs, p => p[0]),
    b: Uint32Array.from(pairs, p => p[1]),
    similarity: Float32Array.from(pairs, p => p[2]),
  }
}

export interface AllPairsRate {
  readonly falseMatchRate: number
  /** Undefined: too few pairs of two people for this rate. */
  readonly threshold: Estimate | undefined
  readonly falseNonMatchRate: Estimate | undefined
}

/**
 * The false non-match rate at each false match rate (at most LARGEST_RATE), with intervals of a bootstrap over people: those of
 * the threshold and of the error at it together. A pair counts as often as both its people were drawn.
 */
export function ratesOf(pairs: AllPairs, falseMatchRates: readonly number[], options?: BootstrapOptions): AllPairsRate[] {
  const measurable = falseMatchRates.filter(rate => rate * pairs.impostors >= 1)
  const once = new Uint16Array(pairs.people).fill(1)
  const values = at(pairs, measurable, once)
  const drawn = bootstrap(
    [pairs.people],
    weights => {
      const { thresholds, fnmrs } = at(pairs, measurable, weights)
      return [...thresholds, ...fnmrs]
    },
    options,
  )
  const withPairs = new Set(Array.from(pairs.genuine.a, photo => pairs.who[photo])).size
  return falseMatchRates.map(falseMatchRate => {
    const k = measurable.indexOf(falseMatchRate)
    if (k < 0) return { falseMatchRate, threshold: undefined, falseNonMatchRate: undefined }
    const threshold = values.thresholds[k]!
    const value = values.fnmrs[k]!
    const trials = pairs.genuine.similarity.length
    const hits = Math.round(value * trials)
    return {
      falseMatchRate,
      threshold: { value: threshold, ...(drawn[k] ?? { low: threshold, high: threshold }) },
      falseNonMatchRate: trials === 0 ? undefined : widest(value, { hits, trials }, withPairs, drawn[measurable.length + k]),
    }
  })
}

/** Thresholds and false non-match rates under weights of people. */
function at(
  { who, people, genuine, nearest }: AllPairs,
  rates: readonly number[],
  weights: Weights,
): { thresholds: number[]; fnmrs: number[] } {
  const drawn = new Float64Array(people)
  for (const person of who) drawn[person]! += weights[person]!
  const sum = drawn.reduce((all, photos) => all + photos, 0)
  const squares = drawn.reduce((all, photos) => all + photos ** 2, 0)
  const impostors = (sum * sum - squares) / 2
  const weightOf = (photo: number) => weights[who[photo]!]!
  // From the strictest on: each goes on where the one before stopped.
  const order = rates.map((_, k) => k).sort((x, y) => rates[x]! - rates[y]!)
  const thresholds = rates.map(() => NaN)
  let passed = 0
  let next = 0
  for (const k of order) {
    const allowed = rates[k]! * impostors + 1e-6
    while (next < nearest.similarity.length) {
      const weight = weightOf(nearest.a[next]!) * weightOf(nearest.b[next]!)
      if (passed + weight > allowed) break
      passed += weight
      next++
    }
    thresholds[k] = (nearest.similarity[next] ?? NaN) + SMALLEST_STEP
  }
  const missed = rates.map(() => 0)
  let total = 0
  for (let p = 0; p < genuine.similarity.length; p++) {
    const weight = weightOf(genuine.a[p]!)
    total += weight
    for (const [k, threshold] of thresholds.entries()) if (genuine.similarity[p]! < threshold) missed[k]! += weight
  }
  return { thresholds, fnmrs: missed.map((m, k) => (Number.isNaN(thresholds[k]!) ? NaN : m / total)) }
}

/** The error trade-off below LARGEST_RATE, at steps evenly apart on a logarithmic scale. */
export function tradeOffOf(pairs: AllPairs, steps = 60): (readonly [fmr: number, fnmr: number])[] {
  const lowest = Math.log10(1 / pairs.impostors)
  const rates = Array.from({ length: steps }, (_, k) => 10 ** (lowest + ((Math.log10(LARGEST_RATE) - lowest) * k) / (steps - 1)))
  const { fnmrs } = at(pairs, rates, new Uint16Array(pairs.people).fill(1))
  return rates.flatMap((rate, k) => (Number.isNaN(fnmrs[k]!) ? [] : [[rate, fnmrs[k]!] as const]))
}
