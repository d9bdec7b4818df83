// One browser that stands at a door: its frames go to the engine, what is seen there to the keeper of the door.

import type { DoorKeeper } from '../app/doors/door-keeper.ts'
import type { DoorView } from '../app/doors/door-view.ts'
import type { Engine } from '../app/engine/engine.ts'
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

  /** @throws RostroError too_many_requests: nobody types so fast, and whoever tries numbers is slowed down */
  factor(value: string): void {
    this.#options.typing.check(this.#options.doorId)
    this.#options.keeper.factor(value)
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
