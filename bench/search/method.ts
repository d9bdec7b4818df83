// What a way of searching is to the bench, and how one is measured.

import { median, round } from '../common.ts'
import type { Crowd } from './crowd.ts'

export interface Built {
  readonly memoryBytes: number | undefined
  /** The row most similar to the probe. */
  nearest(probe: Float32Array): number | Promise<number>
  /** Writes it down and reads it again. @returns how long reading takes until the first search can be asked */
  load?(): Promise<number>
  close?(): void | Promise<void>
}

export interface Method {
  readonly name: string
  /** More rows take too long or too much; why. */
  readonly upTo?: { readonly rows: number; readonly because: string }
  build(crowd: Crowd): Built | Promise<Built>
}

export interface SearchRow {
  readonly method: string
  readonly size: number
  readonly dimensions: number
  readonly skipped?: string
  readonly buildMs?: number
  readonly loadMs?: number | undefined
  readonly memoryMb?: number | undefined
  /** Of the processor, a search; the other times are the clock's, with whatever else the machine does. */
  readonly cpuMs?: number
  readonly p50Ms?: number
  readonly p99Ms?: number
  /** Eight probes one after the other. */
  readonly batchOf8Ms?: number
  /** The share of probes for which the row is the one that comparing with all gives. */
  readonly recallAt1?: number
  readonly probes?: number
}

/** A method is asked as often as it can within this, but not less than the second number of times. */
const TIME_MS = 10_000
const [MOST, LEAST] = [1000, 16]
const BATCH = 8

/** `truth` gives the row that comparing with all finds. */
export async function measure(method: Method, crowd: Crowd, truth: readonly number[]): Promise<SearchRow> {
  const { size, dimensions } = crowd
  const row = { method: method.name, size, dimensions }
  if (method.upTo && size > method.upTo.rows) return { ...row, skipped: method.upTo.because }
  const began = performance.now()
  const built = await method.build(crowd)
  const buildMs = performance.now() - began
  try {
    const loadMs = await built.load?.()
    for (let i = 0; i < 3; i++) await built.nearest(crowd.probes[i]!)
    const times: number[] = []
    let right = 0
    const cpu = process.cpuUsage()
    const until = performance.now() + TIME_MS
    while (times.length < Math.min(MOST, truth.length) && (times.length < LEAST || performance.now() < until)) {
      const i = times.length
      const from = performance.now()
      const nearest = await built.nearest(crowd.probes[i]!)
      times.push(performance.now() - from)
      if (nearest === truth[i]) right++
    }
    const { user, system } = process.cpuUsage(cpu)
    const sorted = times.toSorted((a, b) => a - b)
    return {
      ...row,
      buildMs: round(buildMs, 0),
      loadMs: loadMs && round(loadMs, 0),
      memoryMb: built.memoryBytes === undefined ? undefined : round(built.memoryBytes / 1e6, 1),
      cpuMs: round((user + system) / 1000 / times.length, 3),
      p50Ms: round(median(times), 3),
      p99Ms: round(sorted[Math.floor(0.99 * sorted.length)]!, 3),
      batchOf8Ms: round(median(await batches(built, crowd)), 3),
      recallAt1: round(right / times.length, 4),
      probes: times.length,
    }
  } finally {
    await built.close?.()
  }
}

async function batches(built: Built, { probes }: Crowd): Promise<number[]> {
  const times: number[] = []
  const until = performance.now() + TIME_MS / 2
  while (times.length < 50 && (times.length < 3 || performance.now() < until)) {
    const from = performance.now()
    for (let i = 0; i < BATCH; i++) await built.nearest(probes[(times.length * BATCH + i) % probes.length]!)
    times.push(performance.now() - from)
  }
  return times
}
