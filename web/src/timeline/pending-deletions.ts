// Events deleted by a click that can still be taken back: hidden at once, deleted when the time is over or the page is left.

/** A little longer than the toast that offers to undo. */
export const UNDO_MS = 8000

export class PendingDeletions {
  readonly #timers = new Map<string, ReturnType<typeof setTimeout>>()
  readonly #listeners = new Set<() => void>()
  readonly #remove: (eventId: string) => void
  #ids: ReadonlySet<string> = new Set()

  constructor(remove: (eventId: string) => void) {
    this.#remove = remove
  }

  /** A new set after every change, for useSyncExternalStore. */
  readonly ids = (): ReadonlySet<string> => this.#ids

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  add(eventId: string): void {
    if (this.#timers.has(eventId)) return
    this.#timers.set(
      eventId,
      setTimeout(() => {
        this.#settle(eventId)
      }, UNDO_MS),
    )
    this.#changed()
  }

  undo(eventId: string): void {
    clearTimeout(this.#timers.get(eventId))
    this.#timers.delete(eventId)
    this.#changed()
  }

  /** Nobody is left who could undo. */
  flush(): void {
    for (const eventId of [...this.#timers.keys()]) this.#settle(eventId)
  }

  #settle(eventId: string): void {
    clearTimeout(this.#timers.get(eventId))
    this.#timers.delete(eventId)
    this.#remove(eventId)
    this.#changed()
  }

  #changed(): void {
    this.#ids = new Set(this.#timers.keys())
    for (const listener of this.#listeners) listener()
  }
}
