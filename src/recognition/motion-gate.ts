// Whether a picture shows anything but what the detector saw last: in a still one the faces are where they were, and the network need not run.

import type { Box, Image } from '../core/types.ts'
import { cellLuma } from './cell-luma.ts'

/** About 16×12 pixels of a picture 320 wide. */
const [COLUMNS, ROWS] = [20, 15]
/**
 * Mean luma of a cell, 0–255, from which on something moved. Noise of 3 of 255 in each pixel moves the loudest of 300 cells by about 2; a face of
 * 24 pixels that comes, or moves by 2, moves one by 5 and more.
 */
const MOVED = 3
/** What comes so slowly, or is so much like what is behind it, is seen after so long. */
export const LONGEST_STILL_MS = 1000

/** What is left of a picture for telling whether something moved. */
export interface MotionCells {
  readonly width: number
  readonly height: number
  readonly luma: Float32Array
}

export const motionCells = (small: Image): MotionCells => ({
  width: small.width,
  height: small.height,
  luma: cellLuma(small, COLUMNS, ROWS),
})

/** @param within shares of the picture, 0–1; default all of it. Pictures of two sizes are never alike. */
export function hasMoved(before: MotionCells, now: MotionCells, within: Box = { x: 0, y: 0, width: 1, height: 1 }): boolean {
  if (before.width !== now.width || before.height !== now.height) return true
  const [left, right] = [Math.floor(within.x * COLUMNS), Math.ceil((within.x + within.width) * COLUMNS)]
  const [top, bottom] = [Math.floor(within.y * ROWS), Math.ceil((within.y + within.height) * ROWS)]
  for (let y = top; y < Math.min(bottom, ROWS); y++)
    for (let i = y * COLUMNS + left; i < y * COLUMNS + Math.min(right, COLUMNS); i++)
      if (Math.abs(now.luma[i]! - before.luma[i]!) >= MOVED) return true
  return false
}

/** One for each source; pictures come in order. */
export class MotionGate {
  /** Of the picture the detector saw last. */
  #seen: { readonly cells: MotionCells; readonly atMs: number } | undefined

  /** True when the detector should see this picture, which counts as seen from then on. */
  take(cells: MotionCells, atMs: number): boolean {
    const before = this.#seen
    if (before && atMs - before.atMs < LONGEST_STILL_MS && !hasMoved(before.cells, cells)) return false
    this.#seen = { cells, atMs }
    return true
  }
}
