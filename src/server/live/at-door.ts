// A browser beside a door on its live connection: what it sends goes to the keeper, what the keeper shows comes back.

import type { DoorView } from '../../app/doors/door-view.ts'
import { RostroError } from '../../core/errors.ts'
import type { MonotonicClock } from '../../core/ports.ts'
import type { ClientMessage, ServerMessage } from '../contract/live.ts'
import type { OpenedDoors } from '../open-doors.ts'
import type { Stand } from '../stand.ts'
import type { Outbox } from './outbox.ts'

export type DoorMessage = Extract<ClientMessage, { type: 'factor' | 'another_movement' | 'begin_again' }>

export interface AtDoorOptions {
  readonly doorId: string
  readonly camera: string
  readonly doors: Pick<OpenedDoors, 'stand'>
  readonly outbox: Pick<Outbox, 'send'>
  readonly clock: MonotonicClock
  readonly onError: (error: unknown) => void
}

export class AtDoor {
  readonly type = 'door'
  readonly #options: AtDoorOptions
  /** Undefined: it cannot stand there, or no longer does. */
  readonly #opened: Promise<Stand | undefined>
  #isThere = true

  constructor(options: AtDoorOptions) {
    this.#options = options
    const { doorId, camera, doors, onError } = options
    const onTakenOver = () => {
      this.#isThere = false
      onError(new RostroError('forbidden', 'Another browser stands at this door now; load this page again to come back.'))
    }
    const onView = (view: DoorView) => {
      if (this.#isThere) this.#show(view)
    }
    this.#opened = doors.stand({ doorId, camera, onView, onTakenOver }).then(
      stand => {
        onView(stand.view)
        return stand
      },
      (error: unknown) => {
        onError(error)
        return undefined
      },
    )
  }

  async answer({ number, jpeg, arrivedAtMs }: { number: number; jpeg: Uint8Array; arrivedAtMs: number }): Promise<ServerMessage> {
    const stand = await this.#opened
    const view = this.#isThere ? await stand?.take(jpeg) : undefined
    return view ? this.#toMessage(view, number, arrivedAtMs) : { type: 'dropped', frame: number }
  }

  async say(message: DoorMessage): Promise<void> {
    const stand = await this.#opened
    if (!stand || !this.#isThere) return
    if (message.type === 'factor') stand.factor(message.value)
    else if (message.type === 'another_movement') stand.anotherMovement()
    else stand.beginAgain()
    this.#show(stand.view)
  }

  /** Resolves once nothing of it is under way. */
  async leave(): Promise<void> {
    this.#isThere = false
    await (await this.#opened)?.leave()
  }

  #show(view: DoorView): void {
    this.#options.outbox.send(this.#toMessage(view, null, this.#options.clock()), 'door')
  }

  #toMessage(view: DoorView, frame: number | null, sinceMs: number): ServerMessage {
    return { type: 'door', frame, view, tookMs: this.#options.clock() - sinceMs }
  }
}
