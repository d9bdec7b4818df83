import fc from 'fast-check'
import { expect, onTestFinished, test } from 'vitest'
import { onnxModel, type Graph } from '../../../test/fixtures/onnx.ts'
import { openSession } from '../session.ts'
import { FLOAT16, readModel } from './graph.ts'
import { halfOf, inHalf } from './half.ts'

const graph = (weight: number, op = 'Conv'): Graph => ({
  inputs: { x: [1, 2, 3, 3] },
  constants: { w: { dims: [1, 2, 3, 3], data: Float32Array.from({ length: 18 }, (_, i) => weight * Math.sin(i + 1)) } },
  nodes: [{ op, inputs: ['x', 'w'], outputs: ['y'] }],
  outputs: ['y'],
})

test.each([
  [0, 0x0000],
  [-0, 0x8000],
  [1, 0x3c00],
  [-2, 0xc000],
  [65504, 0x7bff],
  [2 ** -14, 0x0400],
  [2 ** -24, 0x0001],
  [2 ** -26, 0x0000],
  [1 / 3, 0x3555],
  [1 + 2 ** -11, 0x3c00], // half of a step, to even
  [1 + 3 * 2 ** -11, 0x3c02],
  [2 - 2 ** -11, 0x4000], // carries into the exponent
])('%d is written as IEEE 754 has it', (value, bits) => {
  expect(halfOf(value)).toBe(bits)
})

test('numbers keep eleven binary digits', () => {
  fc.assert(
    fc.property(fc.double({ min: 2 ** -14, max: 65000, noNaN: true }), value => {
      const bits = halfOf(value)
      const read = 2 ** ((bits >> 10) - 15) * (1 + (bits & 1023) / 1024)
      expect(Math.abs(read / value - 1)).toBeLessThanOrEqual(2 ** -11)
    }),
  )
})

test('a network in half gives the same but for rounding, in and out as before', async () => {
  const model = onnxModel(graph(1))
  const half = inHalf(model)
  expect(readModel(half)!.constants.get('w')!.type).toBe(FLOAT16)
  const run = async (bytes: Uint8Array) => {
    const session = await openSession(bytes, { device: 'cpu', threads: 1 })
    onTestFinished(() => session.close())
    const data = Float32Array.from({ length: 18 }, (_, i) => Math.cos(i))
    return (await session.run({ data, dims: [1, 2, 3, 3] }))['y']!.data[0]!
  }
  expect(Math.abs((await run(half)) / (await run(model)) - 1)).toBeLessThan(0.005)
})

test.each([
  ['a weight that is too large', onnxModel(graph(100_000))],
  ['an operator that takes floats of 32 bits only', onnxModel(graph(1, 'Resize'))],
  ['no graph at all', new Uint8Array(30)],
])('a model with %s stays as it is', (_, model) => {
  expect(inHalf(model)).toBe(model)
})
