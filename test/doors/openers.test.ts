// The openers against what really stands at the other end: an HTTP server, a broker, a program.

import { createServer, type RequestListener } from 'node:http'
import { once } from 'node:events'
import { access, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connectAsync } from 'mqtt'
import { expect, onTestFinished, test } from 'vitest'
import { createOpener } from '../../src/doors/openers/create-opener.ts'
import type { DoorOpenerSettings } from '../../src/core/doors.ts'
import { listenTo, noBroker, openBroker } from '../alerts/broker.ts'

const never = new AbortController().signal
const openerOf = (settings: DoorOpenerSettings, allowCommands = true) => createOpener(settings, { allowCommands })

async function relay(listener: RequestListener): Promise<string> {
  const server = createServer(listener)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/open`
}
const http = (url: string): DoorOpenerSettings => ({ kind: 'http', url, method: 'POST', headers: { 'x-key': 'k' }, body: 'on' })

test('HTTP: the call is made once as it was set, and only 2xx is open', async () => {
  const calls: string[] = []
  const url = await relay((request, answer) => {
    let body = ''
    request.on('data', (part: Buffer) => (body += part.toString()))
    request.on('end', () => {
      calls.push(`${request.method} ${request.url} ${String(request.headers['x-key'])} ${body}`)
      answer.writeHead(calls.length === 1 ? 204 : calls.length === 2 ? 302 : 500, { location: '/open' }).end()
    })
  })
  const opener = openerOf(http(url))
  await opener.open(never)
  await expect(opener.open(never)).rejects.toThrow(/answered 302, and redirects are not followed/)
  await expect(opener.open(never)).rejects.toThrow(/answered 500/)
  expect(calls).toEqual(Array.from({ length: 3 }, () => 'POST /open k on'))
})

test.each(['told to', 'closed'])('HTTP: one that never answers is given up when %s', async how => {
  let tell = () => {}
  const asked = new Promise<void>(resolve => (tell = resolve))
  const opener = openerOf(http(await relay(() => { tell() }))) // prettier-ignore
  const abort = new AbortController()
  const refused = expect(opener.open(abort.signal)).rejects.toThrow(/did not answer in time/)
  await asked
  if (how === 'closed') await opener.close()
  else abort.abort()
  await refused
})

test.each(['http://169.254.169.254/open', 'http://0.0.0.0/', 'http://[fe80::1]/', 'mqtt://169.254.169.254'])(
  'nothing is sent to %s',
  async url => {
    const settings: DoorOpenerSettings = url.startsWith('mqtt') ? { kind: 'mqtt', url, topic: 't', payload: 'p' } : http(url)
    await expect((async () => openerOf(settings).open(never))()).rejects.toMatchObject({ code: 'address_refused' })
  },
)

test('a command runs without a shell, without our secrets, and opens by ending well', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'rostro-opener-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const [script, told] = [join(folder, 'open.mjs'), join(folder, 'told')]
  await writeFile(
    script,
    `import { writeFileSync } from 'node:fs'
     writeFileSync(process.argv[2], JSON.stringify([process.argv.slice(3), Object.keys(process.env).filter(name => !name.startsWith('__'))]))`,
  )
  const argument = '$(touch pwned); `x` "y"'
  await openerOf({ kind: 'command', argv: [process.execPath, script, told, argument] }).open(never)
  expect(JSON.parse(await readFile(told, 'utf8'))).toEqual([[argument], ['PATH']])
  const fails = (argv: string[]) => expect(openerOf({ kind: 'command', argv }).open(never)).rejects
  await fails([process.execPath, '-e', 'process.exit(3)']).toThrow(/ended with 3/)
  await fails([join(folder, 'nothing')]).toThrow(/ENOENT/)
  await fails([]).toThrow(/no program/)
})

test('a command that hangs is ended with all it started, and one that is too late is not begun', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'rostro-opener-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const pidFile = join(folder, 'pid')
  const code = `const c = require('child_process').spawn('sleep', ['600']); require('fs').writeFileSync(${JSON.stringify(pidFile)}, c.pid + '\\n')`
  const opener = openerOf({ kind: 'command', argv: [process.execPath, '-e', `${code}; setInterval(() => {}, 1000)`] })
  const abort = new AbortController()
  const opening = opener.open(abort.signal)
  const refused = expect(opening).rejects.toThrow(/did not end in time/)
  const pid = await written(pidFile)
  abort.abort()
  await refused
  while (isRunning(pid)) await new Promise(resolve => setImmediate(resolve))
  await expect(opener.open(abort.signal)).rejects.toThrow(/too late/)
})

test('a command is refused unless whoever started the server allowed it', () => {
  expect(() => openerOf({ kind: 'command', argv: ['true'] }, false)).toThrow(
    expect.objectContaining({ code: 'forbidden' }) as Error,
  )
})

test('a door that opens nothing is always opened', async () => {
  await openerOf({ kind: 'none' }).open(never)
})

test.skipIf(noBroker)(`MQTT: one message that nobody keeps and that expires${noBroker ? ` (${noBroker})` : ''}`, async () => {
  const broker = await openBroker()
  const { said, heard } = await listenTo(broker)
  const relay = await connectAsync(broker.url, { protocolVersion: 5 })
  onTestFinished(() => relay.endAsync(true))
  await relay.subscribeAsync('door/set', { qos: 1 })
  const expiry = new Promise(resolve => {
    relay.once('message', (_topic, _payload, { properties }) => {
      resolve(properties?.messageExpiryInterval)
    })
  })
  const opener = openerOf({ kind: 'mqtt', url: broker.url, topic: 'door/set', payload: 'OPEN' })
  await opener.open(never)
  expect(await heard(({ topic }) => topic === 'door/set')).toEqual({ topic: 'door/set', text: 'OPEN', retained: false })
  expect(await expiry).toBe(2)
  await opener.open(never)
  await heard(() => said.length === 2)
})

test.skipIf(noBroker)('MQTT: a broker that hangs or is gone opens nothing, then or later', async () => {
  const broker = await openBroker()
  const opener = openerOf({ kind: 'mqtt', url: broker.url, topic: 'door/set', payload: 'OPEN' })
  broker.freeze()
  const abort = new AbortController()
  const refused = expect(opener.open(abort.signal)).rejects.toThrow(/no answer in time/)
  abort.abort()
  await refused
  await broker.stop()
  await expect(opener.open(never)).rejects.toThrow(/ECONNREFUSED|closed the connection/)
  await broker.start()
  const { said, client } = await listenTo(broker)
  await client.publishAsync('after', 'all', { qos: 1 })
  while (said.length === 0) await new Promise(resolve => setImmediate(resolve))
  expect(said.map(({ topic }) => topic)).toEqual(['after'])
})

async function written(file: string): Promise<number> {
  for (;;) {
    await access(file).catch(() => new Promise(resolve => setImmediate(resolve)))
    const text = await readFile(file, 'utf8').catch(() => '')
    if (text.endsWith('\n')) return Number(text)
  }
}

/** A zombie has ended. */
function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
  } catch {
    return false
  }
  return true
}
