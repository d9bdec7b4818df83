// Prepares a change of pack in a thread of its own.

import { fromCarried } from '../../core/carried-error.ts'
import { RostroError } from '../../core/errors.ts'
import type { ChangeProgress, PreparedChange } from '../change-pack.ts'
import type { ChangeWork, FromChangeWorker } from './change-worker.ts'
import { startChangeWorker } from './start-worker.ts'

/** One thread of the processor is left to everybody else, however slow that makes it. */
const THREADS = 1

/** Resolves or rejects when the thread has ended. @throws what prepareChange() throws */
export function prepareBeside(
  work: Omit<ChangeWork, 'threads'>,
  onProgress: (progress: ChangeProgress) => void,
  signal: AbortSignal,
): Promise<PreparedChange> {
  const worker = startChangeWorker({ ...work, threads: THREADS })
  const stop = () => {
    worker.postMessage('stop')
  }
  signal.addEventListener('abort', stop, { once: true })
  if (signal.aborted) stop()
  return new Promise((resolve, reject) => {
    let prepared: PreparedChange | undefined
    let failure: unknown
    worker.on('message', (message: FromChangeWorker) => {
      if (message.type === 'progress') onProgress(message.progress)
      else if (message.type === 'prepared') prepared = message.prepared
      else failure = fromCarried(message.error)
    })
    worker.on('error', error => {
      failure = error
    })
    worker.on('exit', () => {
      signal.removeEventListener('abort', stop)
      if (prepared) resolve(prepared)
      else reject(failure instanceof Error ? failure : new RostroError('device_unavailable', 'Preparing the pack ended early.'))
    })
  })
}
