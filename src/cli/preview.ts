// A picture in the terminal: two pixels a character cell, upper and lower half blocks in 24-bit colour.

import { resize } from '../core/image/resize.ts'
import type { MonotonicClock } from '../core/ports.ts'
import type { Image } from '../core/types.ts'
import type { Terminal } from './terminal.ts'

/** Terminals that say they can show 24-bit colour. */
export const canPreview = (stderr: NodeJS.WriteStream, env: NodeJS.ProcessEnv): boolean =>
  stderr.isTTY && /^(truecolor|24bit)$/i.test(env['COLORTERM'] ?? '') && stderr.columns >= 40 && stderr.rows >= 16

/** Lines of the picture fitted into a terminal, leaving `keepRows` rows free below. */
export function halfBlocks(image: Image, columns: number, rows: number): string[] {
  const scale = Math.min(columns / image.width, (rows * 2) / image.height)
  const width = Math.max(1, Math.floor(image.width * scale))
  const height = Math.max(2, Math.floor((image.height * scale) / 2) * 2)
  const { data } = resize(image, width, height)
  const rgb = (x: number, y: number) => {
    const p = (y * width + x) * 3
    return `${data[p]!};${data[p + 1]!};${data[p + 2]!}`
  }
  return Array.from({ length: height / 2 }, (_, row) => {
    const cells = Array.from({ length: width }, (_, x) => `\u001b[38;2;${rgb(x, row * 2)};48;2;${rgb(x, row * 2 + 1)}m▀`)
    return `${cells.join('')}\u001b[0m`
  })
}

export interface Preview {
  /** Redraws at most every `everyMs`. */
  show(image: Image): void
}

export function openPreview(terminal: Terminal, stderr: NodeJS.WriteStream, clock: MonotonicClock, everyMs = 200): Preview {
  let nextAt = 0
  return {
    show(image) {
      if (clock() < nextAt) return
      nextAt = clock() + everyMs
      terminal.picture(halfBlocks(image, stderr.columns - 1, Math.min(30, stderr.rows - 4)))
    },
  }
}
