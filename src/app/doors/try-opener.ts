// Calls what opens a door once, as if somebody had been let in, and tells in words what became of it.

import type { Door } from '../../core/doors.ts'
import { messageOf } from '../../core/errors.ts'
import type { DoorOpener } from '../../doors/openers/door-opener.ts'

export interface Tried {
  readonly ok: boolean
  /** One sentence, without secrets. */
  readonly message: string
}

/** Never rejects: that it did not open is the answer. */
export async function tryOpener(door: Door, openerOf: (door: Door) => DoorOpener): Promise<Tried> {
  try {
    const opener = openerOf(door)
    try {
      await opener.open(AbortSignal.timeout(door.openTimeoutMs))
    } finally {
      await opener.close()
    }
    return { ok: true, message: `The opener answered; ${door.name} should be open now.` }
  } catch (error) {
    return { ok: false, message: messageOf(error) }
  }
}
