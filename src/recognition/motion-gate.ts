// Whether a picture shows anything but what the detector saw last: in a still one the faces are where they were, and the network need not run.

import type { Image } from '../core/types.ts'
import { cellLuma } from './cell-luma.ts'

/** About 16×12 pixels of a picture 320 wide. */
const [COLUMNS, ROWS] = [20, 15]
/**
 * Mean luma of a cell, 0–255, from which on something moved. Noise of 3 of 255 in each pixel moves the loudest of 300 cells by about 2; a face of
 * 24 pixels that comes, or moves by 2, moves one by 5 and more.
 */
const MOVED = 3
/** What comes so slowly, or is so much like what is behind it, is seen after so long. */
const LONGEST_MS = 1000

/** One for each source; pictures come in order. */
export class MotionGate {
  /** Of the picture the detector saw last. */
  #seen: { readonly width: number; readonly height: number; readonly cells: Float32Array; readonly atMs: number } | undefined

  /** True when the detector should see this picture, which counts as seen from then on. */
  take(small: Image, atMs: number): boolean {
    const cells = cellLuma(small, COLUMNS, ROWS)
    const { width, height } = small
    const before = this.#seen
    const isStill =
      before?.width === width && before.height === height && atMs - before.atMs < LONGEST_MS && isAlike(cells, before.cells)
    if (isStill) return false
    this.#seen = { width, height, cells, atMs }
    return true
  }
}

const isAlike = (a: Float32Array, b: Float32Array): boolean => a.every((value, i) => Math.abs(value - b[i]!) < MOVED)
