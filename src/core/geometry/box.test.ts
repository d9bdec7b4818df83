import fc from 'fast-check'
import { expect, test } from 'vitest'
import { area, centre, fromCorners, insideShare, intersection, iou, scaleAround, squareAround, toPixels } from './box.ts'

const coordinate = fc.integer({ min: -500, max: 500 })
const side = fc.integer({ min: 1, max: 400 })
const box = fc.record({ x: coordinate, y: coordinate, width: side, height: side })

test('two boxes share what both cover', () => {
  const left = { x: 0, y: 0, width: 4, height: 2 }
  expect(intersection(left, { x: 2, y: 1, width: 4, height: 4 })).toBe(2)
  expect(iou(left, { x: 2, y: 0, width: 4, height: 2 })).toBeCloseTo(4 / 12)
  expect(iou(left, { x: 4, y: 0, width: 4, height: 2 })).toBe(0)
})

test('overlap is symmetric, within 0–1, and whole only for a box with itself', () => {
  fc.assert(
    fc.property(box, box, (a, b) => {
      expect(iou(a, b)).toBe(iou(b, a))
      expect(iou(a, b)).toBeGreaterThanOrEqual(0)
      expect(iou(a, b)).toBeLessThanOrEqual(1)
      expect(iou(a, a)).toBe(1)
    }),
  )
})

test('a box turned inside out or full of NaN has no area and overlaps nothing', () => {
  const whole = { x: 0, y: 0, width: 10, height: 10 }
  expect(area(fromCorners(5, 5, 2, 8))).toBe(0)
  expect(iou(fromCorners(5, 5, 2, 8), whole)).toBe(0)
  expect(iou({ x: NaN, y: 0, width: 10, height: 10 }, whole)).toBe(0)
})

test('scaling and squaring keep the centre', () => {
  fc.assert(
    fc.property(box, fc.double({ min: 0.1, max: 5, noNaN: true }), (b, factor) => {
      const scaled = scaleAround(b, factor)
      expect(centre(scaled).x).toBeCloseTo(centre(b).x, 6)
      expect(area(scaled)).toBeCloseTo(area(b) * factor ** 2, 4)
      const square = squareAround(b)
      expect(centre(square)).toEqual(centre(b))
      expect([square.width, square.height]).toEqual(Array(2).fill(Math.max(b.width, b.height)))
    }),
  )
})

test('a box in whole pixels covers the box and at most one pixel more on each side', () => {
  const real = fc.double({ min: -600, max: 600, noNaN: true })
  fc.assert(
    fc.property(real, real, real, real, (x, y, width, height) => {
      const box = { x, y, width: Math.abs(width), height: Math.abs(height) }
      const whole = toPixels(box)
      expect(Object.values(whole).every(v => Number.isInteger(v))).toBe(true)
      expect(whole.x <= x && x - whole.x <= 1).toBe(true)
      const over = whole.x + whole.width - (box.x + box.width)
      expect(over > -1e-9 && over <= 1 + 1e-9).toBe(true)
    }),
  )
  expect(toPixels({ x: 1.2, y: -2.8, width: 3.1, height: 1 })).toEqual({ x: 1, y: -3, width: 4, height: 2 })
})

test('the share inside a picture is measured by area', () => {
  expect(insideShare({ x: -5, y: 0, width: 10, height: 10 }, { width: 20, height: 20 })).toBe(0.5)
  expect(insideShare({ x: 30, y: 0, width: 10, height: 10 }, { width: 20, height: 20 })).toBe(0)
  expect(insideShare({ x: 1, y: 1, width: 0, height: 10 }, { width: 20, height: 20 })).toBe(0)
})
