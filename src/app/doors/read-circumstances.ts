// Reads what a decision at a door has to know of the store, one after the other, and believes nothing that has another shape.

import { RostroError } from '../../core/errors.ts'
import type { Person } from '../../core/types.ts'
import type { AccessCircumstances } from '../../doors/decide-access.ts'
import { isLockState } from '../../doors/lockout.ts'
import { DoorFault } from './door-fault.ts'
import { inTime } from './in-time.ts'
import type { DoorKeeperOptions } from './keeper-needs.ts'

/** Everything asked of store and engine answers by then, or it has failed. */
export const ANSWER_MS = 5000

export interface Circumstances extends AccessCircumstances {
  readonly person: Person
}

/** @throws DoorFault for a door that looks through other eyes by now; RostroError door_not_found, person_not_found, store_* */
export async function readCircumstances(
  { store, door: { id, source }, clock }: Pick<DoorKeeperOptions, 'store' | 'door' | 'clock'>,
  personId: string,
): Promise<Circumstances> {
  const ask = <T>(work: Promise<T>) => inTime(clock, ANSWER_MS, 'The store', work)
  const door = await ask(store.doors.door(id))
  // What was seen elsewhere says nothing of who stands there now.
  if (JSON.stringify(door.source) !== JSON.stringify(source)) throw new DoorFault('camera_fault')
  const lock = await ask(store.doors.lockState(id))
  const person = await ask(store.person(personId))
  const groups = await ask(store.groups.list())
  const isInside = door.policy.antiPassback === 'off' ? undefined : await ask(store.doors.isInside(personId, door.policy.area))
  const factors = door.policy.factors.length === 0 ? [] : await ask(store.doors.factors(personId))
  const isSound =
    door.id === id &&
    typeof door.enabled === 'boolean' &&
    isLockState(lock) &&
    person.id === personId &&
    Array.isArray(groups) &&
    (isInside === undefined || typeof isInside === 'boolean') &&
    factors.every(factor => factor.personId === personId)
  if (!isSound) throw new RostroError('store_corrupt', `The store gave something else than was asked for about the door ${id}.`)
  const factorKinds = factors.map(({ kind }) => (kind === 'duress_pin' ? 'pin' : kind))
  return { door, lock, groups, isInside, factorKinds, person }
}
