// Lets a few in at once, lets some wait, and turns the rest away: for work that is heavy in memory or time.

import { RetryLater } from './errors.ts'

export interface GateLimits {
  readonly running: number
  readonly waiting: number
  /** Of one caller. Default: all. */
  readonly perCaller?: { readonly running: number; readonly waiting: number }
}

interface Count {
  running: number
  waiting: number
}

interface Waiting {
  readonly caller: string
  readonly start: () => void
}

export class Gate {
  readonly #limits: Required<GateLimits>
  readonly #all: Count = { running: 0, waiting: 0 }
  readonly #byCaller = new Map<string, Count>()
  readonly #queue: Waiting[] = []

  constructor({ running, waiting, perCaller = { running, waiting } }: GateLimits) {
    this.#limits = { running, waiting, perCaller }
  }

  /** @throws RostroError too_many_requests at once, when too many are there already; and whatever `work` throws */
  async run<T>(caller: string, work: () => Promise<T>): Promise<T> {
    if (this.#mayStart(caller)) this.#count(caller, 'running', 1)
    else await this.#wait(caller)
    try {
      return await work()
    } finally {
      this.#count(caller, 'running', -1)
      this.#startNext()
    }
  }

  #mayStart(caller: string): boolean {
    const mine = this.#byCaller.get(caller)?.running ?? 0
    return this.#all.running < this.#limits.running && mine < this.#limits.perCaller.running
  }

  #wait(caller: string): Promise<void> {
    const mine = this.#byCaller.get(caller)?.waiting ?? 0
    if (this.#all.waiting >= this.#limits.waiting || mine >= this.#limits.perCaller.waiting)
      throw new RetryLater('too_many_requests', 'Too much is being worked on at this moment; try again in a second.', 1)
    this.#count(caller, 'waiting', 1)
    return new Promise(start => this.#queue.push({ caller, start }))
  }

  /** The first who waits and may: who has all places they may have lets others pass. */
  #startNext(): void {
    const index = this.#queue.findIndex(({ caller }) => this.#mayStart(caller))
    const [next] = index < 0 ? [] : this.#queue.splice(index, 1)
    if (!next) return
    this.#count(next.caller, 'waiting', -1)
    this.#count(next.caller, 'running', 1)
    next.start()
  }

  #count(caller: string, what: keyof Count, by: 1 | -1): void {
    const mine = this.#byCaller.get(caller) ?? { running: 0, waiting: 0 }
    mine[what] += by
    this.#all[what] += by
    if (mine.running + mine.waiting > 0) this.#byCaller.set(caller, mine)
    else this.#byCaller.delete(caller)
  }
}
