// Alerts as they wait in the store, read with the names people have now.

import { RostroError } from '../core/errors.ts'
import type { Store } from '../core/ports.ts'
import type { Notice } from '../core/alerts.ts'
import { isFor, keptIn, toAlert } from '../alerts/kept-alert.ts'
import type { Alert, Named } from '../alerts/rule.ts'

const READ_AT_ONCE = 1000

export class AlertOutbox {
  readonly #store: Pick<Store, 'alerts' | 'person'>

  constructor(store: Pick<Store, 'alerts' | 'person'>) {
    this.#store = store
  }

  /** Oldest first. @throws RostroError store_* */
  async since(after: number, limit: number): Promise<readonly Alert[]> {
    const names = new Map<string, Promise<Named | undefined>>()
    const nameOnce = (personId: string) => {
      const name = names.get(personId) ?? this.#nameOf(personId)
      names.set(personId, name)
      return name
    }
    return Promise.all((await this.#store.alerts.since(after, limit)).map(notice => this.read(notice, nameOnce)))
  }

  /** How many wait for a target. @throws RostroError store_* */
  async waiting(targetId: string): Promise<number> {
    let { position } = await this.#store.alerts.delivery(targetId)
    for (let waiting = 0; ;) {
      const notices = await this.#store.alerts.since(position, READ_AT_ONCE)
      waiting += notices.filter(notice => isFor(keptIn(notice), targetId)).length
      if (notices.length < READ_AT_ONCE) return waiting
      position = notices.at(-1)!.sequence
    }
  }

  /** What a target gets of it; undefined where it is for others. @throws RostroError store_* */
  async readFor(notice: Notice, targetId: string): Promise<Alert | undefined> {
    return isFor(keptIn(notice), targetId) ? this.read(notice) : undefined
  }

  async read(notice: Notice, nameOf = (personId: string) => this.#nameOf(personId)): Promise<Alert> {
    const kept = keptIn(notice)
    return toAlert(notice, kept, kept.personId === null ? undefined : await nameOf(kept.personId))
  }

  /** Undefined for somebody who was deleted. */
  async #nameOf(personId: string): Promise<Named | undefined> {
    try {
      const { id, name } = await this.#store.person(personId)
      return { id, name }
    } catch (error) {
      if (error instanceof RostroError && error.code === 'person_not_found') return undefined
      throw error
    }
  }
}
