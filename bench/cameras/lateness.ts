// Notes in each second how late a thread was, with whatever else there is to note of it.

import { appendFileSync } from 'node:fs'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { getHeapStatistics } from 'node:v8'
import type { MeterLine } from './meter.ts'

const EVERY_MS = 1000
/** Of the timer by which Node finds out how late a thread is. What it tells is the time between two of its ticks, which is this and the delay. */
const TICK_MS = 5

export function noteLateness(
  file: string,
  thread: MeterLine['thread'],
  takeFrames: () => MeterLine['frames'] = () => [],
): NodeJS.Timeout {
  const loop = monitorEventLoopDelay({ resolution: TICK_MS })
  loop.enable()
  return setInterval(() => {
    const line: MeterLine = {
      atMs: performance.timeOrigin + performance.now(),
      thread,
      loopMaxMs: delayMs(loop.max),
      loopP99Ms: delayMs(loop.percentile(99)),
      handles: process.getActiveResourcesInfo().length,
      // Collections themselves are not observed: a PerformanceObserver's entries and a GCProfiler's texts make the thread they watch grow.
      heapMb: getHeapStatistics().used_heap_size / 1e6,
      frames: takeFrames(),
    }
    loop.reset()
    appendFileSync(file, `${JSON.stringify(line)}\n`)
  }, EVERY_MS)
}

function delayMs(betweenTicksNs: number): number {
  return Math.max(0, betweenTicksNs / 1e6 - TICK_MS)
}
