// A server on loopback that takes alerts as a test wants it to: takes, fails, hangs, redirects, is gone.

import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'
import type { Alert } from '../../src/alerts/rule.ts'

export interface Received {
  readonly headers: IncomingHttpHeaders
  readonly body: string
  readonly alert: Alert
}

type Answer = (response: ServerResponse, request: IncomingMessage) => void

export const takes: Answer = response => response.writeHead(204).end()
export const fails: Answer = response => response.writeHead(500).end('it broke')
export const hangs: Answer = () => {}

export class Receiver {
  readonly calls: Received[] = []
  /** Those that were answered with success. */
  readonly taken: Alert[] = []
  answer: Answer = takes
  port = 0
  readonly #server = createServer((request, response) => {
    void this.#take(request, response)
  })
  #waiting: { count: number; resolve: () => void }[] = []

  get url(): string {
    return `http://127.0.0.1:${this.port}/hook`
  }

  /** On the port it had before, if it had one. */
  async listen(): Promise<void> {
    await new Promise<void>(resolve => this.#server.listen(this.port, '127.0.0.1', resolve))
    this.port = (this.#server.address() as AddressInfo).port
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections()
    await new Promise(resolve => this.#server.close(resolve))
  }

  /** Resolves once there were so many calls. */
  called(count: number): Promise<void> {
    if (this.calls.length >= count) return Promise.resolve()
    return new Promise(resolve => this.#waiting.push({ count, resolve }))
  }

  async #take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const body = Buffer.concat(chunks).toString()
    const alert = JSON.parse(body) as Alert
    this.answer(response, request)
    if (response.statusCode < 300 && response.headersSent) this.taken.push(alert)
    this.calls.push({ headers: request.headers, body, alert })
    for (const { resolve } of this.#waiting.filter(({ count }) => this.calls.length >= count)) resolve()
    this.#waiting = this.#waiting.filter(({ count }) => this.calls.length < count)
  }
}

export async function openReceiver(): Promise<Receiver> {
  const receiver = new Receiver()
  await receiver.listen()
  onTestFinished(() => receiver.close())
  return receiver
}
