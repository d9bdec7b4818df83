// How many requests one address may make: a bucket that fills as time goes by. Knows nothing of what is asked.

import type { MonotonicClock } from '../core/ports.ts'
import { RetryLater } from './errors.ts'

export interface RateLimits {
  /** Requests a second, on the long run. */
  readonly perSecond: number
  /** Requests at once: a page of photos. */
  readonly burst: number
}

/** Addresses remembered; the one not heard of for longest is forgotten first. */
const MAX_ADDRESSES = 5000

export class Rate {
  readonly #limits: RateLimits
  readonly #clock: MonotonicClock
  readonly #buckets = new Map<string, { level: number; atMs: number }>()

  constructor(limits: RateLimits, clock: MonotonicClock) {
    this.#limits = limits
    this.#clock = clock
  }

  /** @throws RostroError too_many_requests */
  check(address: string): void {
    const { perSecond, burst } = this.#limits
    const now = this.#clock()
    const bucket = this.#buckets.get(address) ?? { level: burst, atMs: now }
    const level = Math.min(burst, bucket.level + ((now - bucket.atMs) / 1000) * perSecond)
    this.#buckets.delete(address)
    this.#buckets.set(address, { level: Math.max(0, level - 1), atMs: now })
    const oldest = this.#buckets.size > MAX_ADDRESSES ? this.#buckets.keys().next().value : undefined
    if (oldest !== undefined) this.#buckets.delete(oldest)
    if (level < 1) throw new RetryLater('too_many_requests', 'Too many requests from this address; slow down.', 1)
  }
}
