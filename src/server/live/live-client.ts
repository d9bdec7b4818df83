// One browser on a live connection: what it asked for, its newest frame, and whether it may.

import { randomUUID } from 'node:crypto'
import type { RawData, WebSocket } from 'ws'
import type { EnrolmentLook } from '../../app/engine/engine.ts'
import { messageOf, RostroError } from '../../core/errors.ts'
import type { MonotonicClock } from '../../core/ports.ts'
import { clientMessage, type ClientMessage, type ServerMessage } from '../contract/live.ts'
import { ROLES, type Role, type Scope } from '../contract/route.ts'
import { toLiveFaceJson, toVerdictJson } from '../to-json.ts'
import type { BrowserStream, LiveAccount, LiveOptions } from './live-sockets.ts'
import { AtDoor, type DoorMessage } from './at-door.ts'
import { Outbox } from './outbox.ts'
import type { Viewers } from './viewers.ts'

const AT_A_DOOR = { role: 'admin', scope: 'doors:stand' } as const
/** What each message takes; frames take what the message before them took. */
const ACCESS: Readonly<Record<ClientMessage['type'], { readonly role: Role; readonly scope: Scope }>> = {
  recognize: { role: 'viewer', scope: 'live' },
  enrol: { role: 'operator', scope: 'people:write' },
  take: { role: 'operator', scope: 'people:write' },
  watch: { role: 'viewer', scope: 'live' },
  unwatch: { role: 'viewer', scope: 'live' },
  door: AT_A_DOOR,
  factor: AT_A_DOOR,
  another_movement: AT_A_DOOR,
  begin_again: AT_A_DOOR,
}
const MAX_TEXT_BYTES = 4096
const MAX_MALFORMED = 3
const RATE_OVER_MS = 3000

export interface LiveContext extends Pick<LiveOptions, 'engine' | 'browserEvents' | 'doors'> {
  readonly viewers: Viewers
  readonly clock: MonotonicClock
}

type Mode =
  | { readonly type: 'recognize'; readonly opened: Promise<void> }
  | { readonly type: 'enrol'; readonly enrolmentId: string; readonly auto: boolean }
  | AtDoor

interface SentFrame {
  readonly number: number
  readonly jpeg: Uint8Array
  readonly arrivedAtMs: number
}

export class LiveClient {
  readonly outbox: Outbox
  readonly #socket: WebSocket
  readonly #context: LiveContext
  readonly #streamId = randomUUID()
  #account: LiveAccount
  #mode: Mode | undefined
  #watched: string | undefined
  #malformed = 0
  #isAlive = true
  /** The newest frame nobody has looked at; one at a time is. */
  #waiting: SentFrame | undefined
  #busy = false
  #take = false
  /** Opening and closing the stream go one after another. Never rejects. */
  #stream: Promise<void> = Promise.resolve()
  #answeredAtMs: number[] = []
  #faces = 0

