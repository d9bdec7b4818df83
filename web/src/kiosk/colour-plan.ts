// Which colour lights the face at which moment. Knows no page.

import type { DoorView } from '../../../src/client.ts'

export type Colours = NonNullable<DoorView['colours']>
export type Colour = Colours['sequence'][number]

/**
 * WCAG 2.3.1 allows three flashes, pairs of opposing changes, in a second, saturated red among them. One change in 350 ms
 * makes at most 1.5 flashes a second, however fast the server asks for.
 */
export const SHORTEST_MS = 350

/** Undefined before the first and after the last. */
export function colourAt({ sequence, colourMs }: Pick<Colours, 'sequence' | 'colourMs'>, elapsedMs: number): Colour | undefined {
  return sequence[Math.floor(elapsedMs / Math.max(SHORTEST_MS, colourMs))]
}
