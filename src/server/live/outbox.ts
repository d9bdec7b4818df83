// What goes to one browser: a slow one sees the newest state and fewer pictures, and is let go when it stays slow.

import type { WebSocket } from 'ws'
import type { MonotonicClock } from '../../core/ports.ts'
import type { ServerMessage } from '../contract/live.ts'

/** Bytes that may wait for a browser to read them. */
const MAX_BUFFERED = 1024 * 1024
const MAX_SLOW_MS = 10_000
/** Different messages kept for a slow browser; of each kind the newest. */
const MAX_HELD = 200

export class Outbox {
  readonly #socket: WebSocket
  readonly #clock: MonotonicClock
  /** Waiting while too much is buffered: what the message is about → the newest of it. */
  readonly #held = new Map<string, ServerMessage>()
  #picture: Buffer | undefined
  #sendingPicture = false
  #slowSinceMs: number | undefined

  constructor(socket: WebSocket, clock: MonotonicClock) {
    this.#socket = socket
    this.#clock = clock
  }

  /** @param key what it is about: while the browser is slow, a newer one takes the place of an older. Without, it is left out then. */
  send(message: ServerMessage, key?: string): void {
    if (this.#socket.readyState !== this.#socket.OPEN) return
    if (this.#isFull()) {
      if (key === undefined || (this.#held.size >= MAX_HELD && !this.#held.has(key))) return
      this.#held.delete(key)
      this.#held.set(key, message)
      return
    }
    this.#socket.send(JSON.stringify(message), this.#afterSend)
  }

  /** One picture under way at a time; of those that come meanwhile the newest follows. */
  sendPicture(message: Buffer): void {
    if (this.#socket.readyState !== this.#socket.OPEN) return
    if (this.#sendingPicture || this.#isFull()) {
      this.#picture = message
      return
    }
    this.#sendingPicture = true
    this.#socket.send(message, () => {
      this.#sendingPicture = false
      this.#afterSend()
    })
  }

  /** Lets go of a browser that was over the limit for ten seconds. */
  checkSlow(): void {
    if (!this.#isFull()) {
      this.#slowSinceMs = undefined
      return
    }
    this.#slowSinceMs ??= this.#clock()
    if (this.#clock() - this.#slowSinceMs < MAX_SLOW_MS) return
    this.#socket.close(1013, 'too slow')
    // What it does not read would be in the way of the goodbye, and of memory.
    this.#socket.terminate()
  }

  #isFull(): boolean {
    return this.#socket.bufferedAmount > MAX_BUFFERED
  }

  readonly #afterSend = (): void => {
    for (const [key, message] of this.#held) {
      if (this.#isFull()) return
      this.#held.delete(key)
      this.send(message, key)
    }
    const picture = this.#picture
    if (!picture || this.#sendingPicture || this.#isFull()) return
    this.#picture = undefined
    this.sendPicture(picture)
  }
}
