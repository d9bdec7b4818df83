// Who goes over a line, or into and out of a zone: from where a track's face was to where it is. Knows tracks, not people.

import { centre } from '../core/geometry/box.ts'
import type { Size } from '../core/ports.ts'
import type { Point } from '../core/types.ts'
import type { FrameResult } from './recognized.ts'
import { isInside, type Polygon } from './within-view.ts'

/** In shares of the picture. Whoever crosses from left to right, looking from `from` to `to`, comes in. */
export interface CountingLine {
  readonly name: string
  readonly from: Point
  readonly to: Point
}

export interface Watched {
  readonly lines?: readonly CountingLine[] | undefined
  readonly zones?: readonly (Polygon & { readonly name: string })[] | undefined
}

export interface TrackCrossing {
  readonly trackId: number
  readonly name: string
  readonly kind: 'line' | 'zone'
  readonly direction: 'in' | 'out'
}

/** Nearer to a line than this share of the picture a face is on neither side: boxes tremble. */
const TREMBLE = 0.015

interface Seen {
  /** Where the face last was clearly on one side, by line. */
  readonly clear: Map<CountingLine, Point>
  inside: readonly string[]
}

export class Crossings {
  readonly #watched: Watched
  readonly #tracks = new Map<number, Seen>()

  constructor(watched: Watched) {
    this.#watched = watched
  }

  /** Crossings since the frame before. A track that ends leaves its zones, and crosses no line. */
  take({ faces, events }: Pick<FrameResult, 'faces' | 'events'>, size: Size): TrackCrossing[] {
    const { lines = [], zones = [] } = this.#watched
    if (lines.length === 0 && zones.length === 0) return []
    const crossed: TrackCrossing[] = []
    for (const { track } of faces) {
      const { x, y } = centre(track.box)
      const at = { x: x / size.width, y: y / size.height }
      const seen = this.#tracks.get(track.id) ?? { clear: new Map<CountingLine, Point>(), inside: [] }
      this.#tracks.set(track.id, seen)
      for (const line of lines) {
        const side = distance(line, at)
        if (Math.abs(side) < TREMBLE) continue
        const before = seen.clear.get(line)
        seen.clear.set(line, at)
        if (before && distance(line, before) * side < 0 && meet(line, before, at))
          crossed.push({ trackId: track.id, name: line.name, kind: 'line', direction: side > 0 ? 'in' : 'out' })
      }
      const inside = zones.filter(zone => isInside(at, zone.points)).map(zone => zone.name)
      crossed.push(...zoneChanges(track.id, seen.inside, inside))
      seen.inside = inside
    }
    for (const { type, track } of events) {
      if (type !== 'left') continue
      crossed.push(...zoneChanges(track.id, this.#tracks.get(track.id)?.inside ?? [], []))
      this.#tracks.delete(track.id)
    }
    return crossed
  }
}

const zoneChanges = (trackId: number, before: readonly string[], now: readonly string[]): TrackCrossing[] => [
  ...now.filter(name => !before.includes(name)).map(name => ({ trackId, name, kind: 'zone', direction: 'in' }) as const),
  ...before.filter(name => !now.includes(name)).map(name => ({ trackId, name, kind: 'zone', direction: 'out' }) as const),
]

/** Above 0 on the right of the line, looking along it; y grows downwards. */
function distance({ from, to }: CountingLine, { x, y }: Point): number {
  const [dx, dy] = [to.x - from.x, to.y - from.y]
  return (dx * (y - from.y) - dy * (x - from.x)) / (Math.hypot(dx, dy) || 1)
}

/** Whether the way from a to b, which lie on both sides of the line, goes between its ends. */
function meet(line: CountingLine, a: Point, b: Point): boolean {
  const way = { name: '', from: a, to: b }
  return distance(way, line.from) * distance(way, line.to) <= 0
}
