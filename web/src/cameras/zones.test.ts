import { describe, expect, test } from 'vitest'
import {
  crossesItself,
  draw,
  MOST_POINTS,
  MOST_ZONES,
  nearestEdge,
  nextPoint,
  openDrawing,
  problemOf,
  type Drawing,
  type Step,
} from './zones.ts'

const square = [
  { x: 0, y: 0 },
  { x: 1, y: 0 },
  { x: 1, y: 1 },
  { x: 0, y: 1 },
]
const after = (...steps: Step[]): Drawing => steps.reduce(draw, openDrawing([]))
const click = (x: number, y: number): Step => ({ type: 'add_point', at: { x, y } })
const door: Step[] = [{ type: 'add_zone', name: 'Door' }, click(0.1, 0.1), click(0.5, 0.1), click(0.5, 0.5)]

describe('drawing a zone', () => {
  test('takes three clicks, and the last point is the one that keys move', () => {
    const drawing = after(...door)
    expect(drawing.zones).toEqual([
      {
        name: 'Door',
        points: [
          { x: 0.1, y: 0.1 },
          { x: 0.5, y: 0.1 },
          { x: 0.5, y: 0.5 },
        ],
      },
    ])
    expect(drawing.point).toBe(2)
  })

  test('puts a fourth point into the nearest edge, so that shapes do not cross themselves', () => {
    const drawing = after(...door, click(0.3, 0.05))
    expect(drawing.zones[0]?.points[1]).toEqual({ x: 0.3, y: 0.05 })
    expect(drawing.point).toBe(1)
  })

  test('moves the point by keys and pointer, never out of the picture', () => {
    const moved = after(...door, { type: 'nudge', by: { x: -0.02, y: 0.01 } })
    expect(moved.zones[0]?.points[2]).toEqual({ x: 0.48, y: 0.51 })
    expect(draw(moved, { type: 'move', to: { x: 1.4, y: -2 } }).zones[0]?.points[2]).toEqual({ x: 1, y: 0 })
  })

  test('removes the point, and goes on with the one before', () => {
    const drawing = after(...door, { type: 'remove_point' })
    expect(drawing.zones[0]?.points).toHaveLength(2)
    expect(drawing.point).toBe(1)
    expect(draw(after({ type: 'add_zone', name: 'Door' }), { type: 'remove_point' }).zones[0]?.points).toEqual([])
  })

  test('goes without a pointer: points come as a triangle, then into the longest edge', () => {
    const add = (drawing: Drawing) => draw(drawing, { type: 'add_point', at: nextPoint(drawing.zones[0]?.points ?? []) })
    const drawing = add(add(add(add(after({ type: 'add_zone', name: 'Door' })))))
    expect(problemOf(drawing.zones[0]!)).toBeUndefined()
    expect(drawing.zones[0]?.points).toContainEqual({ x: 0.5, y: 0.5 })
  })

  test('without a zone does nothing', () => {
    expect(after(click(0.1, 0.1), { type: 'nudge', by: { x: 1, y: 1 } }, { type: 'rename', name: 'x' })).toEqual(openDrawing([]))
  })

  test('keeps within what the server takes', () => {
    const many = Array.from({ length: MOST_ZONES + 3 }, (_, index): Step => ({ type: 'add_zone', name: String(index) }))
    expect(after(...many).zones).toHaveLength(MOST_ZONES)
    const clicks = Array.from({ length: MOST_POINTS + 3 }, (_, index) => click(index / 100, (index % 7) / 10))
    expect(after({ type: 'add_zone', name: 'Door' }, ...clicks).zones[0]?.points).toHaveLength(MOST_POINTS)
  })

  test('renames and removes zones', () => {
    const two = after(...door, { type: 'add_zone', name: 'Desk' }, { type: 'rename', name: 'Till' })
    expect(two.zones.map(({ name }) => name)).toEqual(['Door', 'Till'])
    expect(draw(two, { type: 'remove_zone', zone: 0 }).zones.map(({ name }) => name)).toEqual(['Till'])
  })
})

describe('a zone', () => {
  test('is refused with too few points, without a name, or crossing itself', () => {
    expect(problemOf({ name: 'Door', points: square.slice(0, 2) })).toBe('too_few_points')
    expect(problemOf({ name: ' ', points: square })).toBe('no_name')
    expect(problemOf({ name: 'Door', points: [square[0]!, square[2]!, square[1]!, square[3]!] })).toBe('crosses_itself')
    expect(problemOf({ name: 'Door', points: square })).toBeUndefined()
  })

  test('does not cross itself where edges meet', () => {
    expect(crossesItself(square)).toBe(false)
    expect(crossesItself(square.slice(0, 3))).toBe(false)
  })

  test('knows the edge a point is nearest to', () => {
    expect([0.5, 0.9].map(y => nearestEdge(square, { x: 0.95, y }))).toEqual([1, 1])
    expect(nearestEdge(square, { x: 0.5, y: 0.02 })).toBe(0)
    expect(nearestEdge(square, { x: 0.02, y: 0.5 })).toBe(3)
  })
})
