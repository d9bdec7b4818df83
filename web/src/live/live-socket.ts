// One WebSocket that comes back by itself, ever more patiently. Knows bytes in and out, nothing of pictures.

import type { LiveState } from './worker-messages.ts'

const FIRST_WAIT_MS = 250
const LONGEST_WAIT_MS = 8000
/** So much not yet sent means that the way out is full: frames are left out. */
const FULL_BYTES = 512 * 1024

/** Half of the wait is chance, so that a hundred pages do not come back to a restarted server at once. */
export const waitMs = (attempt: number, chance: number): number =>
  Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** attempt) * (0.5 + chance / 2)

export interface SocketListener {
  onState(state: LiveState): void
  onText(text: string): void
  onBytes(bytes: ArrayBuffer): void
}

export class LiveSocket {
  readonly #address: () => Promise<string | undefined>
  readonly #protocol: string
  readonly #listener: SocketListener
  #socket: WebSocket | undefined
  #timer: ReturnType<typeof setTimeout> | undefined
  #attempt = 0
  #closed = false

  /** `address` is asked anew for every connection; one of undefined counts as a connection that failed. */
  constructor(address: () => Promise<string | undefined>, protocol: string, listener: SocketListener) {
    this.#address = address
    this.#protocol = protocol
    this.#listener = listener
    void this.#open()
  }

  get ready(): boolean {
    return this.#socket?.readyState === WebSocket.OPEN && this.#socket.bufferedAmount < FULL_BYTES
  }

  /** Sends, or says that it could not. */
  send(content: string | Blob): boolean {
    if (!this.#socket || !this.ready) return false
    this.#socket.send(content)
    return true
  }

  close(): void {
    this.#closed = true
    clearTimeout(this.#timer)
    this.#socket?.close(1000)
    this.#socket = undefined
    this.#listener.onState('closed')
  }

  async #open(): Promise<void> {
    this.#listener.onState('connecting')
    const address = await this.#address()
    if (this.#closed) return
    if (address === undefined) {
      this.#comeBack()
      return
    }
    const socket = new WebSocket(address, this.#protocol)
    socket.binaryType = 'arraybuffer'
    // Open is who was welcomed: a server that opens and hangs up must not be asked four times a second.
    let welcomed = false
    socket.onmessage = ({ data }: MessageEvent<string | ArrayBuffer>) => {
      if (this.#closed) return
      if (!welcomed) {
        welcomed = true
        this.#attempt = 0
        this.#listener.onState('open')
      }
      if (typeof data === 'string') this.#listener.onText(data)
      else this.#listener.onBytes(data)
    }
    socket.onclose = () => {
      if (!this.#closed) this.#comeBack()
    }
    this.#socket = socket
  }

  #comeBack(): void {
    this.#listener.onState('waiting')
    this.#timer = setTimeout(() => void this.#open(), waitMs(this.#attempt++, Math.random()))
  }
}
