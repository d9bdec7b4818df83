import { expect, onTestFinished, test } from 'vitest'
import { onnxModel, type Graph } from '../../../test/fixtures/onnx.ts'
import { openSession } from '../session.ts'
import { withFreeBatch } from './free-batch.ts'

const wave = (length: number, step = 0.37) => Float32Array.from({ length }, (_, i) => Math.sin(i * step))
const shape = (...sizes: number[]) => ({ dims: [sizes.length], data: BigInt64Array.from(sizes, BigInt) })

/** An embedder in small: a convolution, an activation, and a product of what is left, reached by `flat`. */
const network = (flat: Graph['nodes'][number], constants: Graph['constants'] = {}): Graph => ({
  inputs: { pixels: [1, 3, 4, 4] },
  constants: {
    kernel: { dims: [5, 3, 2, 2], data: wave(60) },
    bias: { dims: [5, 1, 1], data: wave(5) },
    weights: { dims: [45, 2], data: wave(90) },
    offset: { dims: [2], data: wave(2) },
    ...constants,
  },
  nodes: [
    { op: 'Conv', inputs: ['pixels', 'kernel'], outputs: ['a'] },
    { op: 'Add', inputs: ['a', 'bias'], outputs: ['b'] },
    { op: 'Relu', inputs: ['b'], outputs: ['c'] },
    flat,
    { op: 'Gemm', inputs: ['flat', 'weights', 'offset'], outputs: ['face'] },
  ],
  outputs: ['face'],
})
const flatten = network({ op: 'Flatten', inputs: ['c'], outputs: ['flat'] })
const reshape = (...sizes: number[]) =>
  network({ op: 'Reshape', inputs: ['c', 'sizes'], outputs: ['flat'] }, { sizes: shape(...sizes) })

async function run(model: Uint8Array, pictures: number, data: Float32Array) {
  const session = await openSession(model, { device: 'cpu', threads: 1 })
  onTestFinished(() => session.close())
  return { free: session.inputDims, numbers: (await session.run({ data, dims: [pictures, 3, 4, 4] }))['face']!.data }
}

test.each([
  ['flattened', flatten],
  ['reshaped to one row', reshape(1, -1)],
  ['reshaped to as many rows as there are', reshape(0, 45)],
])('a network whose end is %s takes three pictures in one run and gives what it gives for each', async (_, graph) => {
  const model = onnxModel(graph)
  const pictures = [0, 1, 2].map(i => wave(48, 0.1 + i))
  const together = await run(withFreeBatch(model), 3, Float32Array.from(pictures.flatMap(picture => [...picture])))
  expect(together.free).toEqual([undefined, 3, 4, 4])
  const alone = await Promise.all(pictures.map(picture => run(model, 1, picture)))
  expect([...together.numbers]).toEqual(alone.flatMap(({ numbers }) => [...numbers]))
})

const twice = (op: string, attributes = {}): Graph => ({
  inputs: { pixels: [1, 3, 4, 4] },
  nodes: [{ op, inputs: ['pixels', 'pixels'], outputs: ['face'], attributes }],
  outputs: ['face'],
})

test.each([
  ['what mixes pictures', twice('Concat', { axis: 0 })],
  ['an operator nobody looked at', { ...twice('Sum') }],
  [
    'a constant for each picture',
    network({ op: 'Mul', inputs: ['c', 'each'], outputs: ['flat'] }, { each: { dims: [2, 5, 3, 3], data: wave(90) } }),
  ],
  ['rows that are counted from what is there', reshape(-1, 45)],
  ['an end that is flattened elsewhere', network({ op: 'Flatten', inputs: ['c'], outputs: ['flat'], attributes: { axis: 2 } })],
  ['a fixed number of pictures that is not one', { ...twice('Add'), inputs: { pixels: [8, 3, 4, 4] } }],
  ['any number of them already', { ...twice('Add'), inputs: { pixels: ['n', 3, 4, 4] } }],
  ['two outputs', { ...twice('Add'), outputs: ['face', 'pixels'] }],
])('a network with %s stays as it is', (_, graph: Graph) => {
  const model = onnxModel(graph)
  expect(withFreeBatch(model)).toBe(model)
})

test('what is no model stays as it is', () => {
  const model = onnxModel(flatten).subarray(0, 90)
  expect(withFreeBatch(model)).toBe(model)
})
