// Drawing zones: every step as a pure change of state, in shares of the picture. Knows neither pixels of the screen nor pointers.

import type { ZoneJson } from '../../../src/client.ts'

export interface Point {
  readonly x: number
  readonly y: number
}

export interface Drawing {
  readonly zones: readonly ZoneJson[]
  /** Index of the zone worked on. */
  readonly zone: number | undefined
  /** Index of its point that keys move. */
  readonly point: number | undefined
}

export type Step =
  | { readonly type: 'open'; readonly zones: readonly ZoneJson[] }
  | { readonly type: 'add_zone'; readonly name: string }
  | { readonly type: 'select'; readonly zone: number | undefined; readonly point?: number | undefined }
  | { readonly type: 'add_point'; readonly at: Point }
  | { readonly type: 'move'; readonly to: Point }
  | { readonly type: 'nudge'; readonly by: Point }
  | { readonly type: 'remove_point' }
  | { readonly type: 'rename'; readonly name: string }
  | { readonly type: 'remove_zone'; readonly zone: number }

/** As in the contract. */
export const MOST_ZONES = 16
export const MOST_POINTS = 32
const FEWEST_POINTS = 3

export const openDrawing = (zones: readonly ZoneJson[]): Drawing => ({ zones, zone: undefined, point: undefined })

export function draw(drawing: Drawing, step: Step): Drawing {
  switch (step.type) {
    case 'open':
      return openDrawing(step.zones)
    case 'add_zone':
      if (drawing.zones.length >= MOST_ZONES) return drawing
      return { zones: [...drawing.zones, { name: step.name, points: [] }], zone: drawing.zones.length, point: undefined }
    case 'select':
      return { ...drawing, zone: step.zone, point: step.point }
    case 'add_point':
      return changeZone(drawing, zone => addPoint(zone, inside(step.at)))
    case 'move':
      return movePoint(drawing, () => step.to)
    case 'nudge':
      return movePoint(drawing, ({ x, y }) => ({ x: x + step.by.x, y: y + step.by.y }))
    case 'remove_point':
      return removePoint(drawing)
    case 'rename':
      return changeZone(drawing, zone => ({ zone: { ...zone, name: step.name.slice(0, 100) }, point: drawing.point }))
    case 'remove_zone':
      return openDrawing(drawing.zones.filter((_, index) => index !== step.zone))
  }
}

/** Where a point goes that is added by key: a first triangle, then the middle of the longest edge. */
export function nextPoint(points: readonly Point[]): Point {
  const start = [
    { x: 0.25, y: 0.25 },
    { x: 0.75, y: 0.25 },
    { x: 0.75, y: 0.75 },
  ][points.length]
  if (start) return start
  const after = (index: number) => points[(index + 1) % points.length]!
  const lengths = points.map((from, index) => Math.hypot(after(index).x - from.x, after(index).y - from.y))
  const longest = lengths.indexOf(Math.max(...lengths))
  const [from, to] = [points[longest]!, after(longest)]
  return { x: (from.x + to.x) / 2, y: (from.y + to.y) / 2 }
}

export type ZoneProblem = 'too_few_points' | 'no_name' | 'crosses_itself'

export function problemOf(zone: ZoneJson): ZoneProblem | undefined {
  if (zone.points.length < FEWEST_POINTS) return 'too_few_points'
  if (zone.name.trim() === '') return 'no_name'
  return crossesItself(zone.points) ? 'crosses_itself' : undefined
}

function changeZone(
  drawing: Drawing,
  change: (zone: ZoneJson) => { zone: ZoneJson; point: number | undefined } | undefined,
): Drawing {
  const zone = drawing.zone === undefined ? undefined : drawing.zones[drawing.zone]
  const changed = zone && change(zone)
  if (!changed) return drawing
  return {
    ...drawing,
    zones: drawing.zones.map((each, index) => (index === drawing.zone ? changed.zone : each)),
    point: changed.point,
  }
}

/** The first three points come in the order clicked; a later one goes into the edge it lies nearest to. */
function addPoint(zone: ZoneJson, at: Point): { zone: ZoneJson; point: number } | undefined {
  const { points } = zone
  if (points.length >= MOST_POINTS) return undefined
  const index = points.length < FEWEST_POINTS ? points.length : nearestEdge(points, at) + 1
  return { zone: { ...zone, points: points.toSpliced(index, 0, at) }, point: index }
}

function movePoint(drawing: Drawing, to: (from: Point) => Point): Drawing {
  return changeZone(drawing, zone => {
    const { point } = drawing
    const from = point === undefined ? undefined : zone.points[point]
    if (point === undefined || !from) return undefined
    return { zone: { ...zone, points: zone.points.with(point, inside(to(from))) }, point }
  })
}

function removePoint(drawing: Drawing): Drawing {
  return changeZone(drawing, zone => {
    const { point } = drawing
    if (point === undefined || !zone.points[point]) return undefined
    const points = zone.points.toSpliced(point, 1)
    return { zone: { ...zone, points }, point: points.length === 0 ? undefined : Math.min(point, points.length - 1) }
  })
}

const unit = (n: number): number => Math.round(Math.min(1, Math.max(0, n)) * 10_000) / 10_000
const inside = ({ x, y }: Point): Point => ({ x: unit(x), y: unit(y) })

/** Index of the point at which the edge nearest to `at` begins. */
export function nearestEdge(points: readonly Point[], at: Point): number {
  const distances = points.map((from, index) => distanceToEdge(at, from, points[(index + 1) % points.length]!))
  return distances.indexOf(Math.min(...distances))
}

function distanceToEdge(at: Point, from: Point, to: Point): number {
  const dx = to.x - from.x
  const dy = to.y - from.y
  const length = dx * dx + dy * dy
  const along = length === 0 ? 0 : Math.min(1, Math.max(0, ((at.x - from.x) * dx + (at.y - from.y) * dy) / length))
  return Math.hypot(at.x - from.x - along * dx, at.y - from.y - along * dy)
}

export function crossesItself(points: readonly Point[]): boolean {
  const edge = (index: number): [Point, Point] => [points[index]!, points[(index + 1) % points.length]!]
  for (let i = 0; i < points.length; i++)
    for (let j = i + 2; j < points.length; j++) {
      const neighbours = i === 0 && j === points.length - 1
      if (!neighbours && cross(edge(i), edge(j))) return true
    }
  return false
}

function cross([a, b]: [Point, Point], [c, d]: [Point, Point]): boolean {
  const side = (p: Point, q: Point, r: Point) => Math.sign((q.x - p.x) * (r.y - p.y) - (q.y - p.y) * (r.x - p.x))
  return side(a, b, c) * side(a, b, d) < 0 && side(c, d, a) * side(c, d, b) < 0
}
