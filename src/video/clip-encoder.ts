// The small port between the clip writer and whatever encodes.

import type { Image } from '../core/types.ts'

export interface ClipFormat {
  /** Pixels; an odd one loses its last row or column, which H.264 cannot store. */
  readonly width: number
  readonly height: number
  /** Typical; the pictures' own times count. */
  readonly framesPerSecond: number
}

export interface ClipEncoder {
  write(image: Image, atMs: number): Promise<void>
  /** Writes what is left and frees everything. */
  close(): Promise<void>
  /** Frees everything. Harmless after close(). */
  abort(): Promise<void>
}

/** @param path of a file that may be overwritten */
export type OpenClipEncoder = (path: string, format: ClipFormat) => Promise<ClipEncoder>

/** H.264 at 4:2:0 has even sizes only. */
export const toEven = (pixels: number): number => Math.max(2, pixels - (pixels % 2))
