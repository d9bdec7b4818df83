// The engine as the server sees it: a worker thread behind the Engine port, started anew when it dies.

import type { Worker } from 'node:worker_threads'
import { fromCarried } from '../../core/carried-error.ts'
import { messageOf, RostroError } from '../../core/errors.ts'
import type { RostroOptions } from '../open-rostro.ts'
import { Calls } from './calls.ts'
import type { Engine, EngineListener, EngineSettings } from './engine.ts'
import { createSystemClock, type EngineClock } from './engine-clock.ts'
import { restartDelayMs } from './restart-delay.ts'
import { startWorker } from './start-worker.ts'
import type { ArgumentsOf, EngineOptions, FromWorker, Method, ResultOf } from './wire.ts'

export interface OpenEngineOptions extends EngineOptions {
  readonly listener: EngineListener
  /** Hears how the first download of a pack gets on. */
  readonly onPull?: RostroOptions['onPull']
  readonly clock?: EngineClock
  /** For tests. */
  readonly startWorker?: typeof startWorker
}

const MAX_CLOSE_MS = 4500

/** Starts the thread and waits until its networks are open. @throws RostroError of openRostro() */
export async function openEngine(options: OpenEngineOptions): Promise<Engine> {
  const engine = new WorkerEngine(options)
  await engine.start()
  return engine.port
}

class WorkerEngine {
  readonly port: Engine
  readonly #options: OpenEngineOptions
  readonly #clock: EngineClock
  readonly #closing = new AbortController()
  readonly #calls = new Calls()
  /** All that live, and the one that takes calls. */
  readonly #threads = new Set<Worker>()
  #worker: Worker | undefined
  #pack: string | undefined
  /** That a thread ends is no news: another one is on its way. */
  #restarting = false
  #restarts: number[] = []
  /** What a new worker must be told to go on where the last one was. */
  #settings: EngineSettings | undefined
  readonly #streams = new Map<string, ArgumentsOf<'openStream'>[0]>()
  readonly #cameras = new Map<string, ArgumentsOf<'runCamera'>[0]>()
  readonly #accesses = new Map<string, ArgumentsOf<'openAccess'>[0]>()
  readonly #watched = new Set<string>()

  constructor(options: OpenEngineOptions) {
    this.#options = options
    this.#clock = options.clock ?? createSystemClock()
    this.#pack = options.pack
    this.port = this.#createPort()
  }

  /** Resolves when the networks are open; rejects when they cannot be, and then no thread is left. */
  async start(): Promise<void> {
    this.#worker = await this.#open(this.#pack)
  }

