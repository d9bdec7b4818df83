import { once } from 'node:events'
import { createServer } from 'node:http'
import { connect, type AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { WebSocket } from 'ws'
import type { CameraPicture, EnrolmentLook, Pushed } from '../../app/engine/engine.ts'
import { RostroError } from '../../core/errors.ts'
import { LIVE_PROTOCOL, serverMessage, watchedFrame, type ClientMessage, type ServerMessage } from '../contract/live.ts'
import { ROLES, SCOPES, type Role, type Scope } from '../contract/route.ts'
import { serveLive, type LiveAccount, type LiveOptions, type LiveRefusal } from './live-sockets.ts'

const LOOK: EnrolmentLook = {
  width: 640,
  height: 360,
  hint: 'good',
  box: { x: 1, y: 2, width: 3, height: 4 },
  quality: 70,
  pose: 'front',
  taken: undefined,
}
const FACES: Pushed = { dropped: false, width: 640, height: 360, faces: [] }
const picture = (frame: number, bytes = 1000): CameraPicture => ({
  cameraId: 'door',
  frame,
  width: 1280,
  height: 720,
  jpeg: new Uint8Array(bytes).fill(frame),
  faces: [],
  ageMs: 5,
})
const frame = (number: number, bytes = 10) => {
  const message = Buffer.alloc(4 + bytes, 7)
  message.writeUInt32BE(number)
  return message
}
/** An account that stays what it is. */
const account = (role: Role = 'admin', scopes?: readonly Scope[]): LiveAccount => {
  const self: LiveAccount = { name: role, role, scopes, again: () => Promise.resolve(self) }
  return self
}

/** A server whose engine notes its calls, whose time stands still, and whose timers ring when told to. */
async function serving(answer: LiveAccount | LiveRefusal | Error = account(), change: Partial<LiveOptions['engine']> = {}) {
  const calls: string[] = []
  const time = { nowMs: 0 }
  const timers: { ms: number; work: () => void }[] = []
  const server = createServer()
  const live = serveLive({
    server,
    authorize: () => (answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer)),
    browserEvents: () => true,
    clock: () => time.nowMs,
    every: (ms, work) => {
      timers.push({ ms, work })
      return () => {}
    },
    engine: {
      openStream: ({ name, events }) => Promise.resolve(void calls.push(`open ${name} ${events}`)),
      closeStream: () => Promise.resolve(void calls.push('close')),
      pushFrame: () => Promise.resolve(FACES),
      lookForEnrolment: (id, _, { auto, take }) => {
        calls.push(`look ${id}${auto ? ' auto' : ''}${take ? ' take' : ''}`)
        return Promise.resolve(LOOK)
      },
      watchCamera: (id, watched) => Promise.resolve(void calls.push(`${watched ? 'watch' : 'unwatch'} ${id}`)),
      ...change,
    },
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  onTestFinished(async () => {
    await live.close()
    server.closeAllConnections()
    server.close()
  })
  const ring = (ms: number) => {
    for (const timer of timers) if (timer.ms === ms) timer.work()
  }
  return { live, calls, time, ring, port, open: () => openClient(port) }
}

/** A browser that keeps what it is told; `next` waits for a message of this type. */
async function openClient(port: number) {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/api/v1/live`, LIVE_PROTOCOL)
  const told: (ServerMessage | Buffer)[] = []
  let wake = () => {}
  socket.on('message', (message: Buffer, isBinary) => {
    told.push(isBinary ? message : serverMessage.parse(JSON.parse(message.toString())))
    wake()
  })
  const closed = new Promise<number>(resolve =>
    socket.once('close', code => {
      resolve(code)
    }),
  )
  onTestFinished(() => {
    socket.terminate()
  })
  async function next<Type extends ServerMessage['type']>(type: Type): Promise<Extract<ServerMessage, { type: Type }>> {
    for (;;) {
      const at = told.findIndex(message => !Buffer.isBuffer(message) && message.type === type)
      if (at >= 0) return told.splice(at, 1)[0] as Extract<ServerMessage, { type: Type }>
      await new Promise<void>(resolve => (wake = resolve))
    }
  }
  async function nextPicture() {
    for (;;) {
      const at = told.findIndex(message => Buffer.isBuffer(message))
      if (at >= 0) {
        const message = told.splice(at, 1)[0] as Buffer
        const length = message.readUInt32BE()
        return {
          ...watchedFrame.parse(JSON.parse(message.subarray(4, 4 + length).toString())),
          jpeg: message.subarray(4 + length),
        }
      }
      await new Promise<void>(resolve => (wake = resolve))
    }
  }
  await Promise.race([once(socket, 'open'), closed])
  return {
    socket,
    told,
    closed,
    next,
    nextPicture,
    say: (message: ClientMessage) => {
      socket.send(JSON.stringify(message))
    },
  }
}

/** The status a handshake is answered with. */
async function statusOf(port: number, path = '/api/v1/live'): Promise<number> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}${path}`)
  return new Promise(resolve => {
    socket.once('unexpected-response', (_, response) => {
      resolve(response.statusCode ?? 0)
    })
    socket.once('open', () => {
      resolve(101)
    })
    socket.on('error', () => {})
  })
}

/** A round trip, after which everything said before has been heard. */
const settled = async ({ socket }: { socket: WebSocket }) => {
  socket.ping()
  await once(socket, 'pong')
}

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

test('a message of 100 MB ends its connection only', async () => {
  const { open, live } = await serving()
  const [flooder, other] = [await open(), await open()]
  flooder.socket.on('error', () => {})
  flooder.socket.send(Buffer.alloc(100_000_000))
  expect([1006, 1009]).toContain(await flooder.closed)
  live.onPeople()
  expect(await other.next('people')).toEqual({ type: 'people' })
})

test('bytes that are no WebSocket frames end their connection', async () => {
  const { port } = await serving()
  const raw = connect(port, '127.0.0.1')
  raw.write(
    'GET /api/v1/live HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n',
  )
  await once(raw, 'data')
  raw.write(Buffer.alloc(2000, 0xff))
  raw.resume()
  await once(raw, 'close')
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

test('a browser that reads nothing misses pictures, is let go after ten seconds over the limit, and slows nobody', async () => {
  const { open, live, ring, time } = await serving()
  const [slow, other] = [await open(), await open()]
  for (const browser of [slow, other]) {
    browser.say({ type: 'watch', cameraId: 'door' })
    await settled(browser)
  }
  slow.socket.pause()
  for (let i = 1; i <= 60; i++) {
    live.onPicture(picture(i, 400_000))
    live.onEvent(`e${i}`)
    expect((await other.nextPicture()).frame).toBe(i)
  }
  // Pictures wait for each other and stay below the limit; a flood of state goes over it.
  for (let i = 0; i < 60_000; i++) live.onEvent(`${i} ${'x'.repeat(60)}`)
  ring(1000)
  time.nowMs += 9_000
  ring(1000)
  expect(live.viewers('door')).toBe(2)
  await settled(other)
  time.nowMs += 2_000
  ring(1000)
  await expect.poll(() => live.viewers('door')).toBe(1)
  live.onPicture(picture(99))
  expect((await other.nextPicture()).frame).toBe(99)
})

test('of 200 sockets that never read 64 stay, the others are told to come later, and the server goes on', async () => {
  const { port, live } = await serving()
  const stalled = await Promise.all(
    Array.from({ length: 200 }, async () => {
      const socket = new WebSocket(`ws://127.0.0.1:${port}/api/v1/live`)
      onTestFinished(() => {
        socket.terminate()
      })
      const closed = new Promise<number>(resolve =>
        socket.once('close', code => {
          resolve(code)
        }),
      )
      await once(socket, 'open').catch(() => {})
      return { socket, closed }
    }),
  )
  const codes = new Set<number>()
  for (const { closed } of stalled) void closed.then(code => codes.add(code))
  await expect.poll(() => stalled.filter(({ socket }) => socket.readyState === WebSocket.OPEN).length).toBeLessThanOrEqual(64)
  for (let i = 0; i < 100; i++) live.onEvent(`e${i}`)
  expect(await statusOf(port)).toBe(101)
})

test('whoever does not answer a ping is gone at the next', async () => {
  const { open, ring, live } = await serving()
  const dead = await open()
  dead.say({ type: 'watch', cameraId: 'door' })
  await settled(dead)
  dead.socket.pause()
  ring(30_000)
  ring(30_000)
  await expect.poll(() => live.viewers('door')).toBe(0)
})

test('a session that was ended ends its connection, and one whose store is away stays', async () => {
  const answers: (() => Promise<LiveAccount | undefined>)[] = [
    () => Promise.reject(new Error('store away')),
    () => Promise.resolve(undefined),
  ]
  const { open, ring } = await serving({ ...account(), again: () => answers.shift()!() })
  const browser = await open()
  ring(30_000)
  await settled(browser)
  expect(browser.socket.readyState).toBe(WebSocket.OPEN)
  ring(30_000)
  expect(await browser.closed).toBe(1008)
})

test('a role that was taken away counts from the next look on, also for frames', async () => {
  const was = account('operator')
  const { open, ring, calls } = await serving({ ...was, again: () => Promise.resolve(account('viewer')) })
  const browser = await open()
  browser.say({ type: 'enrol', enrolmentId: 'e', auto: false })
  await settled(browser)
  ring(30_000)
  await settled(browser)
  browser.socket.send(frame(1))
  expect((await browser.next('dropped')).frame).toBe(1)
  expect(calls).toEqual([])
})

test('at the end everybody is told that the server goes down, and nobody comes in any more', async () => {
  const { open, live, port } = await serving()
  const browser = await open()
  await live.close()
  expect(await browser.closed).toBe(1001)
  expect(await statusOf(port)).toBe(503)
})
