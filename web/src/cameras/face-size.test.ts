import { expect, test } from 'vitest'
import { clampPx, resized, toShare } from './face-size.ts'

test('the square is as high in the picture as the face in the frame', () => {
  expect(toShare(108, 1080)).toBe(0.1)
  expect(toShare(108, 0)).toBe(0)
})

test('dragging by shown pixels changes pixels of the frame', () => {
  expect(resized(100, 10, 540, 1080)).toBe(120)
  expect(resized(100, -200, 540, 1080)).toBe(0)
  expect(resized(100, 900, 540, 1080)).toBe(1080)
})

test('a size is whole and within frame and contract', () => {
  expect(clampPx(33.4, 1080)).toBe(33)
  expect(clampPx(9000, 12_000)).toBe(4000)
})
