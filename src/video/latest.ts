// Keeps only the newest frame, so a slow consumer sees the present and never a backlog.

/** A place for one item: a newer one pushes the older out, a taker waits until there is one. */
export interface NewestSlot<T> {
  put(item: T): void
  /** No more items; with an error, the taker gets that error after the last item. */
  end(error?: Error): void
  /** The newest item, or undefined after the end. */
  take(): Promise<T | undefined>
  /** One that is there already, without waiting. */
  newer(): T | undefined
  /** Lets go of the item nobody took; later ones go straight to `onDrop`. */
  close(): void
}

export function createNewestSlot<T extends object>(onDrop: (item: T) => void): NewestSlot<T> {
  let newest: T | undefined
  let ended: { error?: Error } | undefined
  let closed = false
  let wake = () => {}

  const newer = () => {
    const item = newest
    newest = undefined
    return item
  }
  const discard = () => {
    if (newest) onDrop(newest)
    newest = undefined
  }
  return {
    put(item) {
      discard()
      if (closed) {
        onDrop(item)
        return
      }
      newest = item
      wake()
    },
    end(error) {
      ended ??= error === undefined ? {} : { error }
      wake()
    },
    async take() {
      while (!newest && !ended) await new Promise<void>(resolve => (wake = resolve))
      const item = newer()
      if (!item && ended?.error !== undefined) throw ended.error
      return item
    },
    newer,
    close() {
      closed = true
      discard()
    },
  }
}

/** Puts in whatever comes, until the end or an error, which goes to the taker. Never rejects. */
export async function fillSlot<T extends object>(slot: NewestSlot<T>, items: AsyncIterable<T>): Promise<void> {
  try {
    for await (const item of items) slot.put(item)
    slot.end()
  } catch (error) {
    slot.end(error instanceof Error ? error : new Error(String(error)))
  }
}

/**
 * Yields items as fast as the consumer takes them; one overtaken before it was taken goes to `onDrop`.
 * `stop` must make `items` end soon: it is called when iteration stops, and then waited for.
 */
export async function* latest<T extends object>(
  items: AsyncIterable<T>,
  onDrop: (item: T) => void,
  stop: () => void,
): AsyncGenerator<T, void, void> {
  const slot = createNewestSlot(onDrop)
  const filling = fillSlot(slot, items)
  try {
    for (let item = await slot.take(); item; item = await slot.take()) yield item
  } finally {
    slot.close()
    stop()
    await filling
  }
}
