// What a failure means at a door: always "no", and which part of the house it came from.

import type { DoorReason } from '../../core/doors.ts'
import { messageOf, RostroError } from '../../core/errors.ts'

export class DoorFault extends Error {
  readonly reason: DoorReason
  /** The log says so already. */
  readonly isWritten: boolean

  constructor(reason: DoorReason, { isWritten = false, cause }: { isWritten?: boolean; cause?: unknown } = {}) {
    super(cause === undefined ? reason : messageOf(cause), { cause })
    this.reason = reason
    this.isWritten = isWritten
  }
}

/** For whoever administers the door; names nobody. */
export const messageOfFault = (thrown: unknown): string => `${messageOf(thrown)} (${reasonOf(thrown)})`

export function reasonOf(thrown: unknown): DoorReason {
  if (thrown instanceof DoorFault) return thrown.reason
  if (!(thrown instanceof RostroError)) return 'unexpected_fault'
  if (thrown.code === 'door_not_found') return 'door_off'
  if (thrown.code === 'person_not_found') return 'unknown_person'
  return thrown.kind === 'storage' ? 'store_fault' : thrown.kind === 'model' ? 'model_fault' : 'unexpected_fault'
}
