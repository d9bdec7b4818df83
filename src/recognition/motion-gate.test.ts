import { expect, test } from 'vitest'
import { fill } from '../core/image/draw.ts'
import type { Image } from '../core/types.ts'
import { motionCells, MotionGate } from './motion-gate.ts'

const SIZE = { width: 320, height: 180 }

/** A room with a gradient, so and so noisy, and a bright square of 24 pixels where there is one. */
function room(noise: number, square?: { x: number; y: number }): Image {
  let seed = 1 + noise * 7919
  const data = Uint8Array.from({ length: SIZE.width * SIZE.height * 3 }, (_, i) => {
    seed = (seed * 1664525 + 1013904223) >>> 0
    const random = seed / 2 ** 32 + ((seed * 48271) % 65536) / 65536 - 1
    return 60 + ((i / 3) % SIZE.width) / 4 + random * 3 * Math.sign(noise)
  })
  const image = { ...SIZE, data }
  if (square) fill(image, { ...square, width: 24, height: 24 }, [180, 170, 160])
  return image
}

test('a still room is seen once a second, noise or not', () => {
  const gate = new MotionGate()
  const seen = Array.from({ length: 21 }, (_, i) => gate.take(motionCells(room(i + 1)), i * 100))
  expect(seen.flatMap((isSeen, i) => (isSeen ? [i] : []))).toEqual([0, 10, 20])
})

test('somebody who comes, moves by two pixels or goes is seen at once', () => {
  const gate = new MotionGate()
  gate.take(motionCells(room(1)), 0)
  expect(gate.take(motionCells(room(2, { x: 200, y: 80 })), 100)).toBe(true)
  expect(gate.take(motionCells(room(3, { x: 200, y: 80 })), 200)).toBe(false)
  expect(gate.take(motionCells(room(4, { x: 202, y: 80 })), 300)).toBe(true)
  expect(gate.take(motionCells(room(5)), 400)).toBe(true)
})

test('what moves too little at a time is seen as soon as it has moved enough', () => {
  const gate = new MotionGate()
  const seen = [0, 1, 2, 3, 4, 5].map(step => gate.take(motionCells(room(step + 1, { x: 100 + step, y: 60 })), step * 100))
  expect(seen.filter(Boolean).length).toBeGreaterThanOrEqual(3)
})

test('a picture of another size is seen', () => {
  const gate = new MotionGate()
  gate.take(motionCells(room(1)), 0)
  const { data } = room(1)
  expect(gate.take(motionCells({ width: 160, height: 360, data }), 100)).toBe(true)
})
