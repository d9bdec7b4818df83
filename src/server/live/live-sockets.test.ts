import { expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { account, FACES, frame, picture, serving, settled, statusOf } from '../../../test/server/live-browsers.ts'
import type { Pushed } from '../../app/engine/engine.ts'
import { RostroError } from '../../core/errors.ts'
import { LIVE_PROTOCOL, type ClientMessage } from '../contract/live.ts'
import { ROLES, SCOPES } from '../contract/route.ts'

test('frames are answered with their number, the faces and the size', async () => {
  const { open, calls, live } = await serving()
  const browser = await open()
  const { streamId } = await browser.next('welcome')
  browser.say({ type: 'recognize' })
  browser.socket.send(frame(4_000_000_000))
  expect(await browser.next('faces')).toEqual({
    type: 'faces',
    frame: 4_000_000_000,
    width: 640,
    height: 360,
    faces: [],
    tookMs: 0,
  })
  expect(live.browsers()).toMatchObject([{ id: streamId, name: 'admin', faces: 0 }])
  expect(browser.socket.protocol).toBe(LIVE_PROTOCOL)
  browser.socket.close()
  await browser.closed
  await expect.poll(() => calls).toEqual(['open admin true', 'close'])
  expect(live.browsers()).toEqual([])
})

test('while a frame is looked at, only the newest waits; the others are dropped', async () => {
  const held: ((pushed: Pushed) => void)[] = []
  const { open } = await serving(account(), { pushFrame: () => new Promise(resolve => held.push(resolve)) })
  const browser = await open()
  browser.say({ type: 'recognize' })
  for (const number of [1, 2, 3, 4]) browser.socket.send(frame(number))
  expect((await browser.next('dropped')).frame).toBe(2)
  expect((await browser.next('dropped')).frame).toBe(3)
  expect(held).toHaveLength(1)
  held[0]!(FACES)
  expect((await browser.next('faces')).frame).toBe(1)
  await expect.poll(() => held.length).toBe(2)
  held[1]!(FACES)
  expect((await browser.next('faces')).frame).toBe(4)
})

test('frames of a registration are looked at, and `take` takes the next one only', async () => {
  const { open, calls } = await serving(account('operator'))
  const browser = await open()
  browser.say({ type: 'enrol', enrolmentId: 'e', auto: true })
  browser.say({ type: 'take' })
  browser.socket.send(frame(1))
  expect(await browser.next('look')).toMatchObject({ frame: 1, hint: 'good', pose: 'front', taken: null })
  browser.socket.send(frame(2))
  await browser.next('look')
  expect(calls).toEqual(['look e auto take', 'look e auto'])
})

test('an error of the engine is told and the frame counts as dropped; what is a bug is not told in its words', async () => {
  const errors = [new RostroError('image_unreadable', 'The frame cannot be read.'), new Error('/home/anna/secret')]
  const { open } = await serving(account(), { pushFrame: () => Promise.reject(errors.shift()!) })
  const browser = await open()
  browser.say({ type: 'recognize' })
  browser.socket.send(frame(1))
  expect(await browser.next('error')).toMatchObject({ code: 'image_unreadable' })
  expect(await browser.next('dropped')).toMatchObject({ frame: 1 })
  browser.socket.send(frame(2))
  expect((await browser.next('error')).message).not.toContain('secret')
})

const MESSAGES: readonly ClientMessage[] = [
  { type: 'recognize' },
  { type: 'enrol', enrolmentId: 'e', auto: false },
  { type: 'take' },
  { type: 'watch', cameraId: 'door' },
  { type: 'unwatch' },
]
const OPERATORS = ['enrol', 'take']

test.each(ROLES.flatMap(role => MESSAGES.map(message => [role, message] as const)))(
  'a %s is answered to %o as the role says',
  async (role, message) => {
    const { open } = await serving(account(role))
    const browser = await open()
    browser.say(message)
    if (role === 'viewer' && OPERATORS.includes(message.type))
      expect(await browser.next('error')).toMatchObject({ code: 'forbidden' })
    else {
      await settled(browser)
      expect(browser.told.filter(one => !Buffer.isBuffer(one) && one.type === 'error')).toEqual([])
    }
  },
)

test('a key does what its scopes say and no more', async () => {
  const { open } = await serving(account('admin', ['live']))
  const browser = await open()
  browser.say({ type: 'enrol', enrolmentId: 'e', auto: false })
  expect(await browser.next('error')).toMatchObject({ code: 'forbidden' })
  const without = await serving(
    account(
      'admin',
      SCOPES.filter(scope => scope !== 'live'),
    ),
  )
  expect(await statusOf(without.port)).toBe(403)
})

test.each([401, 403, 421])('whoever is refused gets %i and no connection', async refused => {
  const { port } = await serving({ refused })
  expect(await statusOf(port)).toBe(refused)
})

test('another path is not found, and a door that cannot ask is closed', async () => {
  const { port } = await serving()
  expect(await statusOf(port, '/elsewhere')).toBe(404)
  const broken = await serving(new Error('store away'))
  expect(await statusOf(broken.port)).toBe(503)
})

test.each([
  ['text that is no JSON', 'hello'],
  ['an unknown message', '{"type":"shutdown"}'],
  ['a message without what it needs', '{"type":"watch"}'],
  ['an endless text', `{"type":"recognize","x":"${'x'.repeat(5000)}"}`],
  ['a frame before anything was asked', Buffer.alloc(100)],
])('%s is answered with an error, and at the third time with goodbye', async (_, message) => {
  const { open } = await serving()
  const browser = await open()
  browser.socket.send(message)
  expect(await browser.next('error')).toMatchObject({ code: 'request_invalid' })
  browser.socket.send(message)
  await browser.next('error')
  expect(browser.socket.readyState).toBe(WebSocket.OPEN)
  browser.socket.send(message)
  expect(await browser.closed).toBe(1008)
})

test('a camera is shown to all who watch it, in one encoding, and the engine works only while somebody does', async () => {
  const { open, live, calls } = await serving()
  const [one, two] = [await open(), await open()]
  for (const browser of [one, two]) {
    browser.say({ type: 'watch', cameraId: 'door' })
    await settled(browser)
  }
  expect(live.viewers('door')).toBe(2)
  live.onPicture(picture(9))
  live.onPicture({ ...picture(10), cameraId: 'elsewhere' })
  for (const browser of [one, two]) {
    const shown = await browser.nextPicture()
    expect(shown).toMatchObject({ cameraId: 'door', frame: 9, width: 1280, height: 720, ageMs: 5 })
    expect(shown.jpeg).toHaveLength(1000)
  }
  one.say({ type: 'unwatch' })
  await settled(one)
  two.socket.close()
  await two.closed
  await expect.poll(() => calls).toEqual(['watch door', 'unwatch door'])
})

test('events, people and changes of cameras are told to everybody, a camera’s state once', async () => {
  const { open, live } = await serving(account('viewer'))
  const browser = await open()
  const health = { framesPerSecond: 1, lastFrameAgeMs: 1, reconnects: 0, droppedFrames: 0, width: 1, height: 1, faces: 0 }
  live.onEvent('e1')
  live.onPeople()
  for (const framesPerSecond of [1, 2])
    live.onCamera({ ...health, cameraId: 'door', state: 'online', reason: undefined, framesPerSecond })
  live.onCamera({ ...health, cameraId: 'door', state: 'offline', reason: 'no answer' })
  await settled(browser)
  expect(browser.told.slice(1)).toEqual([
    { type: 'event', eventId: 'e1' },
    { type: 'people' },
    { type: 'camera', cameraId: 'door', state: 'online', reason: null },
    { type: 'camera', cameraId: 'door', state: 'offline', reason: 'no answer' },
  ])
})

test('that visits changed is told once a second, however often they do', async () => {
  const { open, live, ring } = await serving()
  const browser = await open()
  for (let i = 0; i < 5; i++) live.onVisits()
  ring(1000)
  await browser.next('visits')
  ring(1000)
  await settled(browser)
  expect(browser.told.filter(one => !Buffer.isBuffer(one) && one.type === 'visits')).toEqual([])
})

test('alerts are told to whoever may read them', async () => {
  const notice = {
    ...{ id: 'n', sequence: 1, at: '2026-01-01T00:00:00Z', rule: { id: 'r', name: 'Night' }, kind: 'arrived' as const },
    ...{ camera: null, person: { id: 'p', name: 'Anna' }, visitor: null, visitId: 'v' },
  }
  const person = await serving(account('viewer'))
  const shown = await person.open()
  person.live.onAlert(notice)
  expect((await shown.next('alert')).notice).toEqual(notice)
  const key = await serving(account('admin', ['live']))
  const without = await key.open()
  key.live.onAlert(notice)
  await settled(without)
  expect(without.told.filter(one => !Buffer.isBuffer(one) && one.type === 'alert')).toEqual([])
})
