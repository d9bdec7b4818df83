import fc from 'fast-check'
import { expect, test } from 'vitest'
import { centre, iou } from '../core/geometry/box.ts'
import type { Box } from '../core/types.ts'
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

test('a filter goes on in a picture of another size as one that had that size from the start', () => {
  const half = ({ x, y, width, height }: Box): Box => ({ x: x / 2, y: y / 2, width: width / 2, height: height / 2 })
  const [shrunk, small] = [new BoxFilter(box(0), 0), new BoxFilter(half(box(0)), 0)]
  for (let i = 1; i <= 5; i++) {
    shrunk.measure(box(i * 9), i * 40)
    small.measure(half(box(i * 9)), i * 40)
  }
  shrunk.rescale(0.5, 0.5)
  for (const filter of [shrunk, small]) filter.measure(half(box(60)), 240)
  expect(iou(shrunk.at(400), small.at(400))).toBeCloseTo(1, 9)
})
