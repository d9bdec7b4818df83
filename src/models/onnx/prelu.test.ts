import fc from 'fast-check'
import { expect, onTestFinished, test } from 'vitest'
import { onnxModel, type Graph } from '../../../test/fixtures/onnx.ts'
import { openSession } from '../session.ts'
import { fieldsOf, textOf } from './protobuf.ts'
import { quickened } from './quickened.ts'

const withoutPrelu = (model: Uint8Array) => quickened(model, { prelu: true })

/** One pixel wide and high pictures of so many channels through one PReLU. */
const prelu = (channels: number, slopes: Float32Array, dims = [slopes.length, 1, 1]): Graph => ({
  inputs: { x: ['n', channels, 'h', 'w'] },
  constants: { a: { dims, data: slopes } },
  nodes: [{ op: 'PRelu', inputs: ['x', 'a'], outputs: ['y'] }],
  outputs: ['y'],
})

function operators(model: Uint8Array): string[] {
  const graph = [...fieldsOf(model)].find(({ number }) => number === 7)!
  const nodes = [...fieldsOf(graph.body)].filter(({ number }) => number === 1)
  return nodes.map(node => textOf([...fieldsOf(node.body)].find(({ number }) => number === 4)!.body))
}

const slopesOf = (channels: number) => Float32Array.from({ length: channels }, (_, c) => Math.sin(c * 1.7) * 1.5)

test.each([16, 128, 48])('a PReLU of %d channels gives the same numbers to the last bit without one', async channels => {
  const slopes = slopesOf(channels)
  const model = onnxModel(prelu(channels, slopes))
  expect(operators(withoutPrelu(model))).toEqual(['Conv', 'Relu', 'Relu', 'Conv', 'Add'])
  const session = await openSession(model, { device: 'cpu', threads: 1 })
  onTestFinished(() => session.close())
  const [n, h, w] = [2, 3, 5]
  const data = Float32Array.from({ length: n * channels * h * w }, (_, i) => Math.fround(Math.cos(i * 0.37) * 10 ** (i % 7)))
  const { y } = await session.run({ data, dims: [n, channels, h, w] })
  const expected = data.map((x, i) => (x < 0 ? Math.fround(x * slopes[Math.floor(i / (h * w)) % channels]!) : x))
  // Adding 0 makes every zero positive.
  expect(y!.data.map(value => value + 0)).toEqual(expected.map(value => value + 0))
})

test.each([
  ['channels that are not computed together', prelu(12, slopesOf(12))],
  ['one slope for all', prelu(16, Float32Array.of(0.25), [1])],
  ['a slope a pixel', prelu(16, slopesOf(32), [16, 1, 2])],
  ['no PReLU', { ...prelu(16, slopesOf(16)), nodes: [{ op: 'Relu', inputs: ['x'], outputs: ['y'] }] }],
])('a model with %s stays as it is', (_, graph) => {
  const model = onnxModel(graph)
  expect(withoutPrelu(model)).toBe(model)
})

test('whatever is no model stays as it is', () => {
  const model = onnxModel(prelu(16, slopesOf(16)))
  expect(withoutPrelu(model.subarray(0, 90))).toEqual(model.subarray(0, 90))
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), bytes => {
      expect(withoutPrelu(bytes)).toEqual(bytes)
    }),
  )
})
