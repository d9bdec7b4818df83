// What an operator does to doors, from the page or a terminal: whatever it is, the audit has it with who did it. Names nobody there.

import { randomUUID } from 'node:crypto'
import { tryOpener, type Tried } from '../app/doors/try-opener.ts'
import { UNLOCKED, type Door, type DoorFactor } from '../core/doors.ts'
import { RostroError } from '../core/errors.ts'
import type { Store } from '../core/ports.ts'
import type { By } from '../core/visits.ts'
import { makeFactor, type NewFactor } from '../doors/factors.ts'
import { otpauthOf } from '../doors/one-time-code.ts'
import type { DoorOpener } from '../doors/openers/door-opener.ts'
import type { DoorBody } from './contract/doors.ts'
import { toDoor } from './door-json.ts'
import { kioskScopes, withdrawKioskKeys } from './kiosk-key.ts'
import { hashOf, newKey } from './secrets.ts'

export interface DoorActionsOptions {
  readonly store: Pick<Store, 'doors' | 'groups' | 'cameras' | 'accounts' | 'audit' | 'person'>
  /** @throws RostroError address_refused, forbidden */
  readonly openerOf: (door: Pick<Door, 'opener'>) => DoorOpener
  /** Whoever stands at a door goes by what is set from now on. */
  readonly onChanged?: () => Promise<void>
}

/** All of a door @throws RostroError door_not_found, of a person @throws RostroError person_not_found */
export interface DoorActions {
  /** @throws RostroError request_invalid, name_taken, group_not_found, camera_not_found, address_refused, forbidden */
  add(body: DoorBody, by: By): Promise<Door>
  /** As `add`. */
  change(doorId: string, body: DoorBody, by: By): Promise<Door>
  /** With the keys of its kiosks; its log stays. */
  remove(doorId: string, by: By): Promise<void>
  unlock(doorId: string, by: By): Promise<void>
  /** Calls the opener once, as if somebody had been let in. */
  test(doorId: string, by: By): Promise<Tried>
  /** The key is shown this once, and goes with the account. At a camera it is for a reader: the page has nothing to show there. */
  makeKioskKey(doorId: string, accountId: string, by: By): Promise<{ readonly key: string; readonly path: string }>
  /** @throws RostroError usage_invalid for a PIN that is easily guessed or had already */
  addFactor(
    personId: string,
    given: NewFactor,
    by: By,
  ): Promise<{ readonly factor: DoorFactor; readonly otpauth: string | undefined }>
  /** @throws RostroError factor_not_found, also for somebody else's */
  deleteFactor(personId: string, factorId: string, by: By): Promise<void>
  /** From now on as if nobody had ever seen them go in or out. @returns the areas in which that changed */
  forgetPresence(personId: string, area: string | undefined, by: By): Promise<readonly string[]>
}

const MAX_NAME = 100

export function createDoorActions({ store, openerOf, onChanged = () => Promise.resolve() }: DoorActionsOptions): DoorActions {
  const { doors } = store

  const note = (by: By, action: string, detail: object) => store.audit.add({ ...by, action, detail: JSON.stringify(detail) })

  async function keep(door: Door): Promise<Door> {
    // That it cannot be opened so is told now, and not to whoever stands before it.
    await openerOf(door).close()
    await doors.put(door)
    await onChanged()
    return doors.door(door.id)
  }

  return {
    async add(body, by) {
      const door = await keep(await toDoor(store, body, randomUUID()))
      await note(by, 'door_added', { id: door.id })
      return door
    },

    async change(doorId, body, by) {
      const before = await doors.door(doorId)
      const door = await keep(await toDoor(store, body, doorId, before))
      await note(by, 'door_changed', { id: doorId })
      return door
    },

    async remove(doorId, by) {
      await doors.delete(doorId)
      await withdrawKioskKeys(store.accounts, doorId)
      await onChanged()
      await note(by, 'door_deleted', { id: doorId })
    },

    async unlock(doorId, by) {
      await doors.setLockState(doorId, UNLOCKED)
      await onChanged()
      await note(by, 'door_unlocked', { id: doorId })
    },

    async test(doorId, by) {
      const door = await doors.door(doorId)
      // Written first, as every opening is: nobody opens a door unseen by trying it.
      await note(by, 'door_tested', { id: doorId })
      return tryOpener(door, openerOf)
    },

    async makeKioskKey(doorId, accountId, by) {
      const door = await doors.door(doorId)
      const { key, prefix } = newKey()
      const name = `Kiosk: ${door.name}`.slice(0, MAX_NAME)
      const scopes = kioskScopes(doorId)
      await store.accounts.addKey({ name, prefix, keyHash: hashOf(key), scopes, accountId, expiresAt: undefined })
      await note(by, 'door_kiosk_key_made', { id: doorId })
      return { key, path: `/kiosk/${doorId}#${key}` }
    },

    async addFactor(personId, given, by) {
      const person = await store.person(personId)
      const factor = await makeFactor(personId, given, await doors.factors(personId), { now: by.at })
      await doors.addFactor(factor)
      await note(by, 'door_factor_added', { personId, kind: factor.kind })
      return { factor, otpauth: factor.kind === 'code' ? otpauthOf(factor.secret, person.name) : undefined }
    },

    async deleteFactor(personId, factorId, by) {
      if (!(await doors.factors(personId)).some(({ id }) => id === factorId))
        throw new RostroError('factor_not_found', 'This person has no such factor; it may have been taken away.')
      await doors.deleteFactor(factorId)
      await note(by, 'door_factor_deleted', { personId })
    },

    async forgetPresence(personId, area, by) {
      await store.person(personId)
      const areas = await doors.forgetPresence(personId, area)
      if (areas.length > 0) await note(by, 'door_presence_forgotten', { personId, areas })
      return areas
    },
  }
}
