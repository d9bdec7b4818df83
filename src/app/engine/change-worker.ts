// The thread that prepares going over to another pack, out of the way of the one that recognises; ends when it is done or told to.

import { setPriority } from 'node:os'
import { parentPort, workerData } from 'node:worker_threads'
import { toCarried, type CarriedError } from '../../core/carried-error.ts'
import { prepareChange, type ChangeProgress, type ChangeRequest, type PreparedChange } from '../change-pack.ts'
import { openModels, openStore } from '../open-rostro.ts'

export interface ChangeWork extends ChangeRequest {
  readonly home: string
  readonly people?: string | undefined
}

export type FromChangeWorker =
  | { readonly type: 'progress'; readonly progress: ChangeProgress }
  | { readonly type: 'prepared'; readonly prepared: PreparedChange }
  | { readonly type: 'failed'; readonly error: CarriedError }

const tell = (message: FromChangeWorker): void => {
  parentPort?.postMessage(message)
}

/** On Linux, and only there, this is the thread's own: whoever recognises goes first. */
const NICE = 10
if (process.platform === 'linux') setPriority(NICE)

const stop = new AbortController()
parentPort?.once('message', () => {
  stop.abort()
})

try {
  const { home, people, ...request } = workerData as ChangeWork
  const store = await openStore(home, people)
  try {
    const prepared = await prepareChange({
      ...request,
      store,
      models: openModels(home),
      signal: stop.signal,
      onProgress: progress => {
        tell({ type: 'progress', progress })
      },
    })
    tell({ type: 'prepared', prepared })
  } finally {
    await store.close()
  }
} catch (error) {
  tell({ type: 'failed', error: toCarried(error) })
}
parentPort?.close()
