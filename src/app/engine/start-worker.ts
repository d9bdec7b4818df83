// Starts the engine's thread from compiled files, and from sources under tsx or vitest.

import { Worker } from 'node:worker_threads'
import type { EngineOptions } from './wire.ts'

/**
 * Compiled, this file is a .js beside engine-worker.js and the worker is simply that. In a checkout it is a .ts, which
 * Node 20 cannot load, and neither tsx nor vitest hands its loader on to workers: there the worker starts with a line that
 * registers tsx, a development dependency, and then imports the source.
 */
export function startWorker(options: EngineOptions): Worker {
  const settings = { workerData: options, name: 'rostro-engine' }
  if (!import.meta.url.endsWith('.ts')) return new Worker(new URL('./engine-worker.js', import.meta.url), settings)
  const source = JSON.stringify(new URL('./engine-worker.ts', import.meta.url).href)
  const loader = JSON.stringify(import.meta.resolve('tsx/esm/api'))
  const bootstrap = `import { register } from ${loader}; register(); await import(${source})`
  return new Worker(new URL(`data:text/javascript,${encodeURIComponent(bootstrap)}`), settings)
}
