import { expect, test } from 'vitest'
import { orientImage, toOrientation, UPRIGHT } from './orientation.ts'

const ONE = 1 << 16

function matrix(a: number, b: number, c: number, d: number): Buffer {
  const bytes = Buffer.alloc(36)
  for (const [i, value] of [a, b, 0, c, d, 0, 0, 0, 1 << 30].entries()) bytes.writeInt32LE(value, i * 4)
  return bytes
}

/** Pixels 1 2 / 3 4 / 5 6. */
const image = { width: 2, height: 3, data: Uint8Array.from([1, 2, 3, 4, 5, 6].flatMap(value => [value, value, value])) }

test.each([
  ['as it is', matrix(ONE, 0, 0, ONE), 2, [1, 2, 3, 4, 5, 6]],
  ['clockwise', matrix(0, ONE, -ONE, 0), 3, [5, 3, 1, 6, 4, 2]],
  ['upside down', matrix(-ONE, 0, 0, -ONE), 2, [6, 5, 4, 3, 2, 1]],
  ['anticlockwise', matrix(0, -ONE, ONE, 0), 3, [2, 4, 6, 1, 3, 5]],
  ['mirrored', matrix(-ONE, 0, 0, ONE), 2, [2, 1, 4, 3, 6, 5]],
  ['mirrored and turned', matrix(0, ONE, ONE, 0), 3, [1, 3, 5, 2, 4, 6]],
])('a picture is turned %s', (_, bytes, width, pixels) => {
  const turned = orientImage(image, toOrientation(bytes))
  expect([turned.width, turned.height]).toEqual([width, 6 / width])
  expect([...turned.data].filter((__, i) => i % 3 === 0)).toEqual(pixels)
})

test('without a matrix a picture is left alone', () => {
  expect([null, undefined, Buffer.alloc(4)].map(toOrientation)).toEqual([UPRIGHT, UPRIGHT, UPRIGHT])
  expect(orientImage(image, UPRIGHT)).toBe(image)
})
