// Notes in each second how late a thread was, and how long it worked without a pause, with whatever else there is to note of it.

import { appendFileSync, readFileSync } from 'node:fs'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { getHeapStatistics } from 'node:v8'
import type { MeterLine } from './meter.ts'

const EVERY_MS = 1000
/** Of the timer by which Node finds out how late a thread is. What it tells is the time between two of its ticks, which is this and the delay. */
const TICK_MS = 5

export function noteLateness(file: string, thread: MeterLine['thread'], takeFrames: () => MeterLine['frames'] = () => []): void {
  const loop = monitorEventLoopDelay({ resolution: TICK_MS })
  loop.enable()
  let [lastRanMs, ranMaxMs] = [ranMs(), 0]
  setInterval(() => {
    const now = ranMs()
    ranMaxMs = Math.max(ranMaxMs, now - lastRanMs)
    lastRanMs = now
  }, TICK_MS).unref()
  setInterval(() => {
    const line: MeterLine = {
      atMs: performance.timeOrigin + performance.now(),
      thread,
      loopMaxMs: delayMs(loop.max),
      loopP99Ms: delayMs(loop.percentile(99)),
      ranMaxMs,
      handles: process.getActiveResourcesInfo().length,
      // Collections themselves are not observed: a PerformanceObserver's entries and a GCProfiler's texts make the thread they watch grow.
      heapMb: getHeapStatistics().used_heap_size / 1e6,
      frames: takeFrames(),
    }
    loop.reset()
    ranMaxMs = 0
    appendFileSync(file, `${JSON.stringify(line)}\n`)
  }, EVERY_MS).unref()
}

function delayMs(betweenTicksNs: number): number {
  return Math.max(0, betweenTicksNs / 1e6 - TICK_MS)
}

/** The time this thread has had a core, as the kernel counts it at each of its ticks (1 to 10 ms) and whenever the thread pauses. */
function ranMs(): number {
  return Number(readFileSync('/proc/thread-self/schedstat', 'latin1').split(' ')[0]) / 1e6
}
