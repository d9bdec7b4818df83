import { expect, onTestFinished, test } from 'vitest'
import { onnxModel, type Graph } from '../../../test/fixtures/onnx.ts'
import { openSession } from '../session.ts'
import { readModel } from './graph.ts'
import { quickened } from './quickened.ts'

const CHANNELS = 32
const values = (dims: readonly number[], of: (i: number) => number) => ({
  dims,
  data: Float32Array.from({ length: dims.reduce((product, size) => product * size, 1) }, (_, i) => of(i)),
})
const wave = (i: number) => Math.sin(i * 1.3) + 0.2
const DEAD = 1e-30

/** All channels, then each channel by itself, then all; `size` multiplies the weights of a channel. */
const bottleneck = (size: {
  first?: (c: number) => number
  own?: (c: number) => number
  last?: (c: number) => number
}): Graph => ({
  inputs: { x: [1, 3, 'h', 'w'] },
  constants: {
    first: values([CHANNELS, 3, 1, 1], i => wave(i) * (size.first?.(Math.floor(i / 3)) ?? 1)),
    shift: values([CHANNELS], c => wave(c) * (size.first?.(c) ?? 1)),
    slopes: values([CHANNELS, 1, 1], wave),
    own: values([CHANNELS, 1, 3, 3], i => wave(i) * (size.own?.(Math.floor(i / 9)) ?? 1)),
    last: values([16, CHANNELS, 1, 1], i => wave(i) * (size.last?.(i % CHANNELS) ?? 1)),
  },
  nodes: [
    { op: 'Conv', inputs: ['x', 'first', 'shift'], outputs: ['a'] },
    { op: 'PRelu', inputs: ['a', 'slopes'], outputs: ['b'] },
    {
      op: 'Conv',
      inputs: ['b', 'own'],
      outputs: ['c'],
      attributes: { group: CHANNELS, kernel_shape: [3, 3], pads: [1, 1, 1, 1] },
    },
    { op: 'Relu', inputs: ['c'], outputs: ['d'] },
    { op: 'Conv', inputs: ['d', 'last'], outputs: ['y'] },
  ],
  outputs: ['y'],
})

const dimsOf = (model: Uint8Array) =>
  ['first', 'shift', 'slopes', 'own', 'last'].map(name => readModel(model)!.constants.get(name)!.dims)

async function run(model: Uint8Array): Promise<Float32Array> {
  const session = await openSession(model, { device: 'cpu', threads: 1 })
  onTestFinished(() => session.close())
  const data = Float32Array.from({ length: 3 * 5 * 7 }, (_, i) => Math.cos(i))
  const outputs = await session.run({ data, dims: [1, 3, 5, 7] })
  return outputs['y']!.data
}

const everyThird = (c: number) => (c % 3 === 0 ? 1 : DEAD)

test.each([
  ['that nothing comes into', { first: everyThird }],
  ['that are nothing by themselves', { own: everyThird }],
  ['that nobody listens to', { last: everyThird }],
])('channels %s are taken out, and the numbers stay', async (_, size) => {
  const model = onnxModel(bottleneck(size))
  const quick = quickened(model, { prelu: false })
  expect(dimsOf(quick)).toEqual([[16, 3, 1, 1], [16], [16, 1, 1], [16, 1, 3, 3], [16, 16, 1, 1]])
  const [found, expected] = [await run(quick), await run(model)]
  for (const [i, value] of expected.entries()) expect(found[i]).toBeCloseTo(value, 4)
})

test.each([
  ['whose channels all carry something', bottleneck({})],
  ['of which fewer would cost as much', bottleneck({ first: c => (c < 20 ? 1 : DEAD) })],
  ['whose channels are also an answer', { ...bottleneck({ first: everyThird }), outputs: ['y', 'b'] }],
])('a network %s stays as it is', (_, graph) => {
  const model = onnxModel(graph)
  expect(quickened(model, { prelu: false })).toBe(model)
})

test('a channel without weights that still adds something of its own stays', () => {
  const graph = bottleneck({ first: everyThird })
  const shift = { dims: [CHANNELS], data: new Float32Array(CHANNELS).fill(1) }
  const model = onnxModel({ ...graph, constants: { ...graph.constants, shift } })
  expect(quickened(model, { prelu: false })).toBe(model)
})
