import { expect, onTestFinished, test } from 'vitest'
import { onnxModel, type Graph } from '../../../test/fixtures/onnx.ts'
import { createRandom } from '../../core/random.ts'
import { computesWholeNumbersHere } from '../packs/precision.ts'
import { measureExtents } from '../precision/measure-extents.ts'
import { openSession, type Tensor } from '../session.ts'
import { readModel } from './graph.ts'
import { quantized, tensorsToQuantize } from './quantize.ts'

const CHANNELS = 16
const random = createRandom(3)
const weights = (...dims: number[]) => ({
  dims,
  data: Float32Array.from({ length: dims.reduce((product, size) => product * size, 1) }, () => random() - 0.5),
})
const slopes = (highest: number) => ({
  dims: [CHANNELS, 1, 1],
  data: Float32Array.from({ length: CHANNELS }, (_, c) => (c / CHANNELS) * highest - 0.3),
})
const own = { group: CHANNELS, kernel_shape: [3, 3], pads: [1, 1, 1, 1] }

/** A small embedder: a bottleneck with a sum, normalised, and a last convolution. */
const embedder = (highestSlope: number): Graph => ({
  inputs: { x: [1, 3, 8, 8] },
  constants: {
    ...{ first: weights(CHANNELS, 3, 3, 3), shift: weights(CHANNELS), a: slopes(highestSlope) },
    ...{ own: weights(CHANNELS, 1, 3, 3), back: weights(CHANNELS, CHANNELS, 1, 1) },
    ...{ gamma: weights(CHANNELS), beta: weights(CHANNELS), mean: weights(CHANNELS) },
    variance: { dims: [CHANNELS], data: new Float32Array(CHANNELS).fill(0.7) },
    last: weights(8, CHANNELS, 8, 8),
  },
  nodes: [
    { op: 'Conv', inputs: ['x', 'first', 'shift'], outputs: ['c1'], attributes: { pads: [1, 1, 1, 1] } },
    { op: 'PRelu', inputs: ['c1', 'a'], outputs: ['p1'] },
    { op: 'Conv', inputs: ['p1', 'own'], outputs: ['c2'], attributes: own },
    { op: 'Relu', inputs: ['c2'], outputs: ['r2'] },
    { op: 'Conv', inputs: ['r2', 'back'], outputs: ['c3'] },
    { op: 'BatchNormalization', inputs: ['c3', 'gamma', 'beta', 'mean', 'variance'], outputs: ['n3'] },
    { op: 'Add', inputs: ['p1', 'n3'], outputs: ['sum'] },
    { op: 'Conv', inputs: ['sum', 'last'], outputs: ['y'] },
  ],
  outputs: ['y'],
})

const picture = (): Tensor => ({ data: Float32Array.from({ length: 3 * 64 }, () => 2 * random() - 1), dims: [1, 3, 8, 8] })
const pictures = Array.from({ length: 20 }, picture)

async function* each(tensors: readonly Tensor[]): AsyncGenerator<Tensor> {
  for (const one of tensors) yield await Promise.resolve({ ...one, data: one.data.slice() })
}

async function run(model: Uint8Array, input: Tensor): Promise<Float32Array> {
  const session = await openSession(model, { device: 'cpu', threads: 1 })
  onTestFinished(() => session.close())
  return (await session.run({ ...input, data: input.data.slice() }))['y']!.data
}

function cosine(a: Float32Array, b: Float32Array): number {
  const dot = (x: Float32Array, y: Float32Array) => x.reduce((sum, value, i) => sum + value * y[i]!, 0)
  return dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b))
}

const operators = (model: Uint8Array) => readModel(model)!.nodes.map(({ operator }) => operator)

// Elsewhere sums overflow, which is why whole numbers are not used there.
test.skipIf(!(await computesWholeNumbersHere('cpu'))).each([
  ['at most 1', 0.9, ['QLinearConv', 'QLinearAdd']],
  ['above 1', 2, ['QLinearConv', 'QLinearConv', 'QLinearAdd']],
])('a network in whole numbers gives nearly the same, with slopes %s', async (_, highestSlope, prelu) => {
  const model = onnxModel(embedder(highestSlope))
  const whole = quantized(model, await measureExtents(model, each(pictures), { threads: 1 }))!
  expect(operators(whole)).toEqual([
    ...['QuantizeLinear', 'QLinearConv', ...prelu, 'QLinearConv', 'QLinearConv', 'QLinearAdd'],
    ...['DequantizeLinear', 'Conv'],
  ])
  for (const unseen of [picture(), picture(), picture()])
    expect(cosine(await run(whole, unseen), await run(model, unseen))).toBeGreaterThan(0.995)
})

test('what nobody has measured is not guessed', async () => {
  const model = onnxModel(embedder(0.9))
  const extents = new Map(await measureExtents(model, each(pictures), { threads: 1 }))
  expect([...extents.keys()]).toEqual([...tensorsToQuantize(model)])
  extents.delete('sum')
  expect(quantized(model, extents)).toBeUndefined()
})

test.each([
  ['one convolution', onnxModel({ ...embedder(0.9), nodes: [{ op: 'Conv', inputs: ['x', 'first'], outputs: ['y'] }] })],
  ['no model', new Uint8Array(40)],
])('of %s nothing is computed in whole numbers', (_, model) => {
  expect(tensorsToQuantize(model)).toEqual([])
  expect(quantized(model, new Map())).toBeUndefined()
})
