import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Detection } from '../types.ts'
import { iou } from './box.ts'
import { nms } from './nms.ts'

const at = (x: number, detectionScore: number): Detection => ({
  box: { x, y: 0, width: 10, height: 10 },
  landmarks: undefined,
  detectionScore,
})

test('of two boxes on one face the better stays, and the next face is untouched', () => {
  const [good, weak, next] = [at(0, 0.9), at(2, 0.8), at(30, 0.6)]
  expect(nms([weak, next, good], 0.4)).toEqual([good, next])
})

test('boxes that overlap exactly as much as allowed both stay', () => {
  expect(nms([at(0, 0.9), at(5, 0.8)], 1 / 3)).toHaveLength(2)
  expect(nms([at(0, 0.9), at(5, 0.8)], 0.33)).toHaveLength(1)
})

test('survivors come best first, hardly overlap, and whoever went overlaps a better survivor', () => {
  const detection = fc
    .record({ x: fc.integer({ min: 0, max: 60 }), score: fc.double({ min: 0, max: 1, noNaN: true }) })
    .map(({ x, score }) => at(x, score))
  fc.assert(
    fc.property(fc.array(detection, { maxLength: 20 }), detections => {
      const kept = nms(detections, 0.4)
      for (const [i, one] of kept.entries()) {
        for (const other of kept.slice(i + 1)) {
          expect(other.detectionScore).toBeLessThanOrEqual(one.detectionScore)
          expect(iou(one.box, other.box)).toBeLessThanOrEqual(0.4)
        }
      }
      for (const gone of detections.filter(d => !kept.includes(d))) {
        expect(kept.some(k => k.detectionScore >= gone.detectionScore && iou(k.box, gone.box) > 0.4)).toBe(true)
      }
    }),
  )
})
