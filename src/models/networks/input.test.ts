import { expect, test } from 'vitest'
import { plain } from '../../../test/fixtures/tensors.ts'
import { fitted, letterbox, toTensor } from './input.ts'

const picture = { width: 2, height: 1, data: Uint8Array.of(10, 20, 30, 40, 50, 60) }

const anywhere = { room: (length: number) => new Float32Array(length) }

test('pixels become planes in the order of channels the network wants', () => {
  const raw = { mean: 0, std: 1 }
  expect(toTensor(anywhere, [picture], { channels: 'rgb', ...raw })).toEqual({
    data: Float32Array.of(10, 40, 20, 50, 30, 60),
    dims: [1, 3, 1, 2],
  })
  expect([...toTensor(anywhere, [picture], { channels: 'bgr', ...raw }).data]).toEqual([30, 60, 20, 50, 10, 40])
})

test('values are shifted and scaled', () => {
  const { data } = toTensor(anywhere, [picture], { channels: 'rgb', mean: 10, std: 20 })
  expect([...data]).toEqual([0, 1.5, 0.5, 2, 1, 2.5])
})

test('padding is black on the right and below, after scaling as any black pixel', () => {
  const { data, dims } = toTensor(anywhere, [picture], { channels: 'rgb', mean: 10, std: 10 }, { width: 3, height: 2 })
  expect(dims).toEqual([1, 3, 2, 3])
  expect([...data.subarray(0, 6)]).toEqual([0, 3, -1, -1, -1, -1])
})

test('several pictures become one batch', () => {
  const { data, dims } = toTensor(anywhere, [plain(1, 1, [1, 2, 3]), plain(1, 1, [4, 5, 6])], {
    channels: 'rgb',
    mean: 0,
    std: 1,
  })
  expect(dims).toEqual([2, 3, 1, 1])
  expect([...data]).toEqual([1, 2, 3, 4, 5, 6])
})

test.each([
  [
    { width: 1280, height: 720 },
    { width: 640, height: 360 },
  ],
  [
    { width: 300, height: 600 },
    { width: 320, height: 640 },
  ],
  [
    { width: 4000, height: 3 },
    { width: 640, height: 1 },
  ],
])('a picture of %o fits 640×640 as %o', (size, expected) => {
  expect(fitted(size, { width: 640, height: 640 })).toEqual(expected)
})

test('a letterboxed picture tells how far it was really scaled each way', () => {
  const { image, sx, sy } = letterbox(plain(100, 33), { width: 64, height: 64 })
  expect([image.width, image.height]).toEqual([64, 21])
  expect([sx, sy]).toEqual([0.64, 21 / 33])
})
