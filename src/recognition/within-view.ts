// Which faces of a view count: large enough, and inside the zones somebody drew.

import { centre } from '../core/geometry/box.ts'
import type { Size } from '../core/ports.ts'
import type { Box, Point } from '../core/types.ts'

/** A polygon in shares of the picture, 0–1. */
export interface Polygon {
  readonly points: readonly Point[]
}

export interface View {
  /** Faces whose box is less high are ignored. */
  readonly minFacePx?: number | undefined
  /** Faces whose centre is in none of them are ignored; none means everywhere. */
  readonly zones?: readonly Polygon[] | undefined
}

export function isWithinView(box: Box, picture: Size, { minFacePx = 0, zones = [] }: View): boolean {
  if (box.height < minFacePx) return false
  if (zones.length === 0) return true
  const { x, y } = centre(box)
  return zones.some(({ points }) => isInside({ x: x / picture.width, y: y / picture.height }, points))
}

/** Even-odd rule: a ray to the right crosses the outline an odd number of times. */
export function isInside({ x, y }: Point, points: readonly Point[]): boolean {
  let inside = false
  for (const [i, a] of points.entries()) {
    const b = points[(i + 1) % points.length]!
    if (a.y > y !== b.y > y && x < a.x + ((y - a.y) / (b.y - a.y)) * (b.x - a.x)) inside = !inside
  }
  return inside
}
