// Live connections at /api/v1/live: who may open one, what a slow or broken client costs, and what is told to all of them.

import type { IncomingMessage, Server } from 'node:http'
import type { MonotonicClock } from '../../core/ports.ts'
import type { AccountRole } from '../../core/records.ts'
import type { CameraHealth, CameraPicture, Engine } from '../../app/engine/engine.ts'
import type { Scope } from '../contract/route.ts'

export const LIVE_PATH = '/api/v1/live'

/** Who opened a connection. */
export interface LiveAccount {
  readonly name: string
  readonly role: AccountRole
  /** Of an API key; undefined for a signed-in person, who has them all. */
  readonly scopes: readonly Scope[] | undefined
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
  readonly clock: MonotonicClock
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
  /** People or their photos changed. */
  onPeople(): void
  viewers(cameraId: string): number
  browsers(): readonly BrowserStream[]
  /** Says goodbye (1001) to everybody; resolves when all are gone, within 3 s. */
  close(): Promise<void>
}

/** Takes the live connections of a server. */
export function serveLive(options: LiveOptions): LiveSockets {
  void options
  throw new Error('not built yet')
}
