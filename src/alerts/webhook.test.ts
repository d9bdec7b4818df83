import { createHmac } from 'node:crypto'
import { expect, test } from 'vitest'
import { alertOf } from '../../test/alerts/fixtures.ts'
import { fails, hangs, openReceiver } from '../../test/alerts/receiver.ts'
import { createWebhook, type WebhookOptions } from './webhook.ts'

const NOW = new Date('2026-11-24T10:00:00.900Z')
const SECRET = 'a secret of sixteen characters'

const webhook = (url: string, options: Partial<WebhookOptions> = {}) =>
  createWebhook({ target: { url, secret: SECRET, allowPrivate: true }, version: '1.2.3', now: () => NOW, ...options })

test('an alert is posted as JSON, signed, with its id as the idempotency key', async () => {
  const receiver = await openReceiver()
  await webhook(receiver.url).deliver(alertOf(7))
  const { headers, body, alert } = receiver.calls[0]!
  expect(alert).toEqual(alertOf(7))
  expect(headers).toMatchObject({ 'content-type': 'application/json', 'idempotency-key': 'n7', 'user-agent': 'rostro/1.2.3' })
  const [, seconds, hex] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(String(headers['rostro-signature']))!
  expect(seconds).toBe('1795514400')
  expect(hex).toBe(createHmac('sha256', SECRET).update(`${seconds!}.${body}`).digest('hex'))
})

test('anything but success is a failure, told without what the receiver wrote', async () => {
  const receiver = await openReceiver()
  receiver.answer = fails
  await expect(webhook(receiver.url).deliver(alertOf(1))).rejects.toThrow(`127.0.0.1:${receiver.port} answered 500`)
})

test('a redirect is not followed', async () => {
  const [receiver, elsewhere] = [await openReceiver(), await openReceiver()]
  for (const status of [301, 302, 303, 307, 308]) {
    receiver.answer = response => response.writeHead(status, { location: elsewhere.url }).end()
    await expect(webhook(receiver.url).deliver(alertOf(1))).rejects.toThrow(`answered ${status}, and redirects are not followed`)
  }
  expect(elsewhere.calls).toEqual([])
})

test('a receiver that never answers is given up after the time limit', async () => {
  const receiver = await openReceiver()
  receiver.answer = hangs
  await expect(webhook(receiver.url, { timeoutMs: 50 }).deliver(alertOf(1))).rejects.toThrow('no answer from')
})

test('closing ends an attempt that hangs', async () => {
  const receiver = await openReceiver()
  receiver.answer = hangs
  const sink = webhook(receiver.url)
  const attempt = sink.deliver(alertOf(1))
  await Promise.all([receiver.called(1).then(() => sink.close()), expect(attempt).rejects.toThrow()])
})

test('of an answer without end only the status is read', async () => {
  const receiver = await openReceiver()
  let closed: () => void = () => {}
  const isClosed = new Promise<void>(resolve => (closed = resolve))
  receiver.answer = response => {
    response.on('close', closed).writeHead(200)
    const more = (): void => {
      if (!response.destroyed) response.write('x'.repeat(65_536), more)
    }
    more()
  }
  await webhook(receiver.url).deliver(alertOf(1))
  await isClosed
})

test('a port where nobody listens is a failure', async () => {
  const receiver = await openReceiver()
  await receiver.close()
  await receiver.listen()
  const { url } = receiver
  await receiver.close()
  await expect(webhook(url).deliver(alertOf(1))).rejects.toThrow('ECONNREFUSED')
  await receiver.listen()
})

test('an address of this machine gets nothing unless that was allowed, by number or by name', async () => {
  const receiver = await openReceiver()
  const strict = (url: string) =>
    webhook(url, {
      target: { url, secret: SECRET, allowPrivate: false },
      resolve: () => Promise.resolve([{ address: '127.0.0.1', family: 4 }]),
    })
  for (const url of [receiver.url, `http://hook.example:${receiver.port}/`, `http://2130706433:${receiver.port}/`])
    await expect(strict(url).deliver(alertOf(1))).rejects.toMatchObject({ code: 'address_refused' })
  expect(receiver.calls).toEqual([])
})

test('a name is looked up once and the connection goes to that answer: a second one cannot lead elsewhere', async () => {
  const receiver = await openReceiver()
  let asked = 0
  const resolve = () => Promise.resolve([{ address: asked++ === 0 ? '127.0.0.1' : '169.254.169.254', family: 4 }])
  await webhook(`http://hook.example:${receiver.port}/`, { resolve }).deliver(alertOf(1))
  expect(asked).toBe(1)
  expect(receiver.calls[0]!.headers.host).toBe(`hook.example:${receiver.port}`)
})
