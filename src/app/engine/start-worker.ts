// Starts the threads of this folder from compiled files, and from sources under tsx or vitest.

import { Worker } from 'node:worker_threads'
import type { ChangeWork } from './change-worker.ts'
import type { EngineOptions } from './wire.ts'

export const startWorker = (options: EngineOptions): Worker => start('engine-worker', options)
export const startChangeWorker = (work: ChangeWork): Worker => start('change-worker', work)

/**
 * Compiled, this file is a .js beside those of the workers and a worker is simply that. In a checkout it is a .ts, which
 * Node 20 cannot load, and neither tsx nor vitest hands its loader on to workers: there the worker starts with a line that
 * registers tsx, a development dependency, and then imports the source.
 */
function start(file: 'engine-worker' | 'change-worker', workerData: EngineOptions | ChangeWork): Worker {
  const settings = { workerData, name: `rostro-${file}` }
  if (!import.meta.url.endsWith('.ts')) return new Worker(new URL(`./${file}.js`, import.meta.url), settings)
  const source = JSON.stringify(new URL(`./${file}.ts`, import.meta.url).href)
  const loader = JSON.stringify(import.meta.resolve('tsx/esm/api'))
  const bootstrap = `import { register } from ${loader}; register(); await import(${source})`
  return new Worker(new URL(`data:text/javascript,${encodeURIComponent(bootstrap)}`), settings)
}
