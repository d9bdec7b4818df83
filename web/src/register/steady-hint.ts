// One hint at a time, long enough to be read: what the camera says fifteen times a second, calmed.

import type { Hint } from '../../../src/client.ts'

/** A hint must be meant for so long before it is shown, */
const MEANT_MS = 250
/** and then stays for so long. */
const READ_MS = 900

export interface Steady<What> {
  readonly shown: What | undefined
  readonly shownSince: number
  readonly meant: What | undefined
  readonly meantSince: number
}

export type SteadyHint = Steady<Hint>

export const NO_HINT: SteadyHint = { shown: undefined, shownSince: 0, meant: undefined, meantSince: 0 }

export function calm<What>(before: Steady<What>, hint: What, now: number): Steady<What> {
  const meantSince = before.meant === hint ? before.meantSince : now
  const next = { ...before, meant: hint, meantSince }
  if (hint === before.shown) return next
  const ripe = now - meantSince >= MEANT_MS && now - before.shownSince >= READ_MS
  return before.shown === undefined || ripe ? { ...next, shown: hint, shownSince: now } : next
}
