// Live connections at /api/v1/live: who may open one, what a slow or broken client costs, and what is told to all of them.

import type { IncomingMessage, Server } from 'node:http'
import { WebSocketServer, type WebSocket } from 'ws'
import type { MonotonicClock } from '../../core/ports.ts'
import type { Role } from '../../core/records.ts'
import type { CameraHealth, CameraPicture, Engine } from '../../app/engine/engine.ts'
import { LIVE_PROTOCOL, type ServerMessage, type WatchedFrame } from '../contract/live.ts'
import type { NoticeJson } from '../contract/alerts.ts'
import type { Scope } from '../contract/route.ts'
import type { OpenedDoors } from '../open-doors.ts'
import { toLiveFaceJson } from '../to-json.ts'
import { createDoor } from './door.ts'
import { LiveClient } from './live-client.ts'
import { createViewers } from './viewers.ts'

/** A frame of a browser and its number. */
const MAX_MESSAGE_BYTES = 1024 * 1024
const MAX_CLIENTS = 64
const MAX_CAMERAS_TOLD = 256
/** Ping, and asking whether the account may still be here. */
const ALIVE_EVERY_MS = 30_000
const SLOW_EVERY_MS = 1000
const NEWS_EVERY_MS = 1000
const GOODBYE_MS = 2000

/** Who opened a connection. */
export interface LiveAccount {
  readonly name: string
  readonly role: Role
  /** Of an API key; undefined for a signed-in person, who has them all. */
  readonly scopes: readonly Scope[] | undefined
  /** Of a key beside a door: the one where it may stand. */
  readonly doorId?: string | undefined
  /** Asked every 30 s: undefined once the session, key or account is gone. Never looks at a ticket again: it is used up. */
  readonly again: () => Promise<LiveAccount | undefined>
}

/** The HTTP status to refuse the handshake with: 401, 403, 421, 503 … */
export interface LiveRefusal {
  readonly refused: number
}

export interface LiveOptions {
  readonly engine: Pick<Engine, 'openStream' | 'pushFrame' | 'closeStream' | 'lookForEnrolment' | 'watchCamera'>
  /** Its `upgrade` requests are taken; those for other paths get 404. */
  readonly server: Server
  /** Host, Origin, cookie, ticket and key are checked here. Rejecting counts as 503. */
  readonly authorize: (request: IncomingMessage) => Promise<LiveAccount | LiveRefusal>
  /** Whether faces before a browser's own camera go into the timeline: the setting of that name. */
  readonly browserEvents: () => boolean
  readonly doors: Pick<OpenedDoors, 'stand'>
  readonly clock: MonotonicClock
  /** Calls something every so often until told to stop. For tests; default: a timer. */
  readonly every?: (ms: number, work: () => void) => () => void
}

export interface BrowserStream {
  readonly id: string
  /** Of the account. */
  readonly name: string
  readonly framesPerSecond: number
  readonly faces: number
}

export interface LiveSockets {
  /** What the engine's listener hears, passed on to whoever watches. */
  onPicture(picture: CameraPicture): void
  onCamera(health: CameraHealth): void
  /** The timeline has something new or changed. */
  onEvent(eventId: string): void
  /** Another server put something into the timeline, or changed it; told once a second. */
  onEvents(): void
  /** People or their photos changed. */
  onPeople(): void
  /** Visits or visitors changed; told once a second. */
  onVisits(): void
  /** To those who may read alerts. */
  onAlert(notice: NoticeJson): void
  viewers(cameraId: string): number
  browsers(): readonly BrowserStream[]
  /** Says goodbye (1001) to everybody; resolves when all are gone, within 3 s. */
  close(): Promise<void>
}

