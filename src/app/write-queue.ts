// What waits to be written, in order: several words about one thing count once, and a store that fails is asked again later.

import { messageOf, RostroError } from '../core/errors.ts'

export interface WriteQueueOptions<T> {
  /** What is meant in "… cannot be written". */
  readonly what: string
  readonly write: (item: T) => Promise<void>
  /** Hears when the store fails, and with undefined when it works again. */
  readonly onProblem: (problem: { readonly code: string; readonly message: string } | undefined) => void
  /** Waits before a failed write is tried again. */
  readonly pause: (signal: AbortSignal) => Promise<void>
  readonly most: number
}

export class WriteQueue<T> {
  readonly #options: WriteQueueOptions<T>
  readonly #waiting = new Map<string, T>()
  readonly #closing = new AbortController()
  #writing: Promise<void> | undefined
  #dropped = 0

  constructor(options: WriteQueueOptions<T>) {
    this.#options = options
  }

  get isEmpty(): boolean {
    return this.#waiting.size === 0
  }

  /** Returns at once. `join` makes one of what waits under this key and this. The oldest are dropped first. */
  put(key: string, item: T, join: (before: T, item: T) => T = (_, newer) => newer): void {
    if (this.#closing.signal.aborted) return
    const before = this.#waiting.get(key)
    this.#waiting.delete(key)
    this.#waiting.set(key, before === undefined ? item : join(before, item))
    const [oldest] = this.#waiting.keys()
    if (this.#waiting.size > this.#options.most && oldest !== undefined) {
      this.#waiting.delete(oldest)
      this.#dropped++
    }
    this.#writing ??= this.#write().finally(() => {
      this.#writing = undefined
    })
  }

  /** Writes what waits, unless the store fails. */
  async close(): Promise<void> {
    this.#closing.abort()
    await this.#writing
  }

  async #write(): Promise<void> {
    const { write, onProblem, pause } = this.#options
    const { signal } = this.#closing
    for (let [next] = this.#waiting; next; [next] = this.#waiting) {
      const [key, item] = next
      const done = () => {
        // A newer word may have come meanwhile.
        if (this.#waiting.get(key) === item) this.#waiting.delete(key)
      }
      try {
        await write(item)
        done()
        onProblem(undefined)
      } catch (error) {
        this.#tell(error)
        // Only a store gets well again.
        if (!(error instanceof RostroError) || error.kind !== 'storage') done()
        if (signal.aborted) return
        await pause(signal)
      }
    }
  }

  #tell(error: unknown): void {
    const { what, onProblem } = this.#options
    const lost = this.#dropped > 0 ? ` ${this.#dropped} were lost so far.` : ''
    onProblem({ code: 'store_unavailable', message: `${what} cannot be written: ${messageOf(error)}${lost}` })
  }
}
