import fc from 'fast-check'
import { expect, test } from 'vitest'
import { cropResize, resize } from './resize.ts'

const grey = (width: number, values: number[]) => ({
  width,
  height: values.length / width,
  data: Uint8Array.from(values.flatMap(value => [value, value, value])),
})
const values = ({ data }: { data: Uint8Array }) => [...data].filter((_, i) => i % 3 === 0)

test('shrinking averages whole and shared pixels', () => {
  expect(values(resize(grey(4, [0, 100, 200, 40]), 2, 1))).toEqual([50, 120])
  expect(values(resize(grey(3, [0, 90, 240]), 2, 1))).toEqual([30, 190])
  expect(values(resize(grey(2, [0, 40, 80, 120]), 1, 1))).toEqual([60])
})

test('growing blends neighbours and keeps the edges, and the same size is the same image', () => {
  const image = grey(2, [10, 20])
  expect(values(resize(image, 4, 2))).toEqual([10, 13, 18, 20, 10, 13, 18, 20])
  expect(resize(image, 2, 1)).toBe(image)
})

test('a plain image stays plain at every size', () => {
  const size = fc.integer({ min: 1, max: 40 })
  fc.assert(
    fc.property(size, size, size, size, fc.integer({ min: 0, max: 255 }), (width, height, toWidth, toHeight, value) => {
      const resized = resize(grey(width, Array<number>(width * height).fill(value)), toWidth, toHeight)
      expect([resized.width, resized.height, resized.data.length]).toEqual([toWidth, toHeight, toWidth * toHeight * 3])
      expect(new Set(values(resized))).toEqual(new Set([value]))
    }),
  )
})

test('what lies outside the picture is black, at any scale', () => {
  const image = grey(2, [200, 200, 200, 200])
  expect(values(cropResize(image, { x: -2, y: 0, width: 4, height: 2 }, 4, 2))).toEqual([0, 0, 200, 200, 0, 0, 200, 200])
  expect(values(cropResize(image, { x: 5, y: 5, width: 3, height: 3 }, 2, 2))).toEqual([0, 0, 0, 0])
})
