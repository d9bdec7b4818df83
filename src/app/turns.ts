// Work done one after the other, tried again while the store fails, and left when anything else does. Bounded: what is too much is given up, the oldest first.

import { messageOf, RostroError } from '../core/errors.ts'
import type { Clock } from '../alerts/sink.ts'

const AT_MOST = 1000
const RETRY_MS = 2000

type Work = () => Promise<void>

export class Turns {
  readonly #clock: Clock
  readonly #onProblem: (message: string | undefined) => void
  #waiting: readonly Work[] = []
  #running: Promise<void> | undefined
  #stopWaiting: (() => void) | undefined
  #closed = false

  /** @param onProblem undefined: all is well again */
  constructor(clock: Clock, onProblem: (message: string | undefined) => void) {
    this.#clock = clock
    this.#onProblem = onProblem
  }

  add(work: Work): void {
    if (this.#closed) return
    this.#waiting = [...this.#waiting, work].slice(-AT_MOST)
    this.#running ??= this.#run()
  }

  /** Resolves once all is done that can be. */
  async close(): Promise<void> {
    this.#closed = true
    this.#stopWaiting?.()
    await this.#running
  }

  async #run(): Promise<void> {
    let hasFailed = false
    for (;;) {
      const [next] = this.#waiting
      if (!next) {
        this.#running = undefined
        return
      }
      try {
        await next()
        this.#waiting = this.#waiting.filter(work => work !== next)
        if (hasFailed) this.#onProblem(undefined)
        hasFailed = false
      } catch (error) {
        hasFailed = true
        this.#onProblem(messageOf(error))
        if (this.#closed) return
        if (!(error instanceof RostroError) || error.kind !== 'storage') {
          this.#waiting = this.#waiting.filter(work => work !== next)
          continue
        }
        await new Promise<void>(resolve => {
          const callOff = this.#clock.after(RETRY_MS, resolve)
          this.#stopWaiting = () => {
            callOff()
            resolve()
          }
        })
      }
    }
  }
}
