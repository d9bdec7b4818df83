// Cameras over HTTP: their passwords never come out again, and no address leads where no camera is.

import { expect, test } from 'vitest'
import { adminAt, serving } from './serving.ts'

const SECRET = 'hunter2canary'
const ADDRESS = `rtsp://admin:${SECRET}@192.0.2.7/stream?token=${SECRET}`

async function house() {
  const server = await serving()
  const { api } = await adminAt(server)
  return { ...server, server, api }
}

test('a camera is added, run and listed; its password is kept and never shown', async () => {
  const { api, engine, store, lines, told } = await house()
  const camera = await api('POST /cameras', { body: { name: 'Door', address: ADDRESS } })
  expect(camera).toMatchObject({ name: 'Door', address: 'rtsp://***@192.0.2.7/stream?token=***', enabled: true })
  expect(engine.calls).toContain(`runCamera ${ADDRESS}`)
  engine.listener.onCamera({ ...health(camera.id), state: 'online', framesPerSecond: 24.5, faces: 2 })
  const outputs = [await api('GET /cameras'), await api('GET /cameras/:cameraId', { params: { cameraId: camera.id } })]
  expect(outputs[0]).toMatchObject([{ state: { state: 'online', framesPerSecond: 24.5 } }])
  expect(await api('GET /streams')).toEqual([
    { id: camera.id, name: 'Door', kind: 'camera', framesPerSecond: 24.5, faces: 2, viewers: 0 },
  ])
  expect(JSON.stringify([outputs, lines, told])).not.toContain(SECRET)
  expect((await store.cameras.list())[0]!.address).toBe(ADDRESS)
})

const health = (cameraId: string) => ({
  cameraId,
  state: 'connecting' as const,
  reason: undefined,
  framesPerSecond: 0,
  lastFrameAgeMs: undefined,
  reconnects: 0,
  droppedFrames: 0,
  width: undefined,
  height: undefined,
  faces: 0,
})

test('sending back the address as it was shown keeps the password', async () => {
  const { api, store } = await house()
  const { id, address } = await api('POST /cameras', { body: { name: 'Door', address: ADDRESS } })
  const params = { cameraId: id }
  await api('PATCH /cameras/:cameraId', { params, body: { name: 'Gate', address } })
  expect(await store.cameras.list()).toMatchObject([{ name: 'Gate', address: ADDRESS }])
  await api('PATCH /cameras/:cameraId', { params, body: { address: 'rtsp://192.0.2.8/' } })
  expect(await store.cameras.list()).toMatchObject([{ address: 'rtsp://192.0.2.8/' }])
})

test('a camera is switched off, on with other settings, and removed', async () => {
  const { api, engine } = await house()
  const { id } = await api('POST /cameras', { body: { name: 'Door', address: 'camera:0' } })
  const params = { cameraId: id }
  expect(await api('PATCH /cameras/:cameraId', { params, body: { enabled: false } })).toMatchObject({ state: { state: 'off' } })
  const settings = { threshold: 0.5, far: true }
  const on = await api('PATCH /cameras/:cameraId', { params, body: { enabled: true, settings } })
  expect(on).toMatchObject({ settings: { threshold: 0.5, far: true, rule: null, zones: [] }, state: { state: 'connecting' } })
  await api('DELETE /cameras/:cameraId', { params })
  expect(engine.calls.filter(call => call === 'stopCamera')).toHaveLength(2)
  await expect(api('GET /cameras/:cameraId', { params })).rejects.toMatchObject({ status: 404, code: 'camera_not_found' })
})

test('cameras that are switched on run from the start, and one that cannot says why', async () => {
  const { api, store } = await house()
  await api('POST /cameras', { body: { name: 'Door', address: 'camera:0' } })
  await api('POST /cameras', { body: { name: 'Off', address: 'camera:0', enabled: false } })
  const again = await serving({ store })
  expect(again.engine.calls.filter(call => call.startsWith('runCamera'))).toEqual(['runCamera camera:0'])
})

test('an address is tried before it is kept', async () => {
  const { api } = await house()
  expect(await api('POST /cameras/test', { body: { address: 'camera:0' } })).toMatchObject({ ok: true, width: 640 })
})

test.each(['http://169.254.169.254/latest/meta-data', 'exec:ls', 'test:', '/proc/self/environ'])(
  'an address like %s is neither tried nor kept',
  async address => {
    const { api, engine, store } = await house()
    const refused = { code: 'address_refused', status: 422 }
    await expect(api('POST /cameras', { body: { name: 'Door', address } })).rejects.toMatchObject(refused)
    await expect(api('POST /cameras/test', { body: { address } })).rejects.toMatchObject(refused)
    expect(await store.cameras.list()).toEqual([])
    expect(engine.calls).not.toContain(`runCamera ${address}`)
  },
)

test('settings are kept, and the engine hears of them', async () => {
  const { api, engine, store } = await house()
  expect(await api('GET /settings')).toMatchObject({ threshold: null, rule: 'fusion', keepUnknown: false })
  expect(await api('PATCH /settings', { body: { threshold: 0.5 } })).toMatchObject({ threshold: 0.5, rule: 'fusion' })
  expect(engine.settings).toEqual({ threshold: 0.5, rule: 'fusion', minMargin: 0.05, liveness: 'refuse' })
  await expect(api('PATCH /settings', { body: { eventDays: 0 } })).rejects.toMatchObject({ status: 400 })
  const again = await serving({ store })
  expect(again.engine.settings.threshold).toBe(0.5)
})
