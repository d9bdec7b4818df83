import { expect, onTestFinished, test } from 'vitest'
import { fakeSession } from '../../../test/fakes/session.ts'
import { onnxModel } from '../../../test/fixtures/onnx.ts'
import { plain, tensor } from '../../../test/fixtures/tensors.ts'
import type { AlignedFace, EmbeddingSpace } from '../../core/types.ts'
import { openSession } from '../session.ts'
import { createEmbedder } from './embedder.ts'

const SPACE = 'test' as EmbeddingSpace
const SPEC = { channels: 'rgb', mean: 0, std: 1, dimensions: 4 } as const
const face = (...rgb: [number, number, number]) => plain(112, 112, rgb) as AlignedFace

/** A network whose embedding is the mean colour times a 3×4 matrix. */
async function colourEmbedder(batch: number | string, spec: Parameters<typeof createEmbedder>[1] = SPEC) {
  const model = onnxModel({
    inputs: { data: [batch, 3, 112, 112] },
    constants: { weights: { dims: [3, 4], data: Float32Array.of(1, 0, 0, 1, 0, 1, 0, 1, 0, 0, 1, 1) } },
    nodes: [
      { op: 'ReduceMean', inputs: ['data'], outputs: ['colour'], attributes: { axes: [2, 3], keepdims: 0 } },
      { op: 'MatMul', inputs: ['colour', 'weights'], outputs: ['embedding'] },
    ],
    outputs: ['embedding'],
  })
  const session = await openSession(model, { device: 'cpu', threads: 1 })
  onTestFinished(() => session.close())
  return createEmbedder(session, spec, SPACE)
}
const rounded = (vectors: readonly { vector: Float32Array }[]) => vectors.map(({ vector }) => [...vector].map(v => Math.round(v)))

test('faces in, embeddings out, in order, with their space', async () => {
  const embeddings = await (await colourEmbedder('n')).embed([face(1, 2, 3), face(10, 20, 30)])
  expect(embeddings.map(e => e.space)).toEqual([SPACE, SPACE])
  expect(rounded(embeddings)).toEqual([
    [1, 2, 3, 6],
    [10, 20, 30, 60],
  ])
})

test('a network that takes one face at a time gives what one that takes batches gives', async () => {
  const faces = Array.from({ length: 35 }, (_, i) => face(i, 2 * i, 250 - i))
  const [single, batched] = [await colourEmbedder(1), await colourEmbedder('n')]
  expect(rounded(await single.embed(faces))).toEqual(rounded(await batched.embed(faces)))
})

test.each([
  ['cpu', 11, [4, 4, 2, 1]],
  ['webgpu', 11, [8, 2, 1]],
  ['cuda', 35, [16, 16, 2, 1]],
  ['coreml', 2, [1, 1]],
] as const)('a crowd is embedded in runs of few sizes, as large as pays on %s', async (device, faces, runs) => {
  const session = fakeSession([undefined, 3, 112, 112], ({ dims }) => ({ e: tensor([dims[0]!, 4]) }), ['e'])
  await createEmbedder({ ...session, device }, SPEC, SPACE).embed(Array.from({ length: faces }, () => face(0, 0, 0)))
  expect(session.asked.map(({ dims }) => dims[0])).toEqual(runs)
})

test('no faces need no run', async () => {
  const session = fakeSession([undefined, 3, 112, 112], () => ({}), ['e'])
  expect(await createEmbedder(session, SPEC, SPACE).embed([])).toEqual([])
  expect(session.asked).toEqual([])
})

test('channels go in the order of the pack', async () => {
  expect(rounded(await (await colourEmbedder(1, { ...SPEC, channels: 'bgr' })).embed([face(1, 2, 3)]))).toEqual([[3, 2, 1, 6]])
})

test('a network of other dimensions than its pack says is refused', async () => {
  await expect((await colourEmbedder(1, { ...SPEC, dimensions: 512 })).embed([face(1, 2, 3)])).rejects.toMatchObject({
    code: 'model_incompatible',
    message: 'The embedder gave 4 numbers for 1 faces of 512 dimensions.',
  })
})
