// Which part of a large picture is worth a look of its own, for faces too small in the whole: where something moved, one after the other.

import type { Size } from '../core/ports.ts'
import type { Box, Detection } from '../core/types.ts'
import { hasMoved, LONGEST_STILL_MS, type MotionCells } from './motion-gate.ts'
import { tiles } from './views.ts'

interface Seen {
  readonly size: Size
  readonly cells: MotionCells
  readonly atMs: number
  readonly detections: readonly Detection[]
}

/** One for each source; pictures come in order. */
export class FarTiles {
  readonly #seen = new Map<number, Seen>()
  #turn = 0

  /**
   * Has one tile at most looked at: of those that changed since, or were last looked at a second ago, the one whose turn it is.
   * @returns what is in it, and in those in which nothing changed, in pixels of the frame
   */
  async look(frame: Size, cells: MotionCells, atMs: number, detect: (tile: Box) => Promise<Detection[]>): Promise<Detection[]> {
    const all = tiles(frame)
    for (const [i, seen] of this.#seen) if (!isStill(seen, frame, cells, all[i]!, atMs)) this.#seen.delete(i)
    const due = all.map((_, i) => (this.#turn + i) % all.length).find(i => !this.#seen.has(i))
    if (due !== undefined) {
      this.#turn = due + 1
      this.#seen.set(due, { size: frame, cells, atMs, detections: await detect(all[due]!) })
    }
    return [...this.#seen.values()].flatMap(({ detections }) => detections)
  }
}

function isStill(
  { size, cells: before, atMs: seenAtMs }: Seen,
  frame: Size,
  cells: MotionCells,
  tile: Box,
  atMs: number,
): boolean {
  if (size.width !== frame.width || size.height !== frame.height || atMs - seenAtMs >= LONGEST_STILL_MS) return false
  const [sx, sy] = [1 / frame.width, 1 / frame.height]
  return !hasMoved(before, cells, { x: tile.x * sx, y: tile.y * sy, width: tile.width * sx, height: tile.height * sy })
}
