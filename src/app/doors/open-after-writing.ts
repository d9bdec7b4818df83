// Opens a door: first it is written down with all that changes by it, then it is looked once more, then the opener is called, once.

import { UNLOCKED, type DoorDecision, type DoorReason } from '../../core/doors.ts'
import type { DoorOpener } from '../../doors/openers/door-opener.ts'
import { DoorFault } from './door-fault.ts'
import type { DoorLedger } from './door-ledger.ts'
import { inTime } from './in-time.ts'
import type { DoorClock } from './keeper-needs.ts'
import type { Circumstances } from './read-circumstances.ts'

/** Somebody who goes through, and where they were before. */
export interface Passage {
  readonly personId: string
  readonly isInside: boolean | undefined
}

export interface Opening {
  readonly decision: DoorDecision
  readonly circumstances: Circumstances
  readonly ledger: DoorLedger
  readonly clock: DoorClock
  /** Who goes through with the person decided on. */
  readonly together: readonly Passage[]
  readonly opener: DoorOpener
  /** Asked when writing took its time. */
  readonly isStillRight: () => boolean
}

/** Resolves once the door was opened; in every other case it is not, and the log says so. @throws DoorFault, RostroError store_* */
export async function openAfterWriting(opening: Opening): Promise<void> {
  const { decision, circumstances, ledger, clock, together, opener } = opening
  const { door, lock, person, isInside } = circumstances
  const { antiPassback, area, direction } = door.policy
  const people = antiPassback === 'off' ? [] : [...together, { personId: person.id, isInside }]
  await ledger.write({
    ...{ at: clock.now(), decision, lock: lock.refusals === 0 ? undefined : UNLOCKED },
    inside: people.map(({ personId }) => ({ personId, area, inside: direction === 'in' })),
  })
  const refuse = async (reason: DoorReason, cause?: unknown) => {
    const inside = people.map(({ personId, isInside: before }) => ({ personId, area, inside: before }))
    const reasons = [...decision.reasons, reason]
    await ledger.write({ at: clock.now(), decision: { ...decision, outcome: 'allowed_not_opened', reasons }, inside })
    throw new DoorFault(reason, { isWritten: true, cause })
  }
  if (!opening.isStillRight()) await refuse('too_old')
  const tooLate = new AbortController()
  try {
    const opened = opener.open(tooLate.signal)
    await inTime(clock, door.openTimeoutMs, 'The opener', opened, () => {
      tooLate.abort()
    })
  } catch (error) {
    tooLate.abort()
    await refuse('opener_fault', error)
  }
}
