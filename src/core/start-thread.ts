// Starts a file as a thread: compiled, and from sources under tsx or vitest.

import { SHARE_ENV, Worker, type WorkerOptions } from 'node:worker_threads'

/**
 * What a thread's new objects may take, in MB. By default V8 lets it grow to 48, most of which is resident in a thread that
 * turns frames into garbage; measured with one camera and with four, this takes 10 to 20 MB less and no more time.
 */
const YOUNG_MB = 12

/**
 * Compiled, the file that asks is a .js beside that of the thread, which simply starts. In a checkout it is a .ts, which Node 20 cannot load, and
 * neither tsx nor vitest hands its loader on to threads: there the thread starts with a line that registers tsx, a development dependency, and then
 * imports the source.
 * @param name of the file, beside the one that asks and without its ending
 * @param asking `import.meta.url` of the one that asks
 */
export function startThread(name: string, asking: string, workerData: unknown): Worker {
  // Of the process, not a copy: libraries read what a thread sets for them.
  const settings: WorkerOptions = {
    workerData,
    name: `rostro-${name}`,
    env: SHARE_ENV,
    resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB },
  }
  if (!asking.endsWith('.ts')) return new Worker(new URL(`./${name}.js`, asking), settings)
  const source = JSON.stringify(new URL(`./${name}.ts`, asking).href)
  const loader = JSON.stringify(import.meta.resolve('tsx/esm/api'))
  const bootstrap = `import { register } from ${loader}; register(); await import(${source})`
  return new Worker(new URL(`data:text/javascript,${encodeURIComponent(bootstrap)}`), settings)
}
