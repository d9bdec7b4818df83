// How long something will still take, from how fast it went lately: what comes from a cache goes by in no time and says nothing about the rest.

import type { MonotonicClock } from '../../../core/ports.ts'

const LATELY = 40
/** Nobody believes an estimate from a moment. */
const MIN_SPAN_MS = 3000

/** Milliseconds left, called once for each step done; undefined while it is too early to say. */
export function createTimeLeft(clock: MonotonicClock): (done: number, of: number) => number | undefined {
  let lately: { readonly done: number; readonly atMs: number }[] = []
  let startedAtMs = clock()
  return (done, of) => {
    const now = { done, atMs: clock() }
    if (done <= (lately.at(-1)?.done ?? 0)) {
      // Something else is counted now.
      lately = []
      startedAtMs = now.atMs
    }
    lately.push(now)
    if (lately.length > LATELY) lately.shift()
    const since = lately[0]!
    if (now.atMs - startedAtMs < MIN_SPAN_MS || now.done === since.done) return undefined
    return ((of - done) * (now.atMs - since.atMs)) / (now.done - since.done)
  }
}

/** 75000 → about 1 min */
export function roughly(ms: number): string {
  const seconds = Math.ceil(ms / 1000)
  if (seconds < 60) return `about ${seconds} s`
  const minutes = Math.round(seconds / 60)
  return minutes < 90 ? `about ${minutes} min` : `about ${(minutes / 60).toFixed(1)} h`
}