  constructor(socket: WebSocket, account: LiveAccount, context: LiveContext) {
    this.#socket = socket
    this.#account = account
    this.#context = context
    this.outbox = new Outbox(socket, context.clock)
    socket.on('pong', () => {
      this.#isAlive = true
    })
    socket.on('message', (message, isBinary) => {
      const bytes = toBytes(message)
      if (isBinary) this.#takeFrame(bytes)
      else this.#takeText(bytes)
    })
    this.outbox.send({ type: 'welcome', streamId: this.#streamId })
  }

  /** Its stream, while it has one. */
  stream(): BrowserStream | undefined {
    if (this.#mode?.type !== 'recognize') return undefined
    const now = this.#context.clock()
    const recent = this.#answeredAtMs.filter(time => now - time < RATE_OVER_MS)
    return {
      id: this.#streamId,
      name: this.#account.name,
      framesPerSecond: (recent.length * 1000) / RATE_OVER_MS,
      faces: this.#faces,
    }
  }

  may(role: Role, scope: Scope): boolean {
    const { scopes } = this.#account
    return ROLES.indexOf(this.#account.role) >= ROLES.indexOf(role) && (scopes === undefined || scopes.includes(scope))
  }

  /** Ends the connection of whoever is gone, or may no longer be here. */
  checkAlive(): void {
    if (!this.#isAlive) {
      this.#socket.terminate()
      return
    }
    this.#isAlive = false
    this.#socket.ping()
    this.#account.again().then(
      account => {
        if (account) this.#account = account
        else this.#socket.close(1008, 'signed out')
      },
      () => {}, // The store cannot be asked at this moment: the next time it can.
    )
  }

  /** The connection is closed: nothing of it stays. */
  leave(): void {
    this.#unwatch()
    this.#waiting = undefined
    this.#become(undefined)
  }

  /** Says goodbye and waits for the answer, at most so long. */
  goAway(ms: number): Promise<void> {
    return new Promise(resolve => {
      const timer = setTimeout(() => {
        this.#socket.terminate()
      }, ms)
      this.#socket.once('close', () => {
        clearTimeout(timer)
        resolve()
      })
      this.#socket.close(1001, 'the server is going down')
    })
  }

  #takeText(bytes: Buffer): void {
    const parsed = bytes.length <= MAX_TEXT_BYTES ? clientMessage.safeParse(parseJson(bytes)) : undefined
    if (!parsed?.success) {
      this.#complain('This message is none that the server knows; see the reference of the API.')
      return
    }
    const message = parsed.data
    if (!this.#may(message.type)) {
      this.#tellError(new RostroError('forbidden', 'This account or key may not do that; ask an administrator.'))
      return
    }
    switch (message.type) {
      case 'recognize':
        if (this.#mode?.type !== 'recognize') this.#become({ type: 'recognize', opened: this.#openStream() })
        break
      case 'enrol':
        this.#become({ type: 'enrol', enrolmentId: message.enrolmentId, auto: message.auto })
        break
      case 'take':
        this.#take = true
        break
      case 'watch':
        this.#unwatch()
        this.#watched = message.cameraId
        this.#context.viewers.add(message.cameraId, this)
        break
      case 'unwatch':
        this.#unwatch()
        break
      case 'door':
        this.#standAt(message)
        break
      case 'factor':
      case 'another_movement':
      case 'begin_again':
        this.#sayAtDoor(message)
        break
    }
  }

  #takeFrame(bytes: Buffer): void {
    if (bytes.length <= 4 || !this.#mode) {
      this.#complain(this.#mode ? 'A frame is four bytes of its number, then a JPEG.' : 'Say first what to do with frames.')
      return
    }
    const overtaken = this.#waiting
    this.#waiting = { number: bytes.readUInt32BE(), jpeg: bytes.subarray(4), arrivedAtMs: this.#context.clock() }
    if (overtaken) this.outbox.send({ type: 'dropped', frame: overtaken.number })
    if (!this.#busy) void this.#work()
  }

  async #work(): Promise<void> {
    this.#busy = true
    for (let frame = this.#waiting; frame; frame = this.#waiting) {
      this.#waiting = undefined
      try {
        const answer = await this.#answer(frame)
        this.outbox.send(answer, 'frame')
      } catch (error) {
        this.#tellError(error)
        this.outbox.send({ type: 'dropped', frame: frame.number })
      }
    }
    this.#busy = false
  }

