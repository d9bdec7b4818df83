// A clock moved by hand.

import type { Clock } from '../../src/alerts/sink.ts'

export class HandClock implements Clock {
  #nowMs: number
  #timers: { atMs: number; run: () => void }[] = []

  constructor(now: Date) {
    this.#nowMs = now.getTime()
  }

  now(): Date {
    return new Date(this.#nowMs)
  }

  after(ms: number, run: () => void): () => void {
    const timer = { atMs: this.#nowMs + ms, run }
    this.#timers.push(timer)
    return () => {
      this.#timers = this.#timers.filter(other => other !== timer)
    }
  }

  /** Runs what was due meanwhile, in order of time. */
  advance(ms: number): void {
    const endMs = this.#nowMs + ms
    for (;;) {
      const [next] = this.#timers.filter(({ atMs }) => atMs <= endMs).sort((a, b) => a.atMs - b.atMs)
      if (!next) break
      this.#timers = this.#timers.filter(timer => timer !== next)
      this.#nowMs = Math.max(this.#nowMs, next.atMs)
      next.run()
    }
    this.#nowMs = endMs
  }

  /** How long until the next timer; undefined when there is none. */
  get nextInMs(): number | undefined {
    return this.#timers.length === 0 ? undefined : Math.min(...this.#timers.map(({ atMs }) => atMs)) - this.#nowMs
  }
}
