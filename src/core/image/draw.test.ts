import { expect, test } from 'vitest'
import type { Image } from '../types.ts'
import { blend, drawBox, fill } from './draw.ts'

const black = (width: number, height: number): Image => ({ width, height, data: new Uint8Array(width * height * 3) })
/** Rows of the red channel as text: '#' where it is not black. */
const rows = ({ width, height, data }: Image) =>
  Array.from({ length: height }, (_, y) =>
    Array.from({ length: width }, (_, x) => (data[(y * width + x) * 3]! > 0 ? '#' : '.')).join(''),
  )

test('a box is drawn as its four sides, thick inwards', () => {
  const image = black(6, 5)
  drawBox(image, { x: 1, y: 1, width: 4, height: 3 }, [200, 100, 50], 1)
  expect(rows(image)).toEqual(['......', '.####.', '.#..#.', '.####.', '......'])
  expect([...image.data.subarray(7 * 3, 8 * 3)]).toEqual([200, 100, 50])
})

test('what lies outside the image is left out and never wraps to the next row', () => {
  const image = black(4, 3)
  drawBox(image, { x: 2, y: -1, width: 5, height: 3 }, [255, 0, 0], 1)
  expect(rows(image)).toEqual(['..#.', '..##', '....'])
  fill(image, { x: -9, y: 9, width: 3, height: 3 }, [255, 255, 255])
  expect(rows(image)).toEqual(['..#.', '..##', '....'])
})

test('an overlay is laid on by its transparency', () => {
  const image = black(2, 1)
  image.data.fill(100)
  blend(image, { width: 2, height: 1, data: Uint8Array.from([200, 0, 100, 255, 200, 0, 100, 0]) }, 0, 0)
  expect([...image.data]).toEqual([200, 0, 100, 100, 100, 100])
})

test('an overlay that hangs over any edge is cut there', () => {
  const image = black(3, 3)
  const overlay = { width: 2, height: 2, data: new Uint8Array(16).fill(255) }
  blend(image, overlay, -1, -1)
  blend(image, overlay, 2, 2)
  expect(rows(image)).toEqual(['#..', '...', '..#'])
})
