// Preloaded into the built server by bench/cameras/serve.ts: notes when each frame came and was answered, and how late the threads are.

import { appendFileSync } from 'node:fs'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { getHeapStatistics } from 'node:v8'
import { isMainThread } from 'node:worker_threads'
import { Recognizer } from '../src/recognition/recognizer.ts'
import type { AnsweredFrame, MeterLine } from './cameras/meter.ts'

const EVERY_MS = 1000
/** Of the timer by which Node finds out how late a thread is. What it tells is the time between two of its ticks, which is this and the delay. */
const TICK_MS = 5

const file = process.env['ROSTRO_BENCH_METER']!
const loop = monitorEventLoopDelay({ resolution: TICK_MS })
loop.enable()
let frames: AnsweredFrame[] = []

// The engine's thread is the one whose frames come.
// eslint-disable-next-line @typescript-eslint/unbound-method -- called with its own `this`
const answer = Recognizer.prototype.process
Recognizer.prototype.process = async function (frame, people) {
  let detected = false
  const seen = new Proxy(frame, {
    get(target, key) {
      const value: unknown = Reflect.get(target, key)
      if (typeof value !== 'function') return value
      if (key !== 'close') detected = true
      return value.bind(target) as unknown
    },
  })
  const result = await answer.call(this, seen, people)
  const { sourceId, index, atMs } = frame
  const since = performance.timeOrigin
  frames.push({
    cameraId: sourceId,
    index,
    cameMs: since + atMs,
    answeredMs: since + performance.now(),
    detected,
    faces: result.faces.length,
  })
  return result
}

setInterval(() => {
  const line: MeterLine = {
    atMs: performance.timeOrigin + performance.now(),
    thread: isMainThread ? 'main' : 'worker',
    loopMaxMs: delayMs(loop.max),
    loopP99Ms: delayMs(loop.percentile(99)),
    handles: process.getActiveResourcesInfo().length,
    // Collections themselves are not observed: a PerformanceObserver's entries and a GCProfiler's texts make the thread they watch grow.
    heapMb: getHeapStatistics().used_heap_size / 1e6,
    frames,
  }
  frames = []
  loop.reset()
  appendFileSync(file, `${JSON.stringify(line)}\n`)
}, EVERY_MS).unref()

function delayMs(betweenTicksNs: number): number {
  return Math.max(0, betweenTicksNs / 1e6 - TICK_MS)
}
