// Whether the face of a challenge is the one it began with, all the way.

import { similarity } from '../../core/template.ts'
import type { Template } from '../../core/types.ts'

/**
 * Cosines to the face of the beginning, set low: the track and the door's own decision say who it is, this says that nobody took their
 * place meanwhile. A turned face is less like itself (docs/liveness-accuracy.md).
 */
const SAME_FACE = { straight: 0.35, turned: 0.1 }
/** One look can be blurred by the very movement that was asked for. */
const MAX_STRANGE_LOOKS = 2

export class SameFace {
  readonly #beginning: Template
  #strangeLooks = 0
  #seenStraight = false

  constructor(beginning: Template) {
    this.#beginning = beginning
  }

  /** Straight ahead and clearly the same since the last `forget()`. */
  get isSure(): boolean {
    return this.#seenStraight
  }

  forget(): void {
    this.#seenStraight = false
  }

  /** @returns false once it is somebody else. A template of another space never agrees. */
  agrees(template: Template | undefined, isStraight: boolean): boolean {
    if (!template) return true
    const alike = similarity(this.#beginning, template) ?? NaN
    const isSame = alike >= (isStraight ? SAME_FACE.straight : SAME_FACE.turned)
    this.#strangeLooks = isSame ? 0 : this.#strangeLooks + 1
    if (isSame && isStraight) this.#seenStraight = true
    return this.#strangeLooks < MAX_STRANGE_LOOKS
  }
}
