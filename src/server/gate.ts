// Lets a few in at once, lets some wait, and turns the rest away: for work that is heavy in memory or time.

import { RetryLater } from './errors.ts'

export interface GateLimits {
  readonly running: number
  readonly waiting: number
  /** Running and waiting together, of one caller. Default: all. */
  readonly perCaller?: number
}

export class Gate {
  readonly #limits: GateLimits
  readonly #waiting: (() => void)[] = []
  readonly #inside = new Map<string, number>()
  #running = 0

  constructor(limits: GateLimits) {
    this.#limits = limits
  }

  /** @throws RostroError too_many_requests at once, when too many are there already; and whatever `work` throws */
  async run<T>(caller: string, work: () => Promise<T>): Promise<T> {
    const mine = this.#inside.get(caller) ?? 0
    const { running, waiting, perCaller = Infinity } = this.#limits
    if (mine >= perCaller || (this.#running >= running && this.#waiting.length >= waiting))
      throw new RetryLater('too_many_requests', 'Too much is being worked on at this moment; try again in a second.', 1)
    this.#inside.set(caller, mine + 1)
    try {
      if (this.#running >= running) await new Promise<void>(resolve => this.#waiting.push(resolve))
      else this.#running++
      try {
        return await work()
      } finally {
        const next = this.#waiting.shift()
        if (next) next()
        else this.#running--
      }
    } finally {
      const left = (this.#inside.get(caller) ?? 1) - 1
      if (left > 0) this.#inside.set(caller, left)
      else this.#inside.delete(caller)
    }
  }
}
