import { expect, test } from 'vitest'
import { pullMobilePack } from '../../../test/fixtures/mobile-pack.ts'
import { onnxModel, type Graph, type Node } from '../../../test/fixtures/onnx.ts'
import { networkWork } from './flops.ts'

const weights = (...dims: number[]) => ({ dims, data: new Float32Array(dims.reduce((all, size) => all * size, 1)) })

/** Pictures of three channels through these nodes, each named after its output. */
const model = (nodes: readonly Node[], constants: Graph['constants'] = {}, input: Graph['inputs'][string] = ['n', 3, 'h', 'w']) =>
  onnxModel({ inputs: { x: input }, nodes, constants, outputs: [nodes.at(-1)!.outputs[0]!] })

const small = model(
  [
    { op: 'Conv', inputs: ['x', 'w1'], outputs: ['wide'], attributes: { strides: [2, 2], pads: [1, 1, 1, 1] } },
    { op: 'Relu', inputs: ['wide'], outputs: ['positive'] },
    {
      op: 'Conv',
      inputs: ['positive', 'w2'],
      outputs: ['deep'],
      attributes: { group: 8, pads: [1, 1, 1, 1], dilations: [1, 1] },
    },
    { op: 'Add', inputs: ['positive', 'deep'], outputs: ['sum'] },
    { op: 'Concat', inputs: ['sum', 'deep'], outputs: ['both'], attributes: { axis: 1 } },
    { op: 'MaxPool', inputs: ['both'], outputs: ['pooled'], attributes: { kernel_shape: [2, 2], strides: [2, 2], ceil_mode: 1 } },
    { op: 'Flatten', inputs: ['pooled'], outputs: ['flat'] },
    { op: 'Gemm', inputs: ['flat', 'w3', 'b'], outputs: ['y'], attributes: { transB: 1 } },
  ],
  { w1: weights(8, 3, 3, 3), w2: weights(8, 1, 3, 3), w3: weights(10, 16 * 3 * 3), b: weights(10) },
)

test('each product of a small network is counted once, by hand', () => {
  // 10×10 pixels become 5×5, then 3×3.
  const [first, second, last] = [5 * 5 * 8 * 3 * 9, 5 * 5 * 8 * 9, 16 * 3 * 3 * 10]
  expect(networkWork(small, [1, 3, 10, 10])).toEqual({
    multiplyAdds: first + second + last,
    weights: 8 * 3 * 9 + 8 * 9 + 16 * 3 * 3 * 10,
    inputs: 3 * 10 * 10,
    uncounted: 0,
  })
})

test('two pictures are twice the work with the same weights', () => {
  const [one, two] = [networkWork(small, [1, 3, 10, 10]), networkWork(small, [2, 3, 10, 10])]
  expect(two.multiplyAdds).toBe(2 * one.multiplyAdds)
  expect(two.weights).toBe(one.weights)
})

test('a size the graph fixes goes before the one that is given', () => {
  const conv: Node = { op: 'Conv', inputs: ['x', 'w'], outputs: ['y'] }
  const fixed = model([conv], { w: weights(4, 3, 1, 1) }, [1, 3, 8, 8])
  expect(networkWork(fixed, [1, 3, 100, 100])).toMatchObject({ multiplyAdds: 8 * 8 * 4 * 3, inputs: 8 * 8 * 3 })
})

test('whole numbers are counted as the numbers they stand for', () => {
  const inputs = ['x', 'sx', 'zx', 'w', 'sw', 'zw', 'sy', 'zy']
  const quantized = model([{ op: 'QLinearConv', inputs, outputs: ['y'] }], { w: weights(4, 3, 3, 3) })
  expect(networkWork(quantized, [1, 3, 6, 6]).multiplyAdds).toBe(4 * 4 * 4 * 3 * 9)
})

test('what comes after a size nobody knows is said not to be counted', () => {
  const nodes: Node[] = [
    { op: 'Resize', inputs: ['x'], outputs: ['large'] },
    { op: 'Conv', inputs: ['large', 'w'], outputs: ['y'] },
  ]
  expect(networkWork(model(nodes, { w: weights(4, 3, 1, 1) }), [1, 3, 6, 6])).toEqual({
    multiplyAdds: 0,
    weights: 0,
    inputs: 3 * 6 * 6,
    uncounted: 1,
  })
})

const cache = await pullMobilePack()

// In millions. MobileFaceNet: 221 (Chen et al. 2018, of 128 numbers; the pack's gives 512). UltraFace: 90 to 109 at 320×240 (its README).
test.skipIf(!cache).each([
  ['fr_feature.onnx', [1, 3, 112, 112], [221, 222]],
  ['fr_detect.onnx', [1, 3, 240, 320], [90, 109]],
] as const)('%s has as many multiply-adds as its authors say', async (file, dims, [least, most]) => {
  const { multiplyAdds, uncounted } = networkWork(await cache!.readModel('mobile', file), dims)
  expect(multiplyAdds).toBeGreaterThanOrEqual(least * 1e6)
  expect(multiplyAdds).toBeLessThanOrEqual(most * 1e6)
  expect(uncounted).toBe(0)
})
