// A server as it runs, with a real store in a folder of its own and an engine that sees nothing; and ways to ask it.

import { request as httpRequest } from 'node:http'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { createClient, type Client } from '../../src/client.ts'
import type { Store } from '../../src/core/ports.ts'
import { openServer, type RostroServer, type ServerOptions } from '../../src/server/open-server.ts'
import type { LiveSockets } from '../../src/server/live/live-sockets.ts'
import { openSqliteStore } from '../../src/stores/sqlite.ts'
import { mobile } from '../../src/models/packs/declared/mobile.ts'
import { fakeEngine, type FakeEngine } from '../fakes/engine.ts'

export const ADMIN = { name: 'Ada', password: 'a long pass phrase' }

export interface Serving extends Omit<RostroServer, 'engine' | 'operatingPoint'> {
  readonly store: Store
  /** Where the store and all else lies. */
  readonly folder: string
  readonly engine: FakeEngine
  readonly lines: string[]
  /** What live connections were told. */
  readonly told: string[]
  /** Milliseconds added to the clock. */
  later: number
  readonly port: number
  readonly setupToken: string
}

export async function serving(options: Partial<ServerOptions> = {}): Promise<Serving> {
  const folder = await mkdtemp(join(tmpdir(), 'rostro-server-'))
  const store = options.store ?? (await openSqliteStore(join(folder, 'rostro.db')))
  const lines: string[] = []
  const told: string[] = []
  const clock = { later: 0 }
  const opened: { engine?: FakeEngine } = {}
  const server = await openServer({
    store,
    port: 0,
    publicNames: [],
    models: noModels,
    prepareChange: () => Promise.reject(new Error('there is no other pack')),
    alertsFolder: join(folder, 'alerts'),
    webRoot: join(folder, 'web'),
    version: '0.0.0-test',
    log: (level, line) => lines.push(`${level} ${line}`),
    now: () => new Date(Date.now() + clock.later),
    checkAnswers: true,
    passwordCost: 4,
    openEngine: listener => Promise.resolve((opened.engine = fakeEngine(listener))),
    live: () => deafLive(told),
    ...options,
  })
  onTestFinished(async () => {
    await server.close()
    await store.close()
    await rm(folder, { recursive: true, force: true })
  })
  const { url, setupUrl } = server
  return {
    ...{ store, folder, engine: opened.engine!, lines, told, url, setupUrl, close: () => server.close() },
    port: server.port,
    setupToken: setupUrl?.split('#')[1] ?? '',
    get later() {
      return clock.later
    },
    set later(ms) {
      clock.later = ms
    },
  }
}

/** A cache that knows no pack but the one in use. */
export const noModels: ServerOptions['models'] = {
  list: () => Promise.resolve([]),
  manifest: () => Promise.resolve(mobile),
  current: () => Promise.resolve('mobile'),
  previous: () => Promise.resolve(undefined),
  use: () => Promise.resolve(),
}

/** Live connections that only note what they are told. */
export const deafLive = (told: string[]): LiveSockets => ({
  onPicture: () => {},
  onCamera: health => told.push(`camera ${health.cameraId} ${health.state}`),
  onEvent: eventId => told.push(`event ${eventId}`),
  onEvents: () => told.push('events'),
  onPeople: () => told.push('people'),
  onVisits: () => told.push('visits'),
  onAlert: ({ kind }) => told.push(`alert ${kind}`),
  viewers: () => 0,
  browsers: () => [],
  close: () => Promise.resolve(),
})

export interface Browser {
  readonly api: Client
  /** What it would send as its cookie. */
  cookie: string
}

/** Keeps its cookie and says where its page came from, as a browser does. */
export function browserAt(url: string): Browser {
  const browser = {
    cookie: '',
    api: createClient({
      baseUrl: url,
      fetch: async (input, init) => {
        const headers = new Headers(init?.headers)
        headers.set('origin', url)
        if (browser.cookie) headers.set('cookie', browser.cookie)
        const response = await fetch(input, { ...init, headers })
        for (const set of response.headers.getSetCookie()) browser.cookie = set.split(';', 1)[0]!
        return response
      },
    }),
  }
  return browser
}

/** The first account, signed in. */
export async function adminAt({ url, setupToken }: Serving): Promise<Browser> {
  const browser = browserAt(url)
  await browser.api('POST /setup', { body: { ...ADMIN, token: setupToken } })
  return browser
}

export interface Reply {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly text: string
  /** Of the envelope. */
  readonly code: string | undefined
}

/** A request with whatever headers, `Host` included, which fetch would not send. */
export function ask(
  port: number,
  path: string,
  { method = 'GET', headers = {}, body }: { method?: string; headers?: Record<string, string>; body?: string | Uint8Array } = {},
): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) }
    const options = { host: '127.0.0.1', port, path, method, headers: { ...length, ...headers }, agent: false }
    const request = httpRequest(options, response => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('error', reject)
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString()
        const code = /^\{"error":\{"code":"(\w+)"/.exec(text)?.[1]
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text, code })
      })
    })
    request.on('error', reject)
    request.end(body)
  })
}
