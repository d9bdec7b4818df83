import { once } from 'node:events'
import { connect } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { WebSocket } from 'ws'
import { account, frame, picture, serving, settled, statusOf } from '../../../test/server/live-browsers.ts'
import type { LiveAccount } from './live-sockets.ts'

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
