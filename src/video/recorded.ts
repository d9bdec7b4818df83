// Sources that end: every picture in order, none dropped, decoded a little ahead of the consumer.

import type { Frame, Source } from '../core/ports.ts'
import type { OnDamage, Picture } from './decoder.ts'
import { createFrame } from './frame.ts'
import { linkAbort } from './linked-abort.ts'
import { readAhead } from './read-ahead.ts'
import type { OnStatus } from './source-status.ts'

/** Decoded frames that may wait, so that decoding overlaps with recognising. */
const READ_AHEAD = 2

/** @param open starts reading from the first picture; ends soon after its signal aborts */
export function createRecordedSource(
  id: string,
  open: (signal: AbortSignal, onDamage: OnDamage) => AsyncIterable<Picture>,
  onStatus: OnStatus = () => {},
): Source {
  async function* frames(signal?: AbortSignal): AsyncGenerator<Frame, void, void> {
    const stop = linkAbort(signal)
    const told = new Set<string>()
    const onDamage = (reason: string) => {
      // Reading that was interrupted breaks off anywhere.
      if (stop.signal.aborted || told.has(reason)) return
      told.add(reason)
      onStatus({ sourceId: id, state: 'damaged', reason })
    }
    const close = (picture: Picture) => {
      picture.close()
    }
    let index = 0
    try {
      for await (const picture of readAhead(abortable(open(stop.signal, onDamage), stop.abort), READ_AHEAD, close)) {
        if (stop.signal.aborted) {
          picture.close()
          return
        }
        yield createFrame(picture, id, index++, picture.mediaMs)
      }
    } finally {
      stop.unlink()
    }
  }
  return { id, live: false, frames }
}

/** Returning from it first interrupts the reading that is going on. */
function abortable<T>(items: AsyncIterable<T>, abort: () => void): AsyncIterable<T> {
  return {
    [Symbol.asyncIterator]: () => {
      const iterator = items[Symbol.asyncIterator]()
      return {
        next: () => iterator.next(),
        return: async () => {
          abort()
          return (await iterator.return?.()) ?? { done: true, value: undefined }
        },
      }
    },
  }
}
