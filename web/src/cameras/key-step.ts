// By how much an arrow key moves a point of a drawing, in shares of the picture.

import type { Point } from './zones.ts'

const STEP = 0.01
/** With Shift. */
const FINE_STEP = 0.002
const ARROWS: Readonly<Record<string, Point>> = {
  ArrowLeft: { x: -1, y: 0 },
  ArrowRight: { x: 1, y: 0 },
  ArrowUp: { x: 0, y: -1 },
  ArrowDown: { x: 0, y: 1 },
}

export function keyStep({ key, shiftKey }: { readonly key: string; readonly shiftKey: boolean }): Point | undefined {
  const arrow = ARROWS[key]
  const step = shiftKey ? FINE_STEP : STEP
  return arrow && { x: arrow.x * step, y: arrow.y * step }
}
