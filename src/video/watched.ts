// One connection with a watchdog: gives up on it when no picture comes for too long.

import { RostroError } from '../core/errors.ts'
import type { Picture } from './decoder.ts'
import { linkAbort } from './linked-abort.ts'

/** Freeing a connection that hangs in the operating system is not waited for longer than this. */
const MAX_CLOSE_MS = 500

/**
 * Pictures of one connection. Returns within about half a second of an abort even when the decoder does not.
 * @param hears of silence, and of a connection that hangs where nobody can end it: with what resolves when it does end
 * @throws RostroError source_unavailable after `connectMs` without a first or `stallMs` without a next picture
 */
export async function* watched(
  connect: (signal: AbortSignal) => AsyncGenerator<Picture, void, void>,
  timing: { readonly connectMs: number; readonly stallMs: number },
  signal: AbortSignal,
  hears: { readonly onStall: () => void; readonly onHang: (ended: Promise<true>) => void },
): AsyncGenerator<Picture, void, void> {
  const connection = linkAbort(signal)
  const pictures = connect(connection.signal)
  let limitMs = timing.connectMs
  try {
    for (;;) {
      const next = pictures.next()
      const result = await within(limitMs, next, connection.signal)
      if (result === undefined) {
        void next.then(closeLate, () => {}) // Given up on: neither its picture nor its error matters.
        if (signal.aborted) return
        if (limitMs === timing.stallMs) hears.onStall()
        throw new RostroError('source_unavailable', `no picture came for ${limitMs / 1000} s`)
      }
      if (result.done) return
      limitMs = timing.stallMs
      yield result.value
    }
  } finally {
    connection.abort()
    connection.unlink()
    const ended = pictures.return().then(
      () => true as const,
      () => true as const, // Its own failure no longer matters to anyone.
    )
    if ((await within(MAX_CLOSE_MS, ended)) === undefined) hears.onHang(ended)
  }
}

function closeLate(late: IteratorResult<Picture, void>): void {
  if (!late.done) late.value.close()
}

/** What `promise` gives, or undefined after `ms` or at once when `signal` aborts. */
async function within<T>(ms: number, promise: Promise<T>, signal?: AbortSignal): Promise<T | undefined> {
  let stop = () => {}
  const given = new Promise<undefined>(resolve => {
    const giveUp = () => {
      resolve(undefined)
    }
    const timer = setTimeout(giveUp, ms)
    signal?.addEventListener('abort', giveUp, { once: true })
    stop = () => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', giveUp)
    }
    if (signal?.aborted) giveUp()
  })
  try {
    return await Promise.race([promise, given])
  } finally {
    stop()
  }
}
