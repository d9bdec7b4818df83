// Keeps one door: takes looks at whoever stands there and what they type, and opens only when everything was right.

import type { Door, DoorReason } from '../../core/doors.ts'
import type { AccessLook } from '../engine/access-look.ts'
import type { DoorView } from './door-view.ts'
import type { DoorKeeperOptions } from './keeper-needs.ts'

export class DoorKeeper {
  constructor(options: DoorKeeperOptions) {
    void options
  }

  get view(): DoorView {
    throw new Error('being built')
  }

  /** One look, in the order in which they were made. @returns what to show for this frame; what follows later comes by `onView` */
  take(look: AccessLook): DoorView {
    void look
    return this.view
  }

  /** Typed or read; counts only while one is asked for, and one at a time: what comes meanwhile is left out. */
  factor(value: string): void {
    void value
  }

  /** Somebody cannot do the movement asked for. */
  anotherMovement(): void {}

  /** Leaves this attempt; a challenge under way counts as failed, or whoever plays a recording would draw until one fits. */
  beginAgain(): void {}

  /** The camera, the engine or the connection: nothing opens until looks come again. */
  fault(reason: Extract<DoorReason, 'camera_fault' | 'model_fault'>): void {
    void reason
  }

  /** The door was changed, unlocked or switched off; undefined: deleted. */
  changed(door: Door | undefined): void {
    void door
  }

  /** Ends the attempt; resolves once nothing is under way. */
  close(): Promise<void> {
    return Promise.resolve()
  }
}
