// Keeps a decoder busy while the consumer works, by asking for a bounded number of items early. Never drops one.

/** Yields every item in order with at most `depth` waiting; those never taken go to `onUnused` when iteration stops. */
export async function* readAhead<T>(
  items: AsyncIterable<T>,
  depth: number,
  onUnused: (item: T) => void,
): AsyncGenerator<T, void, void> {
  const upstream = items[Symbol.asyncIterator]()
  const ahead: Promise<IteratorResult<T>>[] = []
  const ask = () => {
    const next = upstream.next()
    next.catch(() => {}) // It is thrown where it is awaited; until then it must not count as unhandled.
    ahead.push(next)
  }
  try {
    for (;;) {
      while (ahead.length <= depth) ask()
      const next = await ahead.shift()!
      if (next.done) return
      yield next.value
    }
  } finally {
    await upstream.return?.()
    for (const next of await Promise.allSettled(ahead)) {
      if (next.status === 'fulfilled' && !next.value.done) onUnused(next.value.value)
    }
  }
}
