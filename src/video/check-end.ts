// Judges how a stream ended, for every decoder alike.

import { RostroError } from '../core/errors.ts'
import type { OnDamage, StreamInput } from './decoder.ts'

/**
 * Tells of a recording that ended well before its header says.
 * @param lastMs of the last picture; undefined when there was none
 * @param durationMs 0 when unknown
 * @throws RostroError source_unavailable when there was no picture, or when a live stream ended at all
 */
export function checkEnd(input: StreamInput, lastMs: number | undefined, durationMs: number, onDamage: OnDamage): void {
  if (input.live) throw new RostroError('source_unavailable', `${input.label} stopped sending: the connection ended.`)
  if (lastMs === undefined) {
    throw new RostroError('source_unavailable', `Cannot read ${input.label}: none of its pictures can be decoded.`)
  }
  if (durationMs - lastMs > Math.max(1000, durationMs * 0.05)) {
    onDamage(`it ends after ${(lastMs / 1000).toFixed(1)} s of ${(durationMs / 1000).toFixed(1)} s`)
  }
}
