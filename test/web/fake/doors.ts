// Doors of the fake API. The opener of a locked door refuses its test.

import type { ApiRoute } from '../../../src/server/contract/api.ts'
import type { DoorJson } from '../../../src/client.ts'
import { RostroError } from '../../../src/core/errors.ts'
import { toPage, type Handlers } from './handler.ts'
import { personOf } from './people.ts'
import { NOW, type World } from './world.ts'

type DoorRoute = Extract<ApiRoute, `${string} /doors${string}` | `${string} /people/:personId/factors${string}`>

function doorOf(world: World, doorId: string | undefined): DoorJson {
  const door = world.doors.doors.get(doorId ?? '')
  if (!door) throw new RostroError('door_not_found', 'There is no such door.')
  return door
}

function put(world: World, door: DoorJson): DoorJson {
  world.doors.doors.set(door.id, door)
  return door
}

const OPEN: DoorJson['lock'] = { refusals: 0, pausedUntil: null, locked: false }

export const doorHandlers: Handlers<DoorRoute> = {
  'GET /doors': ({ world }) => [...world.doors.doors.values()],
  'POST /doors': ({ world, body }) => {
    if ([...world.doors.doors.values()].some(({ name }) => name === body.name))
      throw new RostroError('name_taken', `There is a door called ${body.name} already.`)
    return put(world, { ...body, id: world.nextId('d'), lock: OPEN, kiosks: 0, warnings: [] })
  },
  'PUT /doors/:doorId': ({ world, params, body }) => put(world, { ...doorOf(world, params['doorId']), ...body }),
  'DELETE /doors/:doorId': ({ world, params }) => {
    world.doors.doors.delete(doorOf(world, params['doorId']).id)
    return undefined
  },
  'POST /doors/:doorId/unlock': ({ world, params }) => put(world, { ...doorOf(world, params['doorId']), lock: OPEN }),
  'POST /doors/:doorId/test': ({ world, params }) =>
    doorOf(world, params['doorId']).lock.locked
      ? { ok: false, message: 'mqtt://192.168.1.5:1883 did not answer within 2000 ms.' }
      : { ok: true, message: 'http://192.168.1.60 answered 200.' },
  'POST /doors/:doorId/kiosk': ({ world, params }) => {
    const { id } = doorOf(world, params['doorId'])
    const key = 'rostro_MadeUpMadeUpMadeUpKiosk'
    world.doors.keys.add(key)
    return { key, path: `/kiosk/${id}#${key}` }
  },
  'POST /doors/:doorId/ticket': ({ world, params }) => {
    doorOf(world, params['doorId'])
    world.doors.tickets += 1
    return { ticket: `ticket-${world.doors.tickets}` }
  },
  'GET /doors/:doorId/view': () => {
    throw new RostroError('device_unavailable', 'The page never asks for it: a reader beside a camera does.')
  },
  'POST /doors/:doorId/factor': () => {
    throw new RostroError('device_unavailable', 'The page never sends it: a reader beside a camera does.')
  },
  'GET /doors/log': ({ world, query }) =>
    toPage(
      world.doors.log.filter(({ doorId }) => query.doorId === undefined || query.doorId === doorId),
      query,
    ),
  'GET /doors/inside': ({ world }) => world.doors.inside,
  'DELETE /doors/inside/:personId': ({ world, params, query }) => {
    const { inside } = world.doors
    const { id } = personOf(world, params['personId'])
    const left = inside.filter(({ area, person }) => person.id !== id || (query.area ?? area) !== area)
    inside.splice(0, inside.length, ...left)
    return undefined
  },
  'GET /people/:personId/factors': ({ world, params }) => world.doors.factors.get(personOf(world, params['personId']).id) ?? [],
  'POST /people/:personId/factors': ({ world, params, body }) => {
    const { id: personId, name } = personOf(world, params['personId'])
    const factor = { id: world.nextId('f'), kind: body.kind, createdAt: new Date(NOW).toISOString() }
    world.doors.factors.set(personId, [...(world.doors.factors.get(personId) ?? []), factor])
    const otpauth = `otpauth://totp/Rostro:${encodeURIComponent(name)}?secret=JBSWY3DPEHPK3PXP&issuer=Rostro`
    return { ...factor, otpauth: body.kind === 'code' ? otpauth : null }
  },
  'DELETE /people/:personId/factors/:factorId': ({ world, params }) => {
    const factors = world.doors.factors.get(params['personId']!) ?? []
    if (!factors.some(({ id }) => id === params['factorId']))
      throw new RostroError('factor_not_found', 'There is no such factor.')
    world.doors.factors.set(
      params['personId']!,
      factors.filter(({ id }) => id !== params['factorId']),
    )
    return undefined
  },
}
