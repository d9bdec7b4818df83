// Debian's mosquitto on loopback, and a client that hears everything said there.

import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { connect as dial, createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { connectAsync } from 'mqtt'
import { onTestFinished } from 'vitest'

const PROGRAM = ['mosquitto', '/usr/sbin/mosquitto'].find(path => !spawnSync(path, ['-h']).error)

/** Why there is no broker here; undefined when there is one. */
export const noBroker = PROGRAM === undefined ? 'mosquitto is not installed (apt-get install mosquitto)' : undefined

export interface Said {
  readonly topic: string
  readonly text: string
  readonly retained: boolean
}

export class Broker {
  port = 0
  #process: ChildProcess | undefined
  readonly #folder: string

  constructor(folder: string) {
    this.#folder = folder
  }

  get url(): string {
    return `mqtt://127.0.0.1:${this.port}`
  }

  /** On the port it had before, if it had one. */
  async start(): Promise<void> {
    this.port ||= await freePort()
    const settings = join(this.#folder, 'mosquitto.conf')
    await writeFile(settings, `listener ${this.port} 127.0.0.1\nallow_anonymous true\npersistence false\n`)
    this.#process = spawn(PROGRAM!, ['-c', settings], { stdio: 'ignore' })
    while (!(await isListening(this.port))) await setImmediate()
  }

  /** Stops answering without saying so. */
  freeze(): void {
    this.#process?.kill('SIGSTOP')
  }

  async stop(): Promise<void> {
    if (!this.#process || this.#process.exitCode !== null || this.#process.signalCode !== null) return
    const exit = once(this.#process, 'exit')
    this.#process.kill('SIGKILL')
    await exit
  }
}

export async function openBroker(): Promise<Broker> {
  const folder = await mkdtemp(join(tmpdir(), 'rostro-broker-'))
  const broker = new Broker(folder)
  onTestFinished(async () => {
    await broker.stop()
    await rm(folder, { recursive: true, force: true })
  })
  await broker.start()
  return broker
}

/** Everything said from now on, and what is retained. */
export async function listenTo(broker: Broker) {
  const client = await connectAsync(broker.url, { reconnectPeriod: 50 })
  const said: Said[] = []
  const waiting = new Set<() => void>()
  client.on('message', (topic, payload, { retain }) => {
    said.push({ topic, text: payload.toString(), retained: retain })
    for (const look of waiting) look()
  })
  client.on('error', () => {}) // The broker is stopped on purpose.
  await client.subscribeAsync('#', { qos: 1 })
  onTestFinished(() => client.endAsync(true))
  /** Resolves once something fitting was said. */
  const heard = (fits: (said: Said) => boolean): Promise<Said> =>
    new Promise(resolve => {
      const look = () => {
        const found = said.find(fits)
        if (!found) return
        waiting.delete(look)
        resolve(found)
      }
      waiting.add(look)
      look()
    })
  return { client, said, heard }
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise(resolve => server.close(resolve))
  return port
}

const isListening = (port: number): Promise<boolean> =>
  new Promise(resolve => {
    const socket = dial(port, '127.0.0.1')
    socket.once('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => {
      resolve(false)
    })
  })
