// Which stage of a frame the process's CPU time, the clock and new memory went to: the ports of recognition are wrapped, and one stage is on at any time.

import { setImmediate as turn } from 'node:timers/promises'
import { getHeapStatistics } from 'node:v8'
import { borrow } from '../../core/image/borrow.ts'
import type { Frame, Networks } from '../../core/ports.ts'

export interface Spent {
  cpuMs: number
  clockMs: number
  /** New in JavaScript's heap of this thread; what was collected meanwhile is not seen, so it is a lower bound. */
  heapBytes: number
  /** New in buffers outside the heap: pictures, tensors, embeddings. A lower bound, too. */
  bufferBytes: number
  /** How often it was done: pictures made, network calls, faces embedded. */
  times: number
}

/** One at any time; all that the process spends goes to it. */
export class StageMeter<Stage extends string> {
  readonly #spent = new Map<Stage, Spent>()
  #stage: Stage | undefined
  #since = now()

  switchTo(stage: Stage | undefined): void {
    const at = now()
    if (this.#stage !== undefined) {
      const spent = this.spent(this.#stage)
      spent.cpuMs += at.cpuMs - this.#since.cpuMs
      spent.clockMs += at.clockMs - this.#since.clockMs
      spent.heapBytes += Math.max(0, at.heapBytes - this.#since.heapBytes)
      spent.bufferBytes += Math.max(0, at.bufferBytes - this.#since.bufferBytes)
    }
    this.#stage = stage
    this.#since = now()
  }

  count(stage: Stage, times = 1): void {
    this.spent(stage).times += times
  }

  spent(stage: Stage): Spent {
    const spent = this.#spent.get(stage) ?? { cpuMs: 0, clockMs: 0, heapBytes: 0, bufferBytes: 0, times: 0 }
    this.#spent.set(stage, spent)
    return spent
  }
}

function now() {
  const { user, system } = process.cpuUsage()
  const { used_heap_size, external_memory } = getHeapStatistics()
  return {
    cpuMs: (user + system) / 1000,
    clockMs: performance.now(),
    heapBytes: used_heap_size,
    bufferBytes: external_memory,
  }
}

/**
 * Of recognition, in the order of a frame. `shrink` makes the detector's picture, `track` is scene cut, motion and tracking, `picture` the whole frame in
 * RGB, `align` the crops of the second look, alignment and quality, `decide` evidence, search and decision.
 */
export const STAGES = [
  ...(['shrink', 'track', 'detect', 'picture', 'align', 'secondLook'] as const),
  ...(['landmarks', 'liveness', 'embed', 'decide'] as const),
]
export type Stage = (typeof STAGES)[number]

/**
 * Recognition's ports with a meter on them. Networks are asked one after another, so that what comes in between goes to its own stage: the CPU time is the same, the
 * clock is that of one thing at a time.
 */
export function meterPorts(meter: StageMeter<Stage>) {
  let last: Promise<unknown> = Promise.resolve()
  let isCloser = false

  async function during<T>(stage: Stage, work: () => Promise<T>, after: Stage, times = 1): Promise<T> {
    const before = last
    let done = () => {}
    last = new Promise<void>(resolve => (done = resolve))
    await before
    meter.switchTo(stage)
    meter.count(stage, times)
    try {
      return await work()
    } finally {
      meter.switchTo(after)
      // What waits for this goes on first, in the stage after.
      void turn().then(done)
    }
  }

  return {
    frame: (frame: Frame): Frame => {
      isCloser = false
      return {
        ...frame,
        image: () => during('picture', () => frame.image(), 'align'),
        borrow: size =>
          size ? during('shrink', () => borrow(frame, size), 'track') : during('picture', () => borrow(frame), 'align'),
        close: () => {
          frame.close()
        },
      }
    },

    /** From here to the next frame, whatever is detected is a second look. */
    lookCloser(): void {
      isCloser = true
      meter.switchTo('decide')
    },

    networks: <Opened extends Networks>(opened: Opened): Opened => {
      const { detector, landmarker, embedder, pad } = opened
      return {
        ...opened,
        detector: {
          ...detector,
          detect: image => {
            const run = () => detector.detect(image)
            return isCloser ? during('secondLook', run, 'align') : during('detect', run, 'track')
          },
        },
        landmarker: landmarker && {
          locate: (image, box) => during('landmarks', () => landmarker.locate(image, box), 'align'),
        },
        embedder: {
          space: embedder.space,
          embed: faces => during('embed', () => embedder.embed(faces), 'decide', faces.length),
        },
        pad: pad && {
          ...pad,
          assess: (image, detection) => during('liveness', () => pad.assess(image, detection), 'decide'),
        },
      }
    },
  }
}
