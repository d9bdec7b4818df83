// Notes in each second how late a thread was, and how long it worked without a pause, with whatever else there is to note of it.

import { appendFileSync, readFileSync } from 'node:fs'
import { getHeapStatistics } from 'node:v8'
import type { MeterLine } from './meter.ts'

const EVERY_MS = 1000
/** Of the timer by which a thread finds out how late it is. */
const TICK_MS = 5

export function noteLateness(file: string, thread: MeterLine['thread'], takeFrames: () => MeterLine['frames'] = () => []): void {
  let last = { atMs: performance.now(), ranMs: ranMs() }
  const late: number[] = []
  const ran: number[] = []
  setInterval(() => {
    const tick = { atMs: performance.now(), ranMs: ranMs() }
    late.push(Math.max(0, tick.atMs - last.atMs - TICK_MS))
    ran.push(tick.ranMs - last.ranMs)
    last = tick
  }, TICK_MS).unref()
  setInterval(() => {
    const [delays, runs] = [late.splice(0).sort((a, b) => a - b), ran.splice(0)]
    const line: MeterLine = {
      atMs: performance.timeOrigin + performance.now(),
      thread,
      loopMaxMs: delays.at(-1) ?? 0,
      loopP99Ms: delays[Math.floor(delays.length * 0.99)] ?? 0,
      ranMaxMs: Math.max(0, ...runs),
      handles: process.getActiveResourcesInfo().length,
      // Collections themselves are not observed: a PerformanceObserver's entries and a GCProfiler's texts make the thread they watch grow.
      heapMb: getHeapStatistics().used_heap_size / 1e6,
      frames: takeFrames(),
    }
    appendFileSync(file, `${JSON.stringify(line)}\n`)
  }, EVERY_MS).unref()
}

/** The time this thread has had a core, as the kernel counts it at each of its ticks (1 to 10 ms) and whenever the thread pauses. */
function ranMs(): number {
  return Number(readFileSync('/proc/thread-self/schedstat', 'latin1').split(' ')[0]) / 1e6
}
