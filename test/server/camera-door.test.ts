// A camera of the server that looks at a door, and a reader beside it, from their settings to the relay.

import { expect, test } from 'vitest'
import type { DoorBody } from '../../src/server/contract/doors.ts'
import { BONA_FIDE, bodyOf, house, lookAt } from './door-house.ts'
import { ask } from './serving.ts'

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
