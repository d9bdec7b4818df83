// A browser beside a door, from its key to the relay: a real server and store, an engine that sees what it is told.

import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { WebSocket } from 'ws'
import type { AccessLook } from '../../src/app/engine/access-look.ts'
import type { Liveness } from '../../src/core/liveness.ts'
import type { DoorBody, DoorView } from '../../src/server/contract/doors.ts'
import { LIVE_PROTOCOL, serverMessage, type ClientMessage, type ServerMessage } from '../../src/server/contract/live.ts'
import { serveLive } from '../../src/server/live/live-sockets.ts'
import { JPEG } from '../fakes/engine.ts'
import { probe } from '../fixtures/templates.ts'
import { adminAt, ask, serving, type Browser, type Serving } from './serving.ts'

const BONA_FIDE: Liveness = { outcome: 'bona_fide', score: 0.99, frames: 5, reasons: ['looks_alive'] }
const ATTACK: Liveness = { outcome: 'attack', score: 0.01, frames: 5, reasons: ['looks_like_a_picture'] }

/** What a relay was told, as it came. */
async function relay(): Promise<{ url: string; told: string[] }> {
  const told: string[] = []
  const server = createServer((request, response) => {
    told.push(`${request.method} ${request.headers.authorization}`)
    response.end()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/open`, told }
}

interface House {
  readonly server: Serving
  readonly admin: Browser
  readonly personId: string
  readonly told: string[]
  readonly url: string
}

async function house(): Promise<House> {
  const server = await serving({ live: serveLive })
  const admin = await adminAt(server)
  const photo = { template: probe([1]), quality: 80, source: 'photo.jpg', crop: JPEG }
  const { id: personId } = await server.store.enrol('Ana', [photo])
  return { server, admin, personId, ...(await relay()) }
}

const bodyOf = (url: string, policy: Partial<DoorBody['policy']> = {}) => ({
  name: 'Front',
  source: { kind: 'kiosk' as const },
  policy: { who: { kind: 'everybody' as const }, challenge: 'never' as const, colours: 'off' as const, ...policy },
  opener: { kind: 'http' as const, url, headers: { authorization: 'Bearer sesame' } },
})

const lookAt = (personId: string, liveness: Liveness): AccessLook => ({
  ...{ width: 640, height: 480, atMs: performance.now(), faces: 1, hint: 'none', challenge: undefined },
  pictureHash: 'ab'.repeat(32),
  face: {
    ...{ track: 1, box: { x: 200, y: 100, width: 200, height: 240 }, frames: 6, followedMs: 1200 },
    decision: {
      ...{ outcome: 'known', threshold: 0.4, margin: undefined, reasons: ['above_threshold'], liveness },
      ...{ candidate: { personId, name: 'Ana', similarity: 0.8, rank: 1 }, candidates: [] },
    },
  },
})

/** A browser with a ticket, which keeps what it is told. */
async function comeWith(port: number, ticket: string) {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/api/v1/live?ticket=${ticket}`, LIVE_PROTOCOL, {
    headers: { host: `localhost:${port}` },
  })
  const told: ServerMessage[] = []
  socket.on('message', (message: Buffer) => told.push(serverMessage.parse(JSON.parse(message.toString()))))
  onTestFinished(() => {
    socket.terminate()
  })
  await once(socket, 'open')
  let frame = 0
  return {
    socket,
    told,
    say: (message: ClientMessage) => {
      socket.send(JSON.stringify(message))
    },
    /** Shows frames until the door shows this. */
    async showUntil(isReached: (view: DoorView) => boolean): Promise<DoorView> {
      for (;;) {
        const view = told.findLast(message => message.type === 'door')?.view
        if (view && isReached(view)) return view
        const number = Buffer.alloc(4)
        number.writeUInt32BE(++frame)
        const message = once(socket, 'message')
        socket.send(Buffer.concat([number, JPEG]))
        await message
      }
    },
  }
}

async function standAt({ server, admin }: House, doorId: string) {
  const { key } = await admin.api('POST /doors/:doorId/kiosk', { params: { doorId } })
  const ticket = await ticketOf(server, doorId, key)
  const kiosk = await comeWith(server.port, ticket)
  kiosk.say({ type: 'door', doorId, camera: 'Integrated Camera' })
  return { ...kiosk, key }
}

async function ticketOf({ port }: Serving, doorId: string, key: string): Promise<string> {
  const headers = { authorization: `Bearer ${key}` }
  const reply = await ask(port, `/api/v1/doors/${doorId}/ticket`, { method: 'POST', headers })
  expect(reply.status, reply.text).toBe(200)
  return (JSON.parse(reply.text) as { ticket: string }).ticket
}

const seen = (house: House, liveness: Liveness) => {
  Object.defineProperty(house.server.engine, 'look', { configurable: true, get: () => lookAt(house.personId, liveness) })
}

test('somebody known who is no picture is let in, once, is named then only, and it is on record', async () => {
  const all = await house()
  const { server, admin, told } = all
  const door = await admin.api('POST /doors', { body: bodyOf(all.url) })
  expect(door.opener).toMatchObject({ headers: { authorization: '********' } })
  const kiosk = await standAt(all, door.id)
  seen(all, BONA_FIDE)
  const view = await kiosk.showUntil(({ state }) => state === 'opened')
  expect(view.person).toEqual({ name: 'Ana' })
  expect(told).toEqual(['POST Bearer sesame'])
  const before = kiosk.told.filter(message => message.type === 'door' && message.view.state !== 'opened')
  expect(before.every(message => message.type === 'door' && message.view.person === null)).toBe(true)
  const log = await admin.api('GET /doors/log')
  expect(log.items).toMatchObject([{ outcome: 'opened', doorName: 'Front', person: { name: 'Ana' }, livenessScore: 0.99 }])
  expect(await server.store.audit.verify()).toBeUndefined()
  expect((await admin.api('GET /doors'))[0]).toMatchObject({ kiosks: 1 })
})

test('a picture of somebody known opens nothing, and is told of', async () => {
  const all = await house()
  const { admin, told } = all
  await admin.api('POST /alerts/rules', {
    body: { name: 'Pictures', when: { kind: 'arrives' }, who: { kind: 'spoof' } },
  })
  const door = await admin.api('POST /doors', { body: bodyOf(all.url) })
  const kiosk = await standAt(all, door.id)
  seen(all, ATTACK)
  const view = await kiosk.showUntil(({ state }) => state === 'refused')
  expect(view).toMatchObject({ person: null, reasons: ['presentation_attack'] })
  await expect
    .poll(async () => (await admin.api('GET /alerts')).items)
    .toMatchObject([{ kind: 'spoof', camera: { name: 'Front' } }])
  expect(told).toEqual([])
})

test('an engine that fails is a fault of the door, which goes when the browser does', async () => {
  const all = await house()
  const { admin, told } = all
  const door = await admin.api('POST /doors', { body: bodyOf(all.url) })
  const kiosk = await standAt(all, door.id)
  const view = await kiosk.showUntil(({ state }) => state === 'fault')
  expect(view).toMatchObject({ person: null, reasons: ['model_fault'] })
  expect((await admin.api('GET /status')).problems).toMatchObject([{ code: 'door_fault' }])
  kiosk.socket.close()
  await expect.poll(async () => (await admin.api('GET /status')).problems).toEqual([])
  expect(told).toEqual([])
})

test('the key of a kiosk stands at its door, and is good for nothing else', async () => {
  const all = await house()
  const { server, admin } = all
  const door = await admin.api('POST /doors', { body: bodyOf(all.url) })
  const other = await admin.api('POST /doors', { body: { ...bodyOf(all.url), name: 'Back' } })
  const kiosk = await standAt(all, door.id)
  const headers = { authorization: `Bearer ${kiosk.key}` }
  const atOther = await ask(server.port, `/api/v1/doors/${other.id}/ticket`, { method: 'POST', headers })
  expect(atOther).toMatchObject({ status: 403, code: 'forbidden' })
  for (const message of [
    { type: 'door', doorId: other.id, camera: '' },
    { type: 'recognize' },
    { type: 'watch', cameraId: 'any' },
    { type: 'enrol', enrolmentId: 'e', auto: true },
  ] as const) {
    const isTold = once(kiosk.socket, 'message')
    kiosk.say(message)
    await isTold
  }
  const errors = kiosk.told.filter(message => message.type === 'error')
  expect(errors.map(({ code }) => code)).toEqual(['forbidden', 'forbidden', 'forbidden', 'forbidden'])
  expect((await admin.api('GET /doors')).map(({ kiosks }) => kiosks)).toEqual([0, 1])
  await admin.api('DELETE /doors/:doorId', { params: { doorId: door.id } })
  expect(await ask(server.port, `/api/v1/doors/${door.id}/ticket`, { method: 'POST', headers })).toMatchObject({ status: 401 })
})

test('a newer browser takes over, and the older one is told and sees nothing any more', async () => {
  const all = await house()
  const door = await all.admin.api('POST /doors', { body: bodyOf(all.url) })
  const older = await standAt(all, door.id)
  await older.showUntil(() => true)
  const newer = await standAt(all, door.id)
  seen(all, BONA_FIDE)
  await newer.showUntil(({ state }) => state === 'opened')
  expect(older.told.filter(message => message.type === 'error')).toMatchObject([{ code: 'forbidden' }])
  expect(JSON.stringify(older.told)).not.toContain('Ana')
  expect(all.told).toHaveLength(1)
})

test('who is inside is told, and forgotten where it is wrong, which is on record and lets them in again', async () => {
  const all = await house()
  const { server, admin, told, personId } = all
  const door = await admin.api('POST /doors', { body: bodyOf(all.url, { antiPassback: 'refuse', area: 'lab / 2' }) })
  seen(all, BONA_FIDE)
  const first = await standAt(all, door.id)
  await first.showUntil(({ state }) => state === 'opened')
  expect(await admin.api('GET /doors/inside')).toMatchObject([{ area: 'lab / 2', person: { id: personId, name: 'Ana' } }])
  const second = await standAt(all, door.id)
  expect((await second.showUntil(({ state }) => state === 'refused')).reasons).toEqual(['already_inside'])
  await admin.api('DELETE /doors/inside/:personId', { params: { personId }, query: { area: 'lab' } })
  expect(await admin.api('GET /doors/inside')).toHaveLength(1)
  await admin.api('DELETE /doors/inside/:personId', { params: { personId }, query: { area: 'lab / 2' } })
  expect(await admin.api('GET /doors/inside')).toEqual([])
  const { items } = await server.store.audit.list({ limit: 1 })
  expect(items).toMatchObject([
    { by: 'Ada', action: 'door_presence_forgotten', detail: expect.stringContaining(personId) as string },
  ])
  const third = await standAt(all, door.id)
  await third.showUntil(({ state }) => state === 'opened')
  expect(told).toHaveLength(2)
})

test('numbers that are tried one after the other are slowed down', async () => {
  const all = await house()
  const door = await all.admin.api('POST /doors', { body: bodyOf(all.url, { factors: ['pin'] }) })
  const kiosk = await standAt(all, door.id)
  for (let pin = 0; pin < 12; pin++) kiosk.say({ type: 'factor', value: String(1000 + pin) })
  await expect.poll(() => kiosk.told.filter(message => message.type === 'error').length).toBeGreaterThanOrEqual(5)
  expect(kiosk.told.find(message => message.type === 'error')).toMatchObject({ code: 'too_many_requests' })
})

test('passwords of an opener stay where nobody gave them anew, and go to no other machine', async () => {
  const { server, admin, url } = await house()
  const { id: doorId } = await admin.api('POST /doors', { body: bodyOf(url) })
  const stars = { ...bodyOf(url), opener: { ...bodyOf(url).opener, headers: { authorization: '********' } } }
  await admin.api('PUT /doors/:doorId', { params: { doorId }, body: { ...stars, name: 'Gate' } })
  expect((await server.store.doors.door(doorId)).opener).toMatchObject({ headers: { authorization: 'Bearer sesame' } })
  const elsewhere = { ...stars, opener: { ...stars.opener, url: 'http://192.168.1.9/open' } }
  await expect(admin.api('PUT /doors/:doorId', { params: { doorId }, body: elsewhere })).rejects.toMatchObject({
    code: 'request_invalid',
  })
})

test('programs open doors only where whoever started the server said so', async () => {
  const { admin, url } = await house()
  const body = { ...bodyOf(url), opener: { kind: 'command' as const, argv: ['gpioset', '0', '17=1'] } }
  await expect(admin.api('POST /doors', { body })).rejects.toMatchObject({ code: 'forbidden' })
})

test('a camera of the server looks at its door, and a reader beside it hands in what is held to it, with a key for that door alone', async () => {
  const all = await house()
  const { server, admin, told, personId } = all
  const { store, engine } = server
  const zones = [
    {
      name: 'Mat',
      points: [
        { x: 0, y: 0 },
        { x: 1, y: 0 },
        { x: 1, y: 1 },
      ],
    },
  ]
  const camera = await admin.api('POST /cameras', { body: { name: 'Porch', address: 'rtsp://127.0.0.1/x', settings: { zones } } })
  const source = { kind: 'camera' as const, cameraId: camera.id, zone: 'Mat' }
  const body = { ...bodyOf(all.url, { factors: ['badge'] }), source }
  await admin.api('POST /people/:personId/factors', { params: { personId }, body: { kind: 'badge', value: 'B-4711' } })
  const opened: Parameters<typeof engine.openAccess>[0][] = []
  engine.openAccess = access => Promise.resolve(void opened.push(access))
  const door = await admin.api('POST /doors', { body })
  expect(door.source).toEqual(source)
  expect(opened.map(({ settings }) => settings)).toEqual([{ minFacePx: 140, camera: { id: camera.id, zone: 'Mat' } }])

  const { key } = await admin.api('POST /doors/:doorId/kiosk', { params: { doorId: door.id } })
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' }
  const factor = (value: string, doorId = door.id) =>
    ask(server.port, `/api/v1/doors/${doorId}/factor`, { method: 'POST', headers, body: JSON.stringify({ value }) })
  const look = () => {
    engine.listener.onLook(opened.at(-1)!.id, lookAt(personId, BONA_FIDE))
  }
  look()
  await expect.poll(async () => (await ask(server.port, `/api/v1/doors/${door.id}/view`, { headers })).text).toContain('"factor"')
  expect(await factor('B-4711', 'another')).toMatchObject({ status: 403 })
  expect(JSON.parse((await factor('B-4712')).text)).toMatchObject({ state: 'factor', reasons: ['factor_wrong'] })
  expect(told).toEqual([])
  expect(JSON.parse((await factor('B-4711')).text)).toMatchObject({ state: 'opened', person: { name: 'Ana' } })
  expect(told).toEqual(['POST Bearer sesame'])

  // Another size is told to the engine at once, on the same access; another camera, or none, ends it.
  await admin.api('PUT /doors/:doorId', {
    params: { doorId: door.id },
    body: { ...body, policy: { ...body.policy, minFacePx: 200 } },
  })
  expect(opened.at(-1)).toMatchObject({ id: opened[0]!.id, settings: { minFacePx: 200 } })
  await admin.api('PUT /doors/:doorId', { params: { doorId: door.id }, body: { ...body, enabled: false } })
  expect(engine.calls).toContain('closeAccess')
  expect(await factor('B-4711')).toMatchObject({ status: 503, code: 'device_unavailable' })
  look()
  await store.doors.log(undefined, { limit: 1 })
  expect(told).toHaveLength(1)
})

test('a camera that is lost, an engine that stops and a look of another access are faults of the door, or nothing', async () => {
  const all = await house()
  const { server, admin, personId, told } = all
  const { engine } = server
  const camera = await admin.api('POST /cameras', { body: { name: 'Porch', address: 'rtsp://127.0.0.1/x' } })
  const opened: string[] = []
  engine.openAccess = ({ id }) => Promise.resolve(void opened.push(id))
  const body = { ...bodyOf(all.url, { factors: ['pin'] }), source: { kind: 'camera' as const, cameraId: camera.id } }
  await admin.api('POST /people/:personId/factors', { params: { personId }, body: { kind: 'pin', value: '4827' } })
  const { id: doorId } = await admin.api('POST /doors', { body })
  const view = () => admin.api('GET /doors/:doorId/view', { params: { doorId } })
  const look = (id = opened[0]!) => {
    engine.listener.onLook(id, lookAt(personId, BONA_FIDE))
  }
  const health = { cameraId: camera.id, framesPerSecond: 0, lastFrameAgeMs: undefined, reconnects: 1, droppedFrames: 0, faces: 0 }
  const lost = { ...health, state: 'stalled', reason: undefined, width: undefined, height: undefined } as const

  look('of another door')
  expect(await view()).toMatchObject({ state: 'idle' })
  for (const [fail, reason] of [
    [
      () => {
        engine.listener.onCamera(lost)
      },
      'camera_fault',
    ],
    [
      () => {
        engine.listener.onCamera({ ...lost, state: 'connecting' })
      },
      'camera_fault',
    ],
    [
      () => {
        engine.listener.onLook(opened[0]!, 'model_fault')
      },
      'model_fault',
    ],
    [
      () => {
        engine.listener.onProblem({ code: 'device_unavailable', message: 'It stopped.' })
      },
      'model_fault',
    ],
  ] as const) {
    look()
    await expect.poll(async () => (await view()).state).toBe('factor')
    fail()
    expect(await view()).toMatchObject({ state: 'fault', reasons: [reason], person: null })
    expect((await admin.api('GET /status')).problems.map(({ code }) => code)).toContain('door_fault')
    // What is typed now is for nobody.
    expect(await admin.api('POST /doors/:doorId/factor', { params: { doorId }, body: { value: '4827' } })).toMatchObject({
      state: 'fault',
    })
  }
  engine.listener.onProblem(undefined)
  look()
  await expect.poll(async () => (await view()).state).toBe('factor')
  expect((await admin.api('GET /status')).problems).toEqual([])
  engine.listener.onCamera({ ...lost, cameraId: 'another', state: 'offline' })
  expect(await view()).toMatchObject({ state: 'factor' })
  expect(told).toEqual([])
})

test('what a camera can never be for a door is refused when it is set', async () => {
  const { server, admin, url } = await house()
  const camera = await admin.api('POST /cameras', { body: { name: 'Porch', address: 'rtsp://127.0.0.1/x' } })
  const clip = await server.store.cameras.add({ name: 'Clip', address: '/tmp/clip.mp4', enabled: false, settings: '{}' })
  const at = (cameraId: string, policy: Partial<DoorBody['policy']> = {}, zone?: string) => ({
    ...bodyOf(url, policy),
    source: { kind: 'camera' as const, cameraId, ...(zone !== undefined && { zone }) },
  })
  for (const [body, code] of [
    [at('none'), 'camera_not_found'],
    [at(clip.id), 'request_invalid'],
    [at(camera.id, {}, 'Mat'), 'request_invalid'],
    [at(camera.id, { challenge: 'always' }), 'request_invalid'],
    [at(camera.id, { colours: 'required' }), 'request_invalid'],
  ] as const)
    await expect(admin.api('POST /doors', { body })).rejects.toMatchObject({ code })
  await admin.api('POST /doors', { body: at(camera.id) })
})
