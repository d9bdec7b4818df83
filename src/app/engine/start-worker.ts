// Starts the threads of this folder.

import type { Worker } from 'node:worker_threads'
import { startThread } from '../../core/start-thread.ts'
import type { ChangeWork } from './change-worker.ts'
import type { EngineOptions } from './wire.ts'

export const startWorker = (options: EngineOptions): Worker => startThread('engine-worker', import.meta.url, options)
export const startChangeWorker = (work: ChangeWork): Worker => startThread('change-worker', import.meta.url, work)
