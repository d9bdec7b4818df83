// Holds the opener of a door for as long as the door is opened in the same way.

import type { Door } from '../../core/doors.ts'
import type { DoorOpener } from '../../doors/openers/door-opener.ts'

export class OpenerHolder {
  readonly #openerOf: (door: Door) => DoorOpener
  #held: { readonly settings: string; readonly opener: DoorOpener } | undefined

  constructor(openerOf: (door: Door) => DoorOpener) {
    this.#openerOf = openerOf
  }

  of(door: Door): DoorOpener {
    const settings = JSON.stringify(door.opener)
    if (this.#held?.settings !== settings) {
      const before = this.#held?.opener
      this.#held = { settings, opener: this.#openerOf(door) }
      void before?.close().catch(() => {}) // Nothing of it is used any more.
    }
    return this.#held.opener
  }

  async close(): Promise<void> {
    await this.#held?.opener.close()
  }
}
