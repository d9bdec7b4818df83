// Tickets: each opens one live connection within half a minute, for programs that cannot send headers.

import type { Who } from './access.ts'
import { hashOf, newToken } from './secrets.ts'

const LASTS_MS = 30_000
const MAX_TICKETS = 1000

export class Tickets {
  readonly #now: () => Date
  readonly #open = new Map<string, { readonly who: Who; readonly endsAt: number }>()

  constructor(now: () => Date) {
    this.#now = now
  }

  issue(who: Who): string {
    const oldest = this.#open.size >= MAX_TICKETS ? this.#open.keys().next().value : undefined
    if (oldest !== undefined) this.#open.delete(oldest)
    const ticket = newToken()
    this.#open.set(hashOf(ticket), { who, endsAt: this.#now().getTime() + LASTS_MS })
    return ticket
  }

  /** Whose it was; it is used up. */
  take(ticket: string): Who | undefined {
    const hash = hashOf(ticket)
    const found = this.#open.get(hash)
    this.#open.delete(hash)
    return found && this.#now().getTime() < found.endsAt ? found.who : undefined
  }
}