  /** A key beside a door stands at that one and at no other. */
  #standAt({ doorId, camera }: Extract<ClientMessage, { type: 'door' }>): void {
    const { doorId: bound, scopes } = this.#account
    if (scopes !== undefined && bound !== doorId) {
      this.#tellError(new RostroError('forbidden', 'This key is for another door; make one at this door.'))
      return
    }
    const { doors, clock } = this.#context
    const onError = (error: unknown) => {
      this.#tellError(error)
    }
    this.#become(new AtDoor({ doorId, camera, doors, clock, onError, outbox: this.outbox }))
  }

  #sayAtDoor(message: DoorMessage): void {
    if (this.#mode?.type !== 'door') {
      this.#complain('Say first at which door you stand.')
      return
    }
    this.#mode.say(message).catch((error: unknown) => {
      this.#tellError(error)
    })
  }

  async #answer({ number, jpeg, arrivedAtMs }: SentFrame): Promise<ServerMessage> {
    const { engine, clock } = this.#context
    const mode = this.#mode
    const dropped = { type: 'dropped', frame: number } as const
    // Gone, or no longer allowed, since the frame came.
    if (!mode || !this.#may(mode.type)) return dropped
    if (mode.type === 'recognize') {
      await mode.opened
      const pushed = await engine.pushFrame(this.#streamId, jpeg)
      if (pushed.dropped) return dropped
      const now = clock()
      this.#answeredAtMs = [...this.#answeredAtMs.filter(time => now - time < RATE_OVER_MS), now]
      this.#faces = pushed.faces.length
      const { width, height } = pushed
      return { type: 'faces', frame: number, width, height, faces: pushed.faces.map(toLiveFaceJson), tookMs: now - arrivedAtMs }
    }
    if (mode.type === 'door') return mode.answer({ number, jpeg, arrivedAtMs })
    const take = this.#take
    this.#take = false
    const look = await engine.lookForEnrolment(mode.enrolmentId, jpeg, { auto: mode.auto, take })
    return toLookMessage(number, look, clock() - arrivedAtMs)
  }

  #become(mode: Mode | undefined): void {
    const before = this.#mode
    this.#mode = mode
    if (before?.type === 'door') {
      before.leave().catch((error: unknown) => {
        this.#tellError(error)
      })
    }
    if (before?.type !== 'recognize') return
    this.#faces = 0
    this.#stream = this.#stream.then(() => this.#context.engine.closeStream(this.#streamId)).catch(() => {}) // Gone with the engine.
  }

  /** Opens the stream, after it was closed if it was open before. */
  #openStream(): Promise<void> {
    const { engine, browserEvents } = this.#context
    const opened = this.#stream.then(() =>
      engine.openStream({ id: this.#streamId, name: this.#account.name, events: browserEvents() }),
    )
    this.#stream = opened.catch((error: unknown) => {
      if (this.#mode?.type === 'recognize') this.#mode = undefined
      this.#tellError(error)
    })
    return opened
  }

  #unwatch(): void {
    if (this.#watched !== undefined) this.#context.viewers.remove(this.#watched, this)
    this.#watched = undefined
  }

  #may(type: ClientMessage['type']): boolean {
    const { role, scope } = ACCESS[type]
    return this.may(role, scope)
  }

  /** A browser that speaks something else is told, and at the third time let go. */
  #complain(why: string): void {
    this.#tellError(new RostroError('request_invalid', why))
    if (++this.#malformed >= MAX_MALFORMED) this.#socket.close(1008, 'malformed messages')
  }

  #tellError(error: unknown): void {
    // What is no RostroError may name files or people: the log has it, the browser does not.
    const told = error instanceof RostroError ? { code: error.code, message: messageOf(error) } : UNEXPECTED
    this.outbox.send({ type: 'error', ...told }, 'error')
  }
}

const UNEXPECTED = { code: 'internal', message: 'Something went wrong in the server; try again.' }

const toLookMessage = (frame: number, look: EnrolmentLook, tookMs: number): ServerMessage => ({
  type: 'look',
  frame,
  width: look.width,
  height: look.height,
  hint: look.hint,
  box: look.box ?? null,
  quality: look.quality,
  pose: look.pose ?? null,
  tookMs,
  taken: look.taken ? toVerdictJson(look.taken) : null,
})

function parseJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'))
  } catch {
    return undefined
  }
}

const toBytes = (message: RawData): Buffer =>
  Array.isArray(message) ? Buffer.concat(message) : message instanceof ArrayBuffer ? Buffer.from(message) : message
