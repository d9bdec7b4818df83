// A task that one of several processes on one store does, whether or not they are servers: whoever holds its lease.

import { randomUUID } from 'node:crypto'
import type { Lease, Leases } from '../core/leases.ts'
import type { MonotonicClock } from '../core/ports.ts'
import { LEASE_MS } from './nodes/node.ts'

export class OneAtATime {
  readonly #leases: Leases
  readonly #name: string
  readonly #clock: MonotonicClock
  readonly #holder = randomUUID()
  #seen: { readonly lease: Lease; readonly sinceMs: number } | undefined

  constructor(leases: Leases, name: string, clock: MonotonicClock) {
    this.#leases = leases
    this.#name = name
    this.#clock = clock
  }

  /** To be called about every second as long as the task is wanted. @returns whether it is this process's. @throws RostroError store_* */
  async hold(): Promise<boolean> {
    const lease = (await this.#leases.list()).find(({ name }) => name === this.#name)
    if (lease?.holder === this.#holder) return (await this.#leases.renew(this.#holder)).includes(this.#name)
    const isSame = lease && lease.holder === this.#seen?.lease.holder && lease.renewals === this.#seen.lease.renewals
    if (lease && !isSame) this.#seen = { lease, sinceMs: this.#clock() }
    // Whoever holds it may have died: by our own clock it has been standing still.
    if (lease && this.#clock() - this.#seen!.sinceMs <= LEASE_MS) return false
    return this.#leases.take({ name: this.#name, holder: this.#holder, about: 'search' }, lease)
  }

  /** Another may have it. @throws RostroError store_* */
  release(): Promise<void> {
    return this.#leases.release(this.#holder)
  }
}