  /** A thread with the networks of this pack, which nobody calls yet. */
  #open(pack: string | undefined): Promise<Worker> {
    const { home, people, device, threads } = this.#options
    const worker = (this.#options.startWorker ?? startWorker)({ home, people, pack, device, threads })
    this.#threads.add(worker)
    return new Promise((resolve, reject) => {
      let cause: unknown
      worker.on('message', (message: FromWorker) => {
        if (message.type === 'ready') resolve(worker)
        else if (message.type === 'failed') cause = fromCarried(message.error)
        else this.#hear(message)
      })
      worker.on('error', error => {
        cause = error
      })
      worker.on('exit', () => {
        this.#threads.delete(worker)
        reject(cause instanceof Error ? cause : stopped(cause))
        if (this.#worker !== worker) return
        this.#worker = undefined
        this.#calls.failAll(stopped(cause))
        if (!this.#closing.signal.aborted && !this.#restarting) void this.#restart(cause)
      })
    })
  }

  /** The new networks open beside the old ones, which work on until then; cameras are let go of before they are opened anew. */
  async #usePack(pack: string): Promise<void> {
    if (this.#restarting || !this.#worker) throw stopped(undefined)
    const { listener } = this.#options
    this.#restarting = true
    try {
      const next = await this.#open(pack)
      listener.onProblem({ code: 'device_unavailable', message: `Recognition goes over to the pack ${pack}.` })
      await this.#endCurrent()
      // It may have died meanwhile, or all are being closed.
      if (!this.#threads.has(next)) throw stopped(undefined)
      this.#worker = next
      this.#pack = pack
      await this.#goOn()
      listener.onProblem(undefined)
    } finally {
      this.#restarting = false
      if (!isClosing(this.#closing.signal) && !this.#threads.has(this.#worker)) void this.#restart(undefined)
    }
  }

  #hear(message: Exclude<FromWorker, { type: 'ready' | 'failed' }>): void {
    const { listener, onPull } = this.#options
    if (message.type === 'pull') onPull?.(message.progress)
    else if (message.type !== 'heard') this.#calls.settle(message)
    else (listener[message.what] as (...args: readonly unknown[]) => void)(...message.args)
  }

  /** Until a thread runs again or the engine is closed; ever more patient. */
  async #restart(cause: unknown): Promise<void> {
    const { listener } = this.#options
    const { signal } = this.#closing
    this.#restarting = true
    listener.onProblem({ code: 'device_unavailable', message: stopped(cause).message })
    while (!this.#worker) {
      await this.#clock.wait(restartDelayMs(this.#restarts, this.#clock.monotonic()), signal)
      if (isClosing(signal)) return
      this.#restarts = [...this.#restarts, this.#clock.monotonic()].slice(-10)
      try {
        await this.start()
        await this.#goOn()
      } catch (error) {
        if (isClosing(signal)) return
        listener.onProblem({
          code: error instanceof RostroError ? error.code : 'device_unavailable',
          message: `Recognition stopped and does not start again: ${messageOf(error)}`,
        })
      }
    }
    this.#restarting = false
    listener.onProblem(undefined)
  }

  /** Tells a new thread where the last one was. What it refuses is told where it shows: a camera's state, a stream's next frame. */
  async #goOn(): Promise<void> {
    const told: Promise<unknown>[] = []
    if (this.#settings) told.push(this.#call('configure', this.#settings))
    for (const id of this.#watched) told.push(this.#call('watchCamera', id, true))
    for (const stream of this.#streams.values()) told.push(this.#call('openStream', stream))
    for (const access of this.#accesses.values()) told.push(this.#call('openAccess', access))
    for (const camera of this.#cameras.values()) told.push(this.#call('runCamera', camera))
    await Promise.allSettled(told)
  }

  #call<Name extends Method>(method: Name, ...args: ArgumentsOf<Name>): Promise<ResultOf<Name>> {
    return this.#worker ? this.#calls.make(this.#worker, method, args) : Promise.reject(stopped(undefined))
  }

  #createPort(): Engine {
    const pass =
      <Name extends Method>(method: Name) =>
      (...args: ArgumentsOf<Name>): Promise<ResultOf<Name>> =>
        this.#call(method, ...args)
    return {
      describe: pass('describe'),
      operatingPoint: pass('operatingPoint'),
      refresh: pass('refresh'),
      nearest: pass('nearest'),
      recognize: pass('recognize'),
      verify: pass('verify'),
      beginEnrolment: pass('beginEnrolment'),
      enrolment: pass('enrolment'),
      lookForEnrolment: pass('lookForEnrolment'),
      offerPhoto: pass('offerPhoto'),
      enrolmentPhoto: pass('enrolmentPhoto'),
      removePhoto: pass('removePhoto'),
      finishEnrolment: pass('finishEnrolment'),
      dropEnrolment: pass('dropEnrolment'),
      pushFrame: pass('pushFrame'),
      pushAccessFrame: pass('pushAccessFrame'),
      beginChallenge: pass('beginChallenge'),
      cameraPicture: pass('cameraPicture'),
      probeCamera: pass('probeCamera'),
      replay: pass('replay'),
      embedCrop: pass('embedCrop'),
      usePack: pack => this.#usePack(pack),
      configure: settings => {
        this.#settings = settings
        return this.#call('configure', settings)
      },
      openStream: async stream => {
        await this.#call('openStream', stream)
        this.#streams.set(stream.id, stream)
      },
      closeStream: id => {
        this.#streams.delete(id)
        return this.#call('closeStream', id)
      },
      openAccess: async access => {
        await this.#call('openAccess', access)
        this.#accesses.set(access.id, access)
      },
      closeAccess: id => {
        this.#accesses.delete(id)
        return this.#call('closeAccess', id)
      },
      runCamera: async camera => {
        await this.#call('runCamera', camera)
        this.#cameras.set(camera.id, camera)
      },
      stopCamera: id => {
        this.#cameras.delete(id)
        return this.#call('stopCamera', id)
      },
      watchCamera: (id, watched) => {
        if (watched) this.#watched.add(id)
        else this.#watched.delete(id)
        return this.#call('watchCamera', id, watched)
      },
      close: () => this.#close(),
    }
  }

  async #close(): Promise<void> {
    if (isClosing(this.#closing.signal)) return
    this.#closing.abort()
    await this.#endCurrent()
    // One that was still opening.
    for (const thread of this.#threads) await thread.terminate()
  }

  async #endCurrent(): Promise<void> {
    const worker = this.#worker
    if (!worker) return
    const gone = new Promise<void>(resolve => {
      worker.once('exit', () => {
        resolve()
      })
    })
    this.#calls.make(worker, 'close', []).catch(() => {}) // A thread that cannot close is ended below.
    const patience = new AbortController()
    await Promise.race([gone, this.#clock.wait(MAX_CLOSE_MS, patience.signal)])
    patience.abort()
    // Only a thread that hangs is still there: see engine-worker.ts for what ending it may do.
    await worker.terminate()
  }
}

/** Read anew at every call; of `signal.aborted` the compiler believes that it stays as it was. */
const isClosing = (signal: AbortSignal): boolean => signal.aborted

const stopped = (cause: unknown): RostroError =>
  new RostroError('device_unavailable', 'Recognition stopped unexpectedly and is being started anew: try again in a moment.', {
    cause,
  })
