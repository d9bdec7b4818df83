// Sources that never end by themselves: newest picture only, a watchdog against silence, and reconnecting with patience.

import { once } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'
import { messageOf, RostroError } from '../core/errors.ts'
import type { Frame, MonotonicClock, Source } from '../core/ports.ts'
import type { Picture } from './decoder.ts'
import { createFrame } from './frame.ts'
import { latest } from './latest.ts'
import { hasAborted, linkAbort } from './linked-abort.ts'
import type { OnStatus } from './source-status.ts'
import { watched } from './watched.ts'

export interface LiveTiming {
  /** From starting to connect to the first picture. */
  readonly connectMs: number
  /** Between two pictures. */
  readonly stallMs: number
  /** Before the first new attempt; doubles with every failure, up to `maxRetryMs`, less up to half by chance. */
  readonly firstRetryMs: number
  readonly maxRetryMs: number
}

export const LIVE_TIMING: LiveTiming = { connectMs: 10_000, stallMs: 4000, firstRetryMs: 1000, maxRetryMs: 30_000 }

/** Each keeps one of the threads that read and decode for all cameras. */
const MAX_HANGING = 2

export interface LiveOptions {
  readonly id: string
  /** One connection: pictures until it is lost. Ends soon after its signal aborts. */
  readonly connect: (signal: AbortSignal) => AsyncGenerator<Picture, void, void>
  readonly clock: MonotonicClock
  readonly timing?: Partial<LiveTiming>
  readonly onStatus?: OnStatus | undefined
  /** Go on trying when the very first connection fails, instead of throwing. */
  readonly keepTrying?: boolean | undefined
}

/** frames() throws source_unavailable when the first connection fails, unless told to keep trying. */
export function createLiveSource(options: LiveOptions): Source {
  const { id, clock } = options
  async function* stamped(signal: AbortSignal): AsyncGenerator<Frame, void, void> {
    let index = 0
    for await (const picture of reconnecting(options, signal)) {
      index += picture.leftOut ?? 0
      yield createFrame(picture, id, index++, clock())
    }
  }
  async function* frames(signal?: AbortSignal): AsyncGenerator<Frame, void, void> {
    const stop = linkAbort(signal)
    const close = (frame: Frame) => {
      frame.close()
    }
    try {
      for await (const frame of latest(stamped(stop.signal), close, stop.abort)) {
        if (stop.signal.aborted) {
          frame.close()
          return
        }
        yield frame
      }
    } finally {
      stop.unlink()
    }
  }
  return { id, live: true, frames }
}

async function* reconnecting(options: LiveOptions, signal: AbortSignal): AsyncGenerator<Picture, void, void> {
  const { id, connect, keepTrying = false, onStatus = () => {} } = options
  const timing = { ...LIVE_TIMING, ...options.timing }
  let wasOnline = keepTrying
  let failures = 0
  const hanging = new Set<Promise<true>>()
  const onHang = (ended: Promise<true>) => {
    hanging.add(ended)
    void ended.then(() => hanging.delete(ended))
  }
  while (!hasAborted(signal)) {
    if (hanging.size >= MAX_HANGING) {
      onStatus({ sourceId: id, state: 'offline', reason: HANGS })
      if (!hasAborted(signal)) await Promise.race([...hanging, once(signal, 'abort')])
      continue
    }
    let online = false
    let reason = 'the connection ended'
    try {
      const onStall = () => {
        onStatus({ sourceId: id, state: 'stalled', reason: `no picture for ${timing.stallMs / 1000} s` })
      }
      for await (const picture of watched(connect, timing, signal, { onStall, onHang })) {
        if (!online) onStatus({ sourceId: id, state: 'online' })
        online = wasOnline = true
        failures = 0
        yield picture
      }
    } catch (error) {
      if (!wasOnline || !isTemporary(error)) throw error
      reason = messageOf(error)
    }
    if (hasAborted(signal)) return
    if (!wasOnline) throw new RostroError('source_unavailable', `${id} sent no picture: ${reason}.`)
    const retryInMs = Math.min(timing.maxRetryMs, timing.firstRetryMs * 2 ** failures++) * (1 - Math.random() / 2)
    onStatus({ sourceId: id, state: online ? 'reconnecting' : 'offline', reason, retryInMs: Math.round(retryInMs) })
    await delay(retryInMs, undefined, { signal }).catch(() => {}) // Aborted: the loop's condition sees it.
  }
}

const HANGS = 'its driver or decoder hangs; it is tried again when that ends, or when Rostro is started again'

/** Trying again cannot install a decoder. */
const isTemporary = (error: unknown) => error instanceof RostroError && error.code === 'source_unavailable'