/** Takes the live connections of a server. */
export function serveLive(options: LiveOptions): LiveSockets {
  const { engine, server, clock, every = repeat } = options
  const webSockets = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false,
    maxPayload: MAX_MESSAGE_BYTES,
    handleProtocols: offered => (offered.has(LIVE_PROTOCOL) ? LIVE_PROTOCOL : false),
  })
  const clients = new Set<LiveClient>()
  const viewers = createViewers(engine)
  const told = new Map<string, string>()
  let closing = false
  /** Waits to be told. */
  const news = new Set<'events' | 'visits'>()

  const takeUpgrade = createDoor({
    isOpen: () => !closing,
    authorize: options.authorize,
    enter(account, request, socket, head) {
      webSockets.handleUpgrade(request, socket, head, webSocket => {
        welcome(webSocket, account)
      })
    },
  })

  function welcome(webSocket: WebSocket, account: LiveAccount): void {
    webSocket.on('error', () => {}) // Told by its close event.
    if (closing || clients.size >= MAX_CLIENTS) {
      webSocket.close(closing ? 1001 : 1013, closing ? 'the server is going down' : 'too many live connections')
      return
    }
    const client = new LiveClient(webSocket, account, {
      ...{ engine, viewers, clock },
      ...{ browserEvents: options.browserEvents, doors: options.doors },
    })
    clients.add(client)
    webSocket.on('close', () => {
      clients.delete(client)
      client.leave()
    })
  }

  const stopChecking = [
    every(ALIVE_EVERY_MS, () => {
      for (const client of clients) client.checkAlive()
    }),
    every(SLOW_EVERY_MS, () => {
      for (const client of clients) client.outbox.checkSlow()
    }),
    every(NEWS_EVERY_MS, () => {
      for (const type of news) tellAll({ type }, type)
      news.clear()
    }),
  ]
  server.on('upgrade', takeUpgrade)

  const tellAll = (message: ServerMessage, key: string) => {
    // A kiosk hears of its door and of nothing else.
    for (const client of clients) if (client.may('viewer', 'live')) client.outbox.send(message, key)
  }

  return {
    onPicture(picture) {
      const watching = viewers.of(picture.cameraId)
      if (watching.length === 0) return
      const message = toWatchedMessage(picture)
      for (const client of watching) client.outbox.sendPicture(message)
    },
    onCamera({ cameraId, state, reason }) {
      const now = `${state} ${reason ?? ''}`
      if (told.get(cameraId) === now) return
      if (told.size >= MAX_CAMERAS_TOLD) told.clear()
      told.set(cameraId, now)
      tellAll({ type: 'camera', cameraId, state, reason: reason ?? null }, `camera ${cameraId}`)
    },
    onEvent(eventId) {
      tellAll({ type: 'event', eventId }, `event ${eventId}`)
    },
    onPeople() {
      tellAll({ type: 'people' }, 'people')
    },
    onEvents() {
      news.add('events')
    },
    onVisits() {
      news.add('visits')
    },
    onAlert(notice) {
      for (const client of clients)
        if (client.may('viewer', 'alerts:read')) client.outbox.send({ type: 'alert', notice }, `alert ${notice.id}`)
    },
    viewers: cameraId => viewers.of(cameraId).length,
    browsers: () => [...clients].flatMap(client => client.stream() ?? []),
    async close() {
      closing = true
      for (const stop of stopChecking) stop()
      await Promise.all([...clients].map(client => client.goAway(GOODBYE_MS)))
    },
  }
}

/** Picture and faces in one message, built once for all who watch. */
function toWatchedMessage({ cameraId, frame, width, height, faces, ageMs, jpeg }: CameraPicture): Buffer {
  const shown: WatchedFrame = { cameraId, frame, width, height, faces: faces.map(toLiveFaceJson), ageMs }
  const header = Buffer.from(JSON.stringify(shown))
  const length = Buffer.alloc(4)
  length.writeUInt32BE(header.length)
  return Buffer.concat([length, header, jpeg])
}

function repeat(ms: number, work: () => void): () => void {
  const timer = setInterval(work, ms)
  timer.unref()
  return () => {
    clearInterval(timer)
  }
}
