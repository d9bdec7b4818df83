import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fivePoints, placeDetection } from './detection.ts'

const detection = {
  box: { x: 10, y: 20, width: 30, height: 40 },
  landmarks: fivePoints(k => ({ x: 10 + k, y: 20 + k })),
  detectionScore: 0.8,
}

test('box and landmarks are scaled and then moved, each way on its own; the score stays', () => {
  const placed = placeDetection(detection, { sx: 2, sy: 3, dx: 100, dy: -50 })
  expect(placed.box).toEqual({ x: 120, y: 10, width: 60, height: 120 })
  expect(placed.landmarks?.[4]).toEqual({ x: 128, y: 22 })
  expect(placed.detectionScore).toBe(0.8)
})

test('without landmarks there are none afterwards', () => {
  expect(placeDetection({ ...detection, landmarks: undefined }, { sx: 2, sy: 2 }).landmarks).toBeUndefined()
})

test('placing into a part and back again changes nothing', () => {
  const scale = fc.double({ min: 0.1, max: 10, noNaN: true })
  const shift = fc.integer({ min: -1000, max: 1000 })
  fc.assert(
    fc.property(scale, scale, shift, shift, (sx, sy, dx, dy) => {
      const there = placeDetection(detection, { sx, sy, dx, dy })
      const back = placeDetection(there, { sx: 1 / sx, sy: 1 / sy, dx: -dx / sx, dy: -dy / sy })
      for (const key of ['x', 'y', 'width', 'height'] as const) expect(back.box[key]).toBeCloseTo(detection.box[key], 6)
      for (const k of [0, 1, 2, 3, 4]) expect(back.landmarks![k]!.x).toBeCloseTo(detection.landmarks[k]!.x, 6)
    }),
  )
})
