import fc from 'fast-check'
import { expect, test } from 'vitest'
import { centre, iou } from '../core/geometry/box.ts'
import { BoxFilter } from './kalman.ts'

const box = (x: number, y = 100, side = 80) => ({ x, y, width: side, height: side })

test('a box seen once stays where it is', () => {
  expect(new BoxFilter(box(50), 0).at(500)).toEqual(box(50))
})

test('a box in steady motion is met where it will be', () => {
  const filter = new BoxFilter(box(0), 0)
  for (let frame = 1; frame <= 15; frame++) filter.measure(box(frame * 8), frame * 40)
  expect(centre(filter.at(15 * 40 + 200)).x).toBeCloseTo(15 * 8 + 40 + 40, -0.5)
})

test('a face that comes nearer is expected to grow', () => {
  const filter = new BoxFilter(box(100, 100, 50), 0)
  for (let frame = 1; frame <= 15; frame++) filter.measure(box(100 - frame, 100 - frame, 50 + 2 * frame), frame * 40)
  expect(filter.at(15 * 40 + 120).width).toBeGreaterThan(82)
})

test('jitter of the detector is smoothed', () => {
  const filter = new BoxFilter(box(100), 0)
  const jitter = [3, -3, 2, -2, 3, -3, 1, -1, 3, -3]
  for (const [i, shift] of jitter.entries()) filter.measure(box(100 + shift), (i + 1) * 40)
  expect(Math.abs(filter.at(400).x - 100)).toBeLessThan(2)
})

test('at any time after any measurements the box is finite and has a size', () => {
  const measurement = fc.record({
    box: fc.record({
      x: fc.integer({ min: -2000, max: 4000 }),
      y: fc.integer({ min: -2000, max: 4000 }),
      width: fc.integer({ min: 1, max: 2000 }),
      height: fc.integer({ min: 1, max: 2000 }),
    }),
    afterMs: fc.integer({ min: 0, max: 5000 }),
  })
  fc.assert(
    fc.property(fc.array(measurement, { minLength: 1, maxLength: 20 }), fc.integer({ min: 0, max: 5000 }), (all, later) => {
      const filter = new BoxFilter(all[0]!.box, 0)
      let atMs = 0
      for (const { box: measured, afterMs } of all) filter.measure(measured, (atMs += afterMs))
      const { x, y, width, height } = filter.at(atMs + later)
      expect([x, y, width, height].every(Number.isFinite)).toBe(true)
      expect(Math.min(width, height)).toBeGreaterThanOrEqual(1)
    }),
  )
})

test('time that stands still or goes back moves nothing', () => {
  const filter = new BoxFilter(box(0), 1000)
  filter.measure(box(8), 1040)
  expect(iou(filter.at(0), filter.at(1040))).toBe(1)
})
