// Whether the pictures of a live source go on as a camera's do, or stand still or come round again as a recording's.

import type { Size } from '../core/ports.ts'
import type { Image } from '../core/types.ts'
import { cellLuma } from './cell-luma.ts'
import { Loop, LOOP_COLUMNS, LOOP_ROWS } from './loop.ts'

export type Motion = 'moving' | 'frozen' | 'looping'

/** Cameras stall for half a second now and then; a person in front of one never stays the same to the pixel for so long. */
const FROZEN_AFTER_MS = 900
/** Fewer pictures the same prove nothing, however far apart. */
const FROZEN_PICTURES = 4
/**
 * Of the pixels looked at, so many may differ by any amount. Measured a second apart at 320×240: a still through H.264 0.1–0.5 %;
 * an empty room with the faintest noise (0.5 of 255) 28 %, through H.264 0.7 % and more; people in the clips of the development data 76 % and more.
 */
const MAX_CHANGED = 0.005
/** Every second pixel of every second row. */
const STEP = 2

/**
 * One for each live source; pictures come in order. Small pictures (a detector's working size) are enough: what is frozen
 * is so at every size. About 0.3 MB, and less than 1 ms a picture, however long the source runs.
 *
 * An empty room through a codec that sends nothing for what does not change is `frozen` too, until somebody is in it.
 */
export class PictureMotion {
  /** The first of the pictures that were the same since, when it came, and how many they are. */
  #still: { readonly picture: Thinned; readonly sinceMs: number; pictures: number } | undefined
  readonly #loop = new Loop()

  take(small: Image, atMs: number): Motion {
    const isLooping = this.#loop.take(cellLuma(small, LOOP_COLUMNS, LOOP_ROWS), atMs)
    const picture = thinned(small)
    if (!this.#still || !isSame(this.#still.picture, picture)) this.#still = { picture, sinceMs: atMs, pictures: 0 }
    const { sinceMs } = this.#still
    const pictures = ++this.#still.pictures
    if (pictures >= FROZEN_PICTURES && atMs - sinceMs >= FROZEN_AFTER_MS) return 'frozen'
    return isLooping ? 'looping' : 'moving'
  }
}

/** The pixels looked at, copied: the picture's own memory may hold another one next. */
interface Thinned extends Size {
  readonly greens: Uint8Array
}

/** Green weighs most in what a sensor and a codec make of brightness. */
function thinned({ width, height, data }: Image): Thinned {
  const greens = new Uint8Array(Math.ceil(width / STEP) * Math.ceil(height / STEP))
  for (let y = 0, i = 0; y < height; y += STEP) {
    const end = (y + 1) * width * 3
    for (let p = y * width * 3 + 1; p < end; p += 3 * STEP) greens[i++] = data[p]!
  }
  return { width, height, greens }
}

function isSame(a: Thinned, b: Thinned): boolean {
  if (a.width !== b.width || a.height !== b.height) return false
  let left = Math.floor(MAX_CHANGED * a.greens.length)
  for (let i = 0; i < a.greens.length; i++) if (a.greens[i] !== b.greens[i] && --left < 0) return false
  return true
}
