// Whoever looks at a door for it, a browser or a camera of the server: frames of a browser go to the engine, what is seen to the keeper of the door.

import type { DoorKeeper } from '../app/doors/door-keeper.ts'
import type { DoorView } from '../app/doors/door-view.ts'
import type { Engine } from '../app/engine/engine.ts'
import type { AccessFault, AccessLook } from '../app/engine/access-look.ts'
import { RostroError } from '../core/errors.ts'
import type { Rate } from './rate.ts'

export interface StandOptions {
  readonly id: string
  readonly doorId: string
  readonly engine: Pick<Engine, 'pushAccessFrame' | 'closeAccess'>
  readonly keeper: DoorKeeper
  /** Of what is typed at this door, whoever stands there. */
  readonly typing: Rate
  readonly onLeft: () => void
}

export class Stand {
  readonly #options: StandOptions
  #left: Promise<void> | undefined

  constructor(options: StandOptions) {
    this.#options = options
  }

  /** Of its access in the engine. */
  get id(): string {
    return this.#options.id
  }

  get view(): DoorView {
    return this.#options.keeper.view
  }

  /** What to show for this frame; undefined: a newer one took its place. Whatever fails is a fault of the door, and shown. */
  async take(jpeg: Uint8Array): Promise<DoorView | undefined> {
    const { engine, keeper, id } = this.#options
    if (this.#left) return undefined
    try {
      const pushed = await engine.pushAccessFrame(id, jpeg)
      // Left meanwhile: the keeper is closed, and nothing may come of this frame.
      if (pushed.dropped || this.#hasLeft()) return undefined
      return keeper.take(pushed.look)
    } catch (error) {
      if (this.#hasLeft()) return undefined
      const isPicture = error instanceof RostroError && error.code.startsWith('image_')
      keeper.fault(isPicture ? 'camera_fault' : 'model_fault')
      return keeper.view
    }
  }

  /** What a camera of the server saw. */
  see(look: AccessLook): void {
    if (!this.#hasLeft()) this.#options.keeper.take(look)
  }

  /** Nothing opens until it is seen again who stands there. */
  fault(reason: AccessFault): void {
    if (!this.#hasLeft()) this.#options.keeper.fault(reason)
  }

  /** @throws RostroError too_many_requests: nobody types so fast, and whoever tries numbers is slowed down */
  factor(value: string): void {
    this.#options.typing.check(this.#options.doorId)
    this.#options.keeper.factor(value)
  }

  /** Resolves once what was typed is judged, and a door that opens by it has. */
  idle(): Promise<void> {
    return this.#options.keeper.idle()
  }

  anotherMovement(): void {
    this.#options.keeper.anotherMovement()
  }

  beginAgain(): void {
    this.#options.keeper.beginAgain()
  }

  /** Resolves once nothing of it is under way. */
  leave(): Promise<void> {
    return (this.#left ??= this.#leave())
  }

  async #leave(): Promise<void> {
    const { engine, keeper, id, onLeft } = this.#options
    onLeft()
    await keeper.close()
    await engine.closeAccess(id).catch(() => {}) // Gone with the engine.
  }

  #hasLeft(): boolean {
    return this.#left !== undefined
  }
}
