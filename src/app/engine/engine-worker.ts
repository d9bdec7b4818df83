// The engine's thread: opens Rostro, answers calls one by one as they finish, and ends when it is told to.

import { randomBytes } from 'node:crypto'
import { promisify } from 'node:util'
import { parentPort, workerData } from 'node:worker_threads'
import { toCarried } from '../../core/carried-error.ts'
import { openRostro } from '../open-rostro.ts'
import { createLocalEngine } from './local-engine.ts'
import type { EngineListener, LocalEngine } from './engine.ts'
import { TICK_MS } from './engine-thread.ts'
import { defaultThreads } from '../../models/session.ts'
import { packed, type Call, type EngineOptions, type FromWorker } from './wire.ts'

function tell(message: FromWorker): void {
  const { value, buffers } = packed(message)
  parentPort?.postMessage(value, buffers)
}

const hear =
  <What extends keyof EngineListener>(what: What) =>
  (...args: Parameters<EngineListener[What]>) => {
    tell({ type: 'heard', what, args })
  }

async function open(): Promise<{ engine: LocalEngine; close: () => Promise<void> }> {
  const listener: EngineListener = {
    onEvent: hear('onEvent'),
    onCrossing: hear('onCrossing'),
    onPicture: hear('onPicture'),
    onCamera: hear('onCamera'),
    onLook: hear('onLook'),
    onProblem: hear('onProblem'),
  }
  let told: string | undefined
  const rostro = await openRostro({
    ...(workerData as EngineOptions),
    inferenceThreads: defaultThreads(),
    onGivenUp: () => {
      life.isOver = true
    },
    onPull: progress => {
      tell({ type: 'pull', progress })
    },
    // The store is asked twice a second; only a change is news.
    onProblem: error => {
      const { code = 'store_unavailable', message } = toCarried(error)
      if (message !== told) listener.onProblem({ code, message })
      told = message
    },
    onWell: () => {
      if (told !== undefined) listener.onProblem(undefined)
      told = undefined
    },
  })
  const engine = createLocalEngine({ rostro, listener })
  return {
    engine,
    async close() {
      await engine.close()
      await rostro.close()
    },
  }
}

async function answer(engine: LocalEngine, close: () => Promise<void>, { id, method, args }: Call): Promise<void> {
  try {
    const calls = { ...engine, close } as Record<Call['method'], (...given: readonly unknown[]) => Promise<unknown>>
    tell({ type: 'result', id, result: await calls[method](...args) })
  } catch (error) {
    tell({ type: 'error', id, error: toCarried(error) })
  }
  if (method === 'close') parentPort?.close()
}

/**
 * An error nobody caught ends this thread, but not at once: node-av aborts the whole process when its thread goes while it
 * reads a packet. So cameras are let go of first.
 */
async function die(error: unknown, close: () => Promise<void>): Promise<void> {
  tell({ type: 'failed', error: toCarried(error) })
  await Promise.race([close(), new Promise(resolve => setTimeout(resolve, MAX_DYING_MS))]).catch(() => {}) // It dies anyway.
  process.exit(1)
}

const MAX_DYING_MS = 4500

/** Over when no network runs any more: whoever listens for signs of life then ends this thread, or the process. */
const life = { isOver: false }

/** Through one of libuv's threads: cameras whose decoders hang in native code keep those, until nothing can be read or decoded any more. */
function sayAlive(): void {
  void promisify(randomBytes)(1).then(() => {
    if (life.isOver) return
    tell({ type: 'alive' })
    setTimeout(sayAlive, TICK_MS).unref()
  })
}

try {
  sayAlive()
  const { engine, close } = await open()
  process.once('uncaughtException', error => void die(error, close))
  // A second one while it dies changes nothing.
  process.on('uncaughtException', () => {})
  parentPort?.on('message', (call: Call) => void answer(engine, close, call))
  tell({ type: 'ready' })
} catch (error) {
  tell({ type: 'failed', error: toCarried(error) })
  parentPort?.close()
}
