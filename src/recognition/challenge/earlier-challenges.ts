// Remembers how heads went through challenges that were passed, and tells when one goes the very same way again: a recording of it.

import { extents, type Pose } from './movement.ts'

/** The newest; in memory only, and of nobody in particular. */
const KEPT = 100
/** Courses are compared at moments so far apart… */
const STEP_MS = 40
/** …each the mean of so many moments to both sides, about three looks: landmarks are not steady. */
const SMOOTHED = 3
/** A recording begins sooner or later than it was recorded. */
const MAX_SHIFT_MS = 2000
/** So much of the shorter course has to lie over the other. */
const MIN_SHARE = 0.8
/**
 * Correlation from which two courses are one. In a simulation recordings come to 0.996 and more; people who do the same movements
 * anew, with their own reaction times, seldom do (docs/liveness-accuracy.md).
 */
const SAME_COURSE = 0.996

/** One look. */
export interface PoseAt extends Pose {
  readonly atMs: number
}

/** One value a moment, in whole movements: to the left, upwards, nearer. */
type Course = readonly [Float64Array, Float64Array, Float64Array]

export class EarlierChallenges {
  #courses: readonly Course[] = []

  /** @param looks of one challenge from its beginning, in order. @returns whether an earlier one went the same way */
  knows(looks: readonly PoseAt[]): boolean {
    const course = courseOf(looks)
    return this.#courses.some(earlier => likeness(course, earlier) >= SAME_COURSE)
  }

  add(looks: readonly PoseAt[]): void {
    this.#courses = [...this.#courses, courseOf(looks)].slice(-KEPT)
  }
}

function courseOf(looks: readonly PoseAt[]): Course {
  const [first, last] = [looks[0], looks.at(-1)]
  if (!first || !last) return [new Float64Array(), new Float64Array(), new Float64Array()]
  const gone = looks.map(look => extents(look, first))
  const along = (of: (now: (typeof gone)[number]) => number) =>
    smoothed(
      sampled(
        looks.map(look => look.atMs - first.atMs),
        gone.map(of),
      ),
    )
  return [along(now => now.left), along(now => now.up), along(now => now.closer)]
}

/** Values between two looks lie on the way from one to the other. */
function sampled(timesMs: readonly number[], values: readonly number[]): Float64Array {
  let i = 0
  return Float64Array.from({ length: Math.floor(timesMs.at(-1)! / STEP_MS) + 1 }, (_, step) => {
    while (i + 2 < timesMs.length && timesMs[i + 1]! <= step * STEP_MS) i++
    const [from, to] = [timesMs[i]!, timesMs[i + 1] ?? timesMs[i]!]
    const share = to > from ? (step * STEP_MS - from) / (to - from) : 0
    return values[i]! + share * ((values[i + 1] ?? values[i]!) - values[i]!)
  })
}

const smoothed = (values: Float64Array): Float64Array =>
  values.map((_, i) => mean(values.subarray(Math.max(0, i - SMOOTHED), i + SMOOTHED + 1)))

/** Best correlation over all shifts, -1–1. */
function likeness(a: Course, b: Course): number {
  const [lengthA, lengthB] = [a[0].length, b[0].length]
  const least = Math.max(2, MIN_SHARE * Math.min(lengthA, lengthB))
  const most = MAX_SHIFT_MS / STEP_MS
  let best = -1
  for (let shift = -most; shift <= most; shift++) {
    const from = Math.max(0, shift)
    const to = Math.min(lengthA, lengthB + shift)
    if (to - from < least) continue
    const over = (course: Course, start: number) => course.map(values => values.subarray(start, start + to - from))
    best = Math.max(best, correlation(over(a, from), over(b, from - shift)))
  }
  return best
}

/** Over all directions together, each less its mean. */
function correlation(a: readonly Float64Array[], b: readonly Float64Array[]): number {
  let [ab, aa, bb] = [0, 0, 0]
  for (const [k, values] of a.entries()) {
    const others = b[k]!
    const [meanA, meanB] = [mean(values), mean(others)]
    for (let i = 0; i < values.length; i++) {
      const [x, y] = [values[i]! - meanA, others[i]! - meanB]
      ab += x * y
      aa += x * x
      bb += y * y
    }
  }
  return aa > 0 && bb > 0 ? ab / Math.sqrt(aa * bb) : 0
}

const mean = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0) / values.length
