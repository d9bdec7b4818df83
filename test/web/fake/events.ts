// Events and cameras of the fake API.

import type { ApiRoute } from '../../../src/server/contract/api.ts'
import type { CameraJson, FaceEventJson } from '../../../src/client.ts'
import { RostroError } from '../../../src/core/errors.ts'
import { drawFace, drawRoom } from './faces.ts'
import { toPage, type Handlers } from './handler.ts'
import { addPerson, personOf } from './people.ts'
import { NOW, type World } from './world.ts'

type EventRoute = Extract<ApiRoute, `${string} /events${string}` | `${string} /cameras${string}` | 'GET /streams'>

function eventOf(world: World, eventId: string | undefined): FaceEventJson {
  const event = world.events.find(({ id }) => id === eventId)
  if (!event) throw new RostroError('event_not_found', 'There is no such event.')
  return event
}

function replace(world: World, event: FaceEventJson): FaceEventJson {
  world.events[world.events.findIndex(({ id }) => id === event.id)] = event
  return event
}

function cameraOf(world: World, cameraId: string | undefined): CameraJson {
  const camera = world.cameras.get(cameraId ?? '')
  if (!camera) throw new RostroError('camera_not_found', 'There is no such camera.')
  return camera
}

const picture = (bytes: Uint8Array<ArrayBuffer>) => new Blob([bytes], { type: 'image/jpeg' })

export const eventHandlers: Handlers<EventRoute> = {
  'GET /events': ({ world, query }) =>
    toPage(
      world.events.filter(
        event =>
          (query.personId === undefined || event.person?.id === query.personId) &&
          (query.cameraId === undefined || event.camera.id === query.cameraId) &&
          (query.outcome === undefined || event.outcome === query.outcome) &&
          (query.from === undefined || event.startedAt >= query.from) &&
          (query.to === undefined || event.startedAt <= query.to),
      ),
      query,
    ),
  'GET /events/:eventId': ({ world, params }) => eventOf(world, params['eventId']),
  'GET /events/:eventId/shot': async ({ world, params }) => {
    const { decision } = eventOf(world, params['eventId'])
    const who = decision.outcome === 'unknown' ? 'stranger' : decision.candidates[0]!.personId
    return picture(await drawFace(`${who}-${params['eventId']!}`))
  },
  'POST /events/:eventId/correction': ({ world, params, body }) => {
    const event = eventOf(world, params['eventId'])
    const by = world.account?.name ?? ''
    const at = new Date(NOW).toISOString()
    if (body.kind === 'not') {
      return replace(world, {
        ...event,
        outcome: 'unknown',
        person: null,
        correction: { kind: 'not', person: event.person, at, by },
      })
    }
    const { id, name } = body.kind === 'new' ? addPerson(world, body.name) : personOf(world, body.personId)
    return replace(world, {
      ...event,
      outcome: 'known',
      person: { id, name },
      correction: { kind: 'is', person: { id, name }, at, by },
    })
  },
  'DELETE /events/:eventId/correction': ({ world, params }) => {
    const event = eventOf(world, params['eventId'])
    return replace(world, { ...event, outcome: event.decision.outcome, person: event.decision.person, correction: null })
  },
  'DELETE /events/:eventId': ({ world, params }) => {
    world.events.splice(world.events.indexOf(eventOf(world, params['eventId'])), 1)
    return undefined
  },
  'GET /cameras': ({ world }) => [...world.cameras.values()],
  'POST /cameras': ({ world, body }) => {
    if ([...world.cameras.values()].some(({ name }) => name === body.name)) {
      throw new RostroError('name_taken', `There is a camera called ${body.name} already.`)
    }
    const id = world.nextId('c')
    const state = [...world.cameras.values()].find(({ state }) => state.state === 'online')?.state ?? CONNECTING
    const camera: CameraJson = { ...body, id, createdAt: new Date(NOW).toISOString(), state }
    world.cameras.set(id, camera)
    return camera
  },
  'GET /cameras/devices': () => [
    { address: '/dev/video0', name: 'Integrated camera' },
    { address: '/dev/video2', name: 'USB camera' },
  ],
  'POST /cameras/test': async ({ body }) =>
    body.address.includes('bad')
      ? { ok: false, code: 'source_unavailable', message: `${body.address} refuses the connection: check address and port.` }
      : {
          ok: true,
          width: 1280,
          height: 720,
          framesPerSecond: 25,
          picture: Buffer.from(await drawRoom(body.address)).toString('base64'),
        },
  'GET /cameras/:cameraId': ({ world, params }) => cameraOf(world, params['cameraId']),
  'PATCH /cameras/:cameraId': ({ world, params, body }) => {
    const camera = cameraOf(world, params['cameraId'])
    const { name = camera.name, address = camera.address, enabled = camera.enabled, settings = camera.settings } = body
    const changed = { ...camera, name, address, enabled, settings }
    world.cameras.set(camera.id, changed)
    return changed
  },
  'DELETE /cameras/:cameraId': ({ world, params }) => {
    world.cameras.delete(cameraOf(world, params['cameraId']).id)
    return undefined
  },
  'GET /cameras/:cameraId/picture': async ({ params }) => picture(await drawRoom(params['cameraId']!)),
  'GET /streams': ({ world }) =>
    [...world.cameras.values()]
      .filter(({ state }) => state.state === 'online')
      .map(({ id, name, state }) => ({
        id,
        name,
        kind: 'camera' as const,
        framesPerSecond: state.framesPerSecond,
        faces: 1,
        viewers: state.viewers,
      })),
}

const CONNECTING: CameraJson['state'] = {
  state: 'connecting',
  reason: null,
  framesPerSecond: 0,
  lastFrameAgeMs: null,
  reconnects: 0,
  droppedFrames: 0,
  width: null,
  height: null,
  viewers: 0,
}
