// Preloaded into the built server by bench/cameras/serve.ts: notes when each frame came and was answered, and how late the threads are.

import { isMainThread } from 'node:worker_threads'
import { Recognizer } from '../src/recognition/recognizer.ts'
import { noteLateness } from './cameras/lateness.ts'
import type { AnsweredFrame } from './cameras/meter.ts'

const file = process.env['ROSTRO_BENCH_METER']!
const frames: AnsweredFrame[] = []

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

noteLateness(file, isMainThread ? 'main' : 'worker', () => frames.splice(0))
