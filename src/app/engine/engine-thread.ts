// One thread of the engine: opened, listened to for signs of life, and ended, by force where it must and can be.

import type { Worker } from 'node:worker_threads'
import { fromCarried } from '../../core/carried-error.ts'
import { RostroError } from '../../core/errors.ts'
import type { EngineClock } from './engine-clock.ts'
import type { FromWorker } from './wire.ts'

/** What the thread says besides what its own life is about. */
export type Said = Exclude<FromWorker, { type: 'ready' | 'failed' | 'alive' }>

export interface EngineThreadOptions {
  readonly clock: EngineClock
  readonly hear: (message: Said) => void
  /** It is gone. @param cause why, where it was not told to */
  readonly onExit: (cause: unknown) => void
  /** It gave no sign of life for too long, and is not listened to any more. Told once. */
  readonly onSilent: () => void
}

/**
 * It says every second that it lives, which takes its event loop and one of the threads that read and decode for it. Counted are this thread's
 * own ticks: none pass while the machine sleeps or has no time at all. The longest its loop was ever seen held up is a second, on a machine with
 * ten times the work it can do; opening reads models and people.
 */
export const TICK_MS = 1000
export const SILENT_TICKS = { opening: 300, working: 30 } as const
const MAX_CLOSE_MS = 4500
const MAX_FORCE_MS = 5000

export class EngineThread {
  readonly worker: Worker
  /** Resolves when the networks are open; rejects when they cannot be, and then the thread is gone or ending. */
  readonly ready: Promise<void>
  readonly #clock: EngineClock
  readonly #gone: Promise<void>
  #isGone = false

  constructor(worker: Worker, { clock, hear, onExit, onSilent }: EngineThreadOptions) {
    this.worker = worker
    this.#clock = clock
    let [silentTicks, patience]: [number, number] = [0, SILENT_TICKS.opening]
    let fail: (error: Error) => void = () => {}
    const stopListening = clock.every(TICK_MS, () => {
      if (++silentTicks !== patience) return
      fail(silent(patience))
      onSilent()
    })
    let cause: unknown
    let leave = () => {}
    this.#gone = new Promise(resolve => (leave = resolve))
    this.ready = new Promise((resolve, reject) => {
      fail = reject
      worker.on('message', (message: FromWorker) => {
        if (silentTicks >= patience) return
        silentTicks = 0
        if (message.type === 'failed') cause = fromCarried(message.error)
        else if (message.type === 'ready') {
          patience = SILENT_TICKS.working
          resolve()
        } else if (message.type !== 'alive') hear(message)
      })
      worker.on('error', error => {
        cause = error
      })
      worker.on('exit', () => {
        stopListening()
        this.#isGone = true
        leave()
        reject(cause instanceof Error ? cause : stopped(cause))
        onExit(cause)
      })
    })
    this.ready.catch(() => {}) // Whoever waits for it hears of it.
  }

  get isGone(): boolean {
    return this.#isGone
  }

  /** Asks it to close and waits; then ends it by force, if it may be. Resolves to whether it is gone. */
  async end(askToClose: () => void, mayForce: boolean): Promise<boolean> {
    if (this.#isGone) return true
    askToClose()
    await this.#within(MAX_CLOSE_MS)
    // It may be computing in native code, and terminate() waits for that.
    if (mayForce && !this.isGone) await Promise.race([this.worker.terminate(), this.#within(MAX_FORCE_MS)])
    return this.isGone
  }

  async #within(ms: number): Promise<void> {
    const patience = new AbortController()
    await Promise.race([this.#gone, this.#clock.wait(ms, patience.signal)])
    patience.abort()
  }
}

export const stopped = (cause: unknown): RostroError =>
  new RostroError('device_unavailable', 'Recognition stopped unexpectedly and is being started anew: try again in a moment.', {
    cause,
  })

export const silent = (ticks: number): RostroError =>
  new RostroError(
    'device_unavailable',
    `Recognition gave no sign of life for ${(ticks * TICK_MS) / 1000} s and is being started anew.`,
  )
