// Cameras over HTTP: their passwords never come out again, and no address leads where no camera is.

import { expect, test } from 'vitest'
import { checkCameraAddress } from '../../src/server/camera-address.ts'
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
  const { id } = await api('POST /cameras', { body: { name: 'Door', address: 'test:' } })
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
  await api('POST /cameras', { body: { name: 'Door', address: 'test:' } })
  await api('POST /cameras', { body: { name: 'Off', address: 'test:', enabled: false } })
  const again = await serving({ store })
  expect(again.engine.calls.filter(call => call.startsWith('runCamera'))).toEqual(['runCamera test:'])
})

test('an address is tried before it is kept', async () => {
  const { api } = await house()
  expect(await api('POST /cameras/test', { body: { address: 'test:' } })).toMatchObject({ ok: true, width: 640 })
  await expect(api('POST /cameras/test', { body: { address: 'exec:rm' } })).rejects.toMatchObject({ code: 'source_unsupported' })
})

test.each([
  'http://169.254.169.254/latest/meta-data',
  'http://[::ffff:169.254.169.254]/',
  'http://2852039166/',
  'rtsp://0xA9FEA9FE/',
  'http://0251.0376.0251.0376/',
  'http://0.0.0.0/',
  'http://[::]/',
  'rtsp://[fe80::1]/',
  'rtsp://224.0.0.1/',
  'rtsp://255.255.255.255/',
  'http://metadata.internal/',
])('%s is refused', async address => {
  const metadata = () => Promise.resolve(['169.254.169.254'])
  await expect(checkCameraAddress(address, metadata)).rejects.toMatchObject({ code: 'address_refused' })
})

test.each(['exec:ls', 'file:///etc/passwd', 'concat:a|b', 'pipe:0', '-i', 'ftp://host/', 'rtsp://ho st/'])(
  '%s is no source',
  async address => {
    await expect(checkCameraAddress(address)).rejects.toMatchObject({ code: 'source_unsupported' })
  },
)

test('cameras at home are fine, also while their name does not resolve', async () => {
  const asleep = () => Promise.reject(new Error('ENOTFOUND'))
  for (const address of ['rtsp://192.168.1.9/', 'http://127.0.0.1:1984/', 'rtsp://[fd00::9]/', 'camera:0', '/clips/a.mp4'])
    await checkCameraAddress(address, asleep)
  await checkCameraAddress('rtsp://door.local/', asleep)
})

test('settings are kept, and the engine hears of them', async () => {
  const { api, engine, store } = await house()
  expect(await api('GET /settings')).toMatchObject({ threshold: null, rule: 'fusion', keepUnknown: false })
  expect(await api('PATCH /settings', { body: { threshold: 0.5 } })).toMatchObject({ threshold: 0.5, rule: 'fusion' })
  expect(engine.settings).toEqual({ threshold: 0.5, rule: 'fusion', minMargin: 0.05 })
  await expect(api('PATCH /settings', { body: { eventDays: 0 } })).rejects.toMatchObject({ status: 400 })
  const again = await serving({ store })
  expect(again.engine.settings.threshold).toBe(0.5)
})
