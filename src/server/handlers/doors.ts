// Doors: what is set, what people show beside their faces, what was decided, keys for kiosks.

import { randomUUID } from 'node:crypto'
import { UNLOCKED, type Door, type DoorFactor } from '../../core/doors.ts'
import { RostroError } from '../../core/errors.ts'
import { makeFactor } from '../../doors/factors.ts'
import { otpauthOf } from '../../doors/one-time-code.ts'
import { mayCall, nameOf, type Who } from '../access.ts'
import { doorRoutes, type DoorJson } from '../contract/doors.ts'
import { namesAtDoors, toDecisionJson, toDoor, toDoorJson, toPresencesJson, warningsOf } from '../door-json.ts'
import { doorOfKey, kioskScopes, withdrawKioskKeys } from '../kiosk-key.ts'
import type { ServerParts } from '../parts.ts'
import type { HandlersOf } from '../route-handler.ts'
import { hashOf, newKey } from '../secrets.ts'

const MAX_NAME = 100

export function doorHandlers({ store, doors: standing, tickets, now }: ServerParts): HandlersOf<'Doors'> {
  const { doors } = store

  const note = (who: Who, action: string, detail: object) =>
    store.audit.add({ at: now(), by: nameOf(who), action, detail: JSON.stringify(detail) })

  async function toJsons(some: readonly Door[], who: Who): Promise<DoorJson[]> {
    const [groups, cameras, facts] = [await store.groups.list(), await store.cameras.list(), await standing.facts()]
    const whole = mayCall(who, doorRoutes['PUT /doors/:doorId'].access)
    return Promise.all(
      some.map(async door =>
        toDoorJson(door, {
          lock: await doors.lockState(door.id),
          kiosks: standing.kiosks(door.id),
          warnings: warningsOf(door, { groups, cameras, facts }),
          whole,
        }),
      ),
    )
  }
  const toJson = async (door: Door, who: Who) => (await toJsons([door], who))[0]!

  async function keep(door: Door): Promise<void> {
    // That it cannot be opened so is told now, and not to whoever stands before it.
    await standing.openerOf(door).close()
    await doors.put(door)
    await standing.follow()
  }

  /** @throws RostroError factor_not_found for somebody else's */
  async function requireFactor(personId: string, factorId: string): Promise<void> {
    if (!(await doors.factors(personId)).some(({ id }) => id === factorId))
      throw new RostroError('factor_not_found', 'This person has no such factor; it may have been taken away.')
  }

  return {
    'GET /doors': async ({ who }) => toJsons(await doors.list(), who),

    async 'POST /doors'({ body, who }) {
      const door = await toDoor(store, body, randomUUID())
      await keep(door)
      await note(who, 'door_added', { id: door.id })
      return toJson(await doors.door(door.id), who)
    },

    async 'PUT /doors/:doorId'({ params, body, who }) {
      const before = await doors.door(params.doorId)
      await keep(await toDoor(store, body, before.id, before))
      await note(who, 'door_changed', { id: before.id })
      return toJson(await doors.door(before.id), who)
    },

    async 'DELETE /doors/:doorId'({ params, who }) {
      await doors.delete(params.doorId)
      await withdrawKioskKeys(store.accounts, params.doorId)
      await standing.follow()
      await note(who, 'door_deleted', { id: params.doorId })
      return undefined
    },

    async 'POST /doors/:doorId/unlock'({ params, who }) {
      await doors.setLockState(params.doorId, UNLOCKED)
      await standing.follow()
      await note(who, 'door_unlocked', { id: params.doorId })
      return toJson(await doors.door(params.doorId), who)
    },

    async 'POST /doors/:doorId/test'({ params, who }) {
      const door = await doors.door(params.doorId)
      // Written first, as every opening is: nobody opens a door unseen by trying it.
      await note(who, 'door_tested', { id: door.id })
      return standing.test(door)
    },

    async 'POST /doors/:doorId/kiosk'({ params, who }) {
      const door = await doors.door(params.doorId)
      if (door.source.kind !== 'kiosk')
        throw new RostroError('request_invalid', `The door ${door.name} looks through a camera of the server; it has no kiosk.`)
      const { key, prefix } = newKey()
      const scopes = kioskScopes(door.id)
      const name = `Kiosk: ${door.name}`.slice(0, MAX_NAME)
      await store.accounts.addKey({ name, prefix, keyHash: hashOf(key), scopes, accountId: who.account.id, expiresAt: undefined })
      await note(who, 'door_kiosk_key_made', { id: door.id })
      return { key, path: `/kiosk/${door.id}#${key}` }
    },

    async 'POST /doors/:doorId/ticket'({ params, who }) {
      if (who.kind === 'key' && doorOfKey(who.key) !== params.doorId)
        throw new RostroError('forbidden', 'This key is for another door; make one at this door.')
      await doors.door(params.doorId)
      return { ticket: tickets.issue(who) }
    },

    async 'GET /doors/log'({ query: { doorId, cursor, limit } }) {
      const { items, next, total } = await doors.log(doorId, { cursor, limit })
      const names = await namesAtDoors(store, items)
      return { items: items.map(entry => toDecisionJson(entry, names)), next: next ?? null, total }
    },

    'GET /doors/inside': () => toPresencesJson(store),

    async 'DELETE /doors/inside/:personId'({ params, query, who }) {
      const { id: personId } = await store.person(params.personId)
      const areas = await doors.forgetPresence(personId, query.area)
      if (areas.length > 0) await note(who, 'door_presence_forgotten', { personId, areas })
      return undefined
    },

    async 'GET /people/:personId/factors'({ params }) {
      await store.person(params.personId)
      return (await doors.factors(params.personId)).map(toFactorJson)
    },

    async 'POST /people/:personId/factors'({ params, body, who }) {
      const person = await store.person(params.personId)
      const factor = await makeFactor(person.id, body, await doors.factors(person.id), { now: now() })
      await doors.addFactor(factor)
      await note(who, 'door_factor_added', { personId: person.id, kind: factor.kind })
      return { ...toFactorJson(factor), otpauth: factor.kind === 'code' ? otpauthOf(factor.secret, person.name) : null }
    },

    async 'DELETE /people/:personId/factors/:factorId'({ params, who }) {
      await requireFactor(params.personId, params.factorId)
      await doors.deleteFactor(params.factorId)
      await note(who, 'door_factor_deleted', { personId: params.personId })
      return undefined
    },
  }
}

const toFactorJson = ({ id, kind, createdAt }: DoorFactor) => ({
  ...{ id, kind },
  createdAt: createdAt.toISOString(),
})
