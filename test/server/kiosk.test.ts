// A browser beside a door, from its key to the relay: a real server and store, an engine that sees what it is told.

import { once } from 'node:events'
import { expect, onTestFinished, test } from 'vitest'
import { WebSocket } from 'ws'
import type { Liveness } from '../../src/core/liveness.ts'
import type { DoorView } from '../../src/server/contract/doors.ts'
import { LIVE_PROTOCOL, serverMessage, type ClientMessage, type ServerMessage } from '../../src/server/contract/live.ts'
import { JPEG } from '../fakes/engine.ts'
import { ATTACK, BONA_FIDE, bodyOf, house, lookAt, type House } from './door-house.ts'
import { ask, type Serving } from './serving.ts'

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

test('an engine that begins anew in the middle of a challenge ends it as a fault, which counts, and opens nothing', async () => {
  const all = await house()
  const { server, admin, told } = all
  const { engine } = server
  const door = await admin.api('POST /doors', { body: bodyOf(all.url, { challenge: 'always' }) })
  const kiosk = await standAt(all, door.id)
  seen(all, BONA_FIDE)
  const { colours } = await kiosk.showUntil(({ state }) => state === 'challenge')
  expect(colours).toBeNull()
  engine.listener.onProblem({ code: 'device_unavailable', message: 'It stopped.' })
  engine.listener.onProblem(undefined)
  await expect
    .poll(async () => (await admin.api('GET /doors/log')).items)
    .toMatchObject([{ outcome: 'fault', reasons: ['model_fault'] }])
  expect((await admin.api('GET /doors'))[0]?.lock.refusals).toBe(1)
  await kiosk.showUntil(({ state }) => state === 'challenge')
  // Another one: of the first nobody knows any more.
  expect(new Set(engine.calls.filter(call => call.startsWith('beginChallenge'))).size).toBe(2)
  expect(told).toEqual([])
})

test('how large a face has to be is told to the engine while a browser stands there', async () => {
  const all = await house()
  const { admin, url } = all
  const { engine } = all.server
  const opened: Parameters<typeof engine.openAccess>[0][] = []
  engine.openAccess = access => Promise.resolve(void opened.push(access))
  const door = await admin.api('POST /doors', { body: bodyOf(url) })
  const kiosk = await standAt(all, door.id)
  await kiosk.showUntil(() => true)
  await admin.api('PUT /doors/:doorId', { params: { doorId: door.id }, body: bodyOf(url, { minFacePx: 222 }) })
  expect(opened.map(({ settings }) => settings)).toEqual(
    [140, 222].map(minFacePx => ({ minFacePx, cameraName: 'Integrated Camera' })),
  )
  expect(new Set(opened.map(({ id }) => id)).size).toBe(1)
})
