// A live source fed by a caller: a browser, a test, somebody's own camera code.

import type { Frame, MonotonicClock, Source } from '../core/ports.ts'
import type { Image } from '../core/types.ts'
import { createFrame } from './frame.ts'
import { createImagePicture } from './image-picture.ts'
import { createNewestSlot, type NewestSlot } from './latest.ts'

export interface PushSource extends Source {
  /** Never waits: an image nobody has taken yet is replaced by this one. */
  push(image: Image, atMs?: number): void
  /** Ends every running frames(). */
  end(): void
}

/** Keeps one image for each running frames(), so a slow consumer costs one image of memory. */
export function createPushSource(options: { readonly id?: string; readonly clock?: MonotonicClock } = {}): PushSource {
  const { id = 'push', clock = () => performance.now() } = options
  const consumers = new Set<(image: Image, atMs: number) => void>()
  const slots = new Set<NewestSlot<Frame>>()
  let ended = false

  async function* frames(signal?: AbortSignal): AsyncGenerator<Frame, void, void> {
    const slot = createNewestSlot<Frame>(frame => {
      frame.close()
    })
    let index = 0
    const put = (image: Image, atMs: number) => {
      slot.put(createFrame(createImagePicture(image, atMs), id, index++, atMs))
    }
    const stop = () => {
      slot.end()
    }
    if (ended || signal?.aborted) stop()
    signal?.addEventListener('abort', stop)
    consumers.add(put)
    slots.add(slot)
    try {
      for (let frame = await slot.take(); frame && !signal?.aborted; frame = await slot.take()) yield frame
    } finally {
      consumers.delete(put)
      slots.delete(slot)
      signal?.removeEventListener('abort', stop)
      slot.close()
    }
  }
  return {
    id,
    live: true,
    frames,
    push(image, atMs = clock()) {
      for (const put of consumers) put(image, atMs)
    },
    end() {
      ended = true
      for (const slot of slots) slot.end()
    },
  }
}
