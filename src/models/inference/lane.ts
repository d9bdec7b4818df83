// One thread of networks: asks it, and notices when it ends or answers no more.

import type { Worker } from 'node:worker_threads'
import { fromCarried } from '../../core/carried-error.ts'
import { RostroError } from '../../core/errors.ts'
import { startThread } from '../../core/start-thread.ts'
import type { SessionOptions, Tensor } from '../session.ts'
import type { Answer, Ask, Opened, Outputs } from './messages.ts'

export type StartLane = () => Pick<Worker, 'on' | 'postMessage' | 'terminate' | 'ref' | 'unref'>

export const startInferenceThread: StartLane = () => startThread('inference-worker', import.meta.url, undefined)

/** Ticks rather than a clock: none pass while the machine sleeps. A run takes milliseconds, a GPU's first one seconds; TensorRT opens a network in minutes. */
export const TICK_MS = 5000
const MAX_TICKS: Readonly<Record<Ask['type'], number>> = { run: 12, open: 240 }

interface Waiting {
  readonly resolve: (answer: Answer) => void
  readonly reject: (error: Error) => void
  readonly maxTicks: number
  ticks: number
}

type Asked = Ask extends infer Kind ? (Kind extends Ask ? Omit<Kind, 'id'> : never) : never

export class Lane {
  readonly #thread: ReturnType<StartLane>
  readonly #waiting = new Map<number, Waiting>()
  readonly #ticking: NodeJS.Timeout
  #next = 0
  #ended: Error | undefined

  /** @param onEnd hears that it runs no more networks, and whether it hangs: then its thread is still there */
  constructor(start: StartLane, onEnd: (hangs: boolean) => void) {
    this.#thread = start()
    const end = (error: Error, hangs = false) => {
      if (this.#ended) return
      this.#end(error)
      onEnd(hangs)
    }
    this.#thread.on('message', (answer: Answer) => {
      this.#hear(answer)
    })
    this.#thread.on('error', error => {
      end(unavailable('The thread of the networks failed', error))
    })
    this.#thread.on('exit', () => {
      end(unavailable('The thread of the networks ended'))
    })
    this.#ticking = setInterval(() => {
      for (const waiting of this.#waiting.values()) waiting.ticks++
      const oldest = this.#waiting.values().next().value
      if (oldest && oldest.ticks > oldest.maxTicks)
        end(unavailable(`A network gave no answer for ${(oldest.maxTicks * TICK_MS) / 1000} s`), true)
    }, TICK_MS).unref()
    this.#thread.unref()
  }

  /** Asked, and not answered yet. */
  get load(): number {
    return this.#waiting.size
  }

  /** @param model is copied. @throws RostroError device_unavailable, model_incompatible */
  async open(network: number, model: Uint8Array, options: SessionOptions): Promise<Opened> {
    const answer = await this.#ask({ type: 'open', network, model, options })
    if (answer.type !== 'opened') throw new Error(`A network was opened, and the answer was ${answer.type}.`)
    return answer.opened
  }

  /** @param input its memory goes to the thread, and comes back as `room`. @throws RostroError device_unavailable, model_incompatible */
  async run(network: number, input: Tensor): Promise<{ readonly outputs: Outputs; readonly room: Float32Array }> {
    const answer = await this.#ask({ type: 'run', network, input }, [input.data.buffer as ArrayBuffer])
    if (answer.type !== 'ran') throw new Error(`A network was run, and the answer was ${answer.type}.`)
    return answer
  }

  async close(): Promise<void> {
    this.#end(new RostroError('device_unavailable', 'The networks were closed; open them again.'))
    await this.#thread.terminate()
  }

  #ask(ask: Asked, buffers: readonly ArrayBuffer[] = []): Promise<Answer> {
    if (this.#ended) return Promise.reject(this.#ended)
    const id = this.#next++
    return new Promise((resolve, reject) => {
      if (this.#waiting.size === 0) this.#thread.ref()
      this.#waiting.set(id, { resolve, reject, maxTicks: MAX_TICKS[ask.type], ticks: 0 })
      this.#thread.postMessage({ ...ask, id }, buffers)
    })
  }

  #hear(answer: Answer): void {
    const waiting = this.#waiting.get(answer.id)
    this.#waiting.delete(answer.id)
    // Nothing keeps the process alive but what is asked.
    if (this.#waiting.size === 0) this.#thread.unref()
    if (answer.type === 'failed') waiting?.reject(fromCarried(answer.error))
    else waiting?.resolve(answer)
  }

  #end(error: Error): void {
    this.#ended = error
    clearInterval(this.#ticking)
    this.#thread.unref()
    for (const { reject } of this.#waiting.values()) reject(error)
    this.#waiting.clear()
  }
}

const unavailable = (sentence: string, cause?: unknown): RostroError =>
  new RostroError('device_unavailable', `${sentence}; another one is started: try again in a moment.`, { cause })
