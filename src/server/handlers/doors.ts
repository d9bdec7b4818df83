// Doors over HTTP: what is set, what people show beside their faces, who is inside, what was decided, keys for kiosks.

import type { Door } from '../../core/doors.ts'
import { RostroError } from '../../core/errors.ts'
import type { By } from '../../core/visits.ts'
import { mayCall, nameOf, type Who } from '../access.ts'
import { doorRoutes, type DoorJson } from '../contract/doors.ts'
import { createDoorActions } from '../door-actions.ts'
import { namesAtDoors, toDecisionJson, toDoorJson, toFactorJson, toPresencesJson, warningsOf } from '../door-json.ts'
import { doorOfKey } from '../kiosk-key.ts'
import type { ServerParts } from '../parts.ts'
import type { HandlersOf } from '../route-handler.ts'

export function doorHandlers({ store, doors: standing, tickets, now }: ServerParts): HandlersOf<'Doors'> {
  const { doors } = store
  const actions = createDoorActions({ store, openerOf: door => standing.openerOf(door), onChanged: () => standing.follow() })
  const by = (who: Who): By => ({ by: nameOf(who), at: now() })

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

  /** @throws RostroError forbidden for a key of another door, door_not_found */
  async function requireDoor(doorId: string, who: Who): Promise<void> {
    if (who.kind === 'key' && doorOfKey(who.key) !== doorId)
      throw new RostroError('forbidden', 'This key is for another door; make one at this door.')
    await doors.door(doorId)
  }

  return {
    'GET /doors': async ({ who }) => toJsons(await doors.list(), who),

    'POST /doors': async ({ body, who }) => toJson(await actions.add(body, by(who)), who),

    'PUT /doors/:doorId': async ({ params, body, who }) => toJson(await actions.change(params.doorId, body, by(who)), who),

    async 'DELETE /doors/:doorId'({ params, who }) {
      await actions.remove(params.doorId, by(who))
      return undefined
    },

    async 'POST /doors/:doorId/unlock'({ params, who }) {
      await actions.unlock(params.doorId, by(who))
      return toJson(await doors.door(params.doorId), who)
    },

    'POST /doors/:doorId/test': ({ params, who }) => actions.test(params.doorId, by(who)),

    'POST /doors/:doorId/kiosk': ({ params, who }) => actions.makeKioskKey(params.doorId, who.account.id, by(who)),

    async 'POST /doors/:doorId/ticket'({ params, who }) {
      await requireDoor(params.doorId, who)
      return { ticket: tickets.issue(who) }
    },

    async 'GET /doors/:doorId/view'({ params, who }) {
      await requireDoor(params.doorId, who)
      return standing.at(params.doorId).view
    },

    async 'POST /doors/:doorId/factor'({ params, body, who }) {
      await requireDoor(params.doorId, who)
      const stand = standing.at(params.doorId)
      stand.factor(body.value)
      await stand.idle()
      return stand.view
    },

    async 'GET /doors/log'({ query: { doorId, cursor, limit } }) {
      const { items, next, total } = await doors.log(doorId, { cursor, limit })
      const names = await namesAtDoors(store, items)
      return { items: items.map(entry => toDecisionJson(entry, names)), next: next ?? null, total }
    },

    'GET /doors/inside': () => toPresencesJson(store),

    async 'DELETE /doors/inside/:personId'({ params, query, who }) {
      await actions.forgetPresence(params.personId, query.area, by(who))
      return undefined
    },

    async 'GET /people/:personId/factors'({ params }) {
      await store.person(params.personId)
      return (await doors.factors(params.personId)).map(toFactorJson)
    },

    async 'POST /people/:personId/factors'({ params, body, who }) {
      const { factor, otpauth } = await actions.addFactor(params.personId, body, by(who))
      return { ...toFactorJson(factor), otpauth: otpauth ?? null }
    },

    async 'DELETE /people/:personId/factors/:factorId'({ params, who }) {
      await actions.deleteFactor(params.personId, params.factorId, by(who))
      return undefined
    },
  }
}
