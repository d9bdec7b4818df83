// The engine as the server sees it: a worker thread behind the Engine port, started anew when it dies or hangs.

import { messageOf, RostroError } from '../../core/errors.ts'
import type { RostroOptions } from '../open-rostro.ts'
import { Calls } from './calls.ts'
import type { Engine, EngineListener, EngineSettings } from './engine.ts'
import { createSystemClock, type EngineClock } from './engine-clock.ts'
import { EngineThread, silent, SILENT_TICKS, stopped, type Said } from './engine-thread.ts'
import { restartDelayMs } from './restart-delay.ts'
import { startWorker } from './start-worker.ts'
import type { ArgumentsOf, EngineOptions, Method, ResultOf } from './wire.ts'

export interface OpenEngineOptions extends EngineOptions {
  readonly listener: EngineListener
  /** Hears how the first download of a pack gets on. */
  readonly onPull?: RostroOptions['onPull']
  /** A thread hangs and cannot be ended: only the end of the process helps. Told once at the most. */
  readonly onStuck?: (error: RostroError) => void
  readonly clock?: EngineClock
  /** For tests. */
  readonly startWorker?: typeof startWorker
}

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
  readonly #threads = new Set<EngineThread>()
  #thread: EngineThread | undefined
  #pack: string | undefined
  /** That a thread ends is no news: another one is on its way. */
  #restarting = false
  #restarts: number[] = []
  #isStuck = false
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

  get #isOn(): boolean {
    return this.#thread !== undefined
  }

  /** Nothing is started any more. */
  #isOver(): boolean {
    return this.#closing.signal.aborted || this.#isStuck
  }

  /** Resolves when the networks are open; rejects when they cannot be, and then no thread is left. */
  async start(): Promise<void> {
    this.#thread = await this.#open(this.#pack)
  }

  /** A thread with the networks of this pack, which nobody calls yet. */
  async #open(pack: string | undefined): Promise<EngineThread> {
    const { home, people, device, threads } = this.#options
    const worker = (this.#options.startWorker ?? startWorker)({ home, people, pack, device, threads })
    const thread: EngineThread = new EngineThread(worker, {
      clock: this.#clock,
      hear: message => {
        this.#hear(message)
      },
      onExit: cause => {
        this.#threads.delete(thread)
        if (this.#thread === thread) this.#lose(cause)
      },
      onSilent: () => void this.#replace(thread),
    })
    this.#threads.add(thread)
    await thread.ready
    return thread
  }

  /** The thread that took calls is gone, or as good as gone. */
  #lose(cause: unknown): void {
    this.#thread = undefined
    this.#calls.failAll(stopped(cause))
    if (!this.#isOver() && !this.#restarting) void this.#restart(cause)
  }

  /** A thread that hangs: ended, so that another one can be started in its place. */
  async #replace(thread: EngineThread): Promise<void> {
    if (this.#thread !== thread) {
      await this.#end(thread, false)
      return
    }
    const isAnotherComing = this.#restarting
    this.#restarting = true
    const hangs = silent(SILENT_TICKS.working)
    this.#options.listener.onProblem({ code: hangs.code, message: hangs.message })
    this.#lose(hangs)
    const isGone = await this.#end(thread, this.#cameras.size > 0)
    if (isGone && !isAnotherComing && !this.#isOver()) await this.#restart(hangs)
  }

  /** The new networks open beside the old ones, which work on until then; cameras are let go of before they are opened anew. */
  async #usePack(pack: string): Promise<void> {
    const before = this.#thread
    if (this.#restarting || !before) throw stopped(undefined)
    const { listener } = this.#options
    this.#restarting = true
    try {
      const next = await this.#open(pack)
      listener.onProblem({ code: 'device_unavailable', message: `Recognition goes over to the pack ${pack}.` })
      await this.#end(before, this.#cameras.size > 0)
      // It may have died meanwhile, or all are being closed.
      if (!this.#threads.has(next)) throw stopped(undefined)
      this.#thread = next
      this.#pack = pack
      await this.#goOn()
      listener.onProblem(undefined)
    } finally {
      this.#restarting = false
      if (!this.#isOver() && !this.#isOn) void this.#restart(undefined)
    }
  }

  #hear(message: Said): void {
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
    while (!this.#thread) {
      await this.#clock.wait(restartDelayMs(this.#restarts, this.#clock.monotonic()), signal)
      if (this.#isOver()) return
      this.#restarts = [...this.#restarts, this.#clock.monotonic()].slice(-10)
      try {
        await this.start()
        await this.#goOn()
      } catch (error) {
        if (this.#isOver()) return
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
    return this.#thread ? this.#calls.make(this.#thread.worker, method, args) : Promise.reject(stopped(undefined))
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
    if (this.#closing.signal.aborted) return
    this.#closing.abort()
    const current = this.#thread
    // Also one that was still opening.
    await Promise.all([...this.#threads].map(thread => this.#end(thread, thread === current && this.#cameras.size > 0)))
  }

  /**
   * Whether it is gone. Where it cannot be ended and no other works, the process has to.
   * @param reads node-av aborts the whole process when its thread is ended by force while it reads a packet, so then it is not
   */
  async #end(thread: EngineThread, reads: boolean): Promise<boolean> {
    const askToClose = () => {
      this.#calls.make(thread.worker, 'close', []).catch(() => {}) // A thread that cannot close is ended by force.
    }
    const isGone = await thread.end(askToClose, !reads)
    const isNeeded = this.#thread === undefined || this.#thread === thread || this.#closing.signal.aborted
    if (!isGone && isNeeded && !this.#isStuck) {
      this.#isStuck = true
      this.#options.onStuck?.(new RostroError('device_unavailable', STUCK))
    }
    return isGone
  }
}

const STUCK =
  'Recognition hangs and its thread cannot be ended, so Rostro ends: start it again, and look at the driver of the camera or graphics card if this happens again.'
