import { expect, onTestFinished, test } from 'vitest'
import { constantModel, onnxModel } from '../../test/fixtures/onnx.ts'
import { plain, tensorWith } from '../../test/fixtures/tensors.ts'
import type { AlignedFace } from '../core/types.ts'
import { openNetworks, type OpenNetworksOptions } from './open-networks.ts'
import { mobile } from './packs/declared/mobile.ts'
import { embeddingSpace, type PackManifest, type Role } from './packs/manifest.ts'
import { candidateDevices, DEVICES, missingFor } from './session.ts'

const pack: PackManifest = {
  ...mobile,
  networks: {
    detector: { ...mobile.networks.detector, input: { width: 64, height: 48 } },
    landmarks: mobile.networks.landmarks,
    embedder: { ...mobile.networks.embedder, channels: 'rgb', mean: 0, std: 1, dimensions: 3 },
  },
}
const models: Partial<Record<Role, Uint8Array>> = {
  detector: constantModel(
    { input: [1, 3, 48, 64] },
    {
      scores: tensorWith([1, 1, 2], 0, [0, 0.75]),
      boxes: tensorWith([1, 1, 4], 0, [0.25, 0.25, 0.5, 0.5]),
    },
  ),
  landmarks: constantModel({ grey: [1, 1, 64, 64] }, { points: { dims: [1, 136], data: new Float32Array(136).fill(0.5) } }),
  embedder: onnxModel({
    inputs: { data: [1, 3, 112, 112] },
    nodes: [{ op: 'ReduceMean', inputs: ['data'], outputs: ['colour'], attributes: { axes: [2, 3], keepdims: 0 } }],
    outputs: ['colour'],
  }),
}
const open = async (options: OpenNetworksOptions, changed: typeof models = {}) => {
  const networks = await openNetworks(pack, role => Promise.resolve({ ...models, ...changed }[role]!), options)
  onTestFinished(() => networks.close())
  return networks
}

test('a pack opens as a detector, a landmarker and an embedder that run', async () => {
  const { detector, landmarker, embedder, embeddingLengths, device, passedOver } = await open({ device: 'cpu', threads: 1 })
  expect([device, passedOver, embeddingLengths]).toEqual(['cpu', [], mobile.networks.embedder.lengths])
  expect((await detector.detect(plain(128, 96)))[0]!.box).toEqual({ x: 32, y: 24, width: 32, height: 24 })
  const { landmarks } = await landmarker!.locate(plain(128, 96), { x: 0, y: 0, width: 64, height: 64 })
  expect(landmarks[2].x).toBeCloseTo(32, 4)
  const [embedding] = await embedder.embed([plain(112, 112, [1, 2, 3]) as AlignedFace])
  expect([...embedding!.vector].map(Math.round)).toEqual([1, 2, 3])
  expect(embedder.space).toBe(embeddingSpace(pack))
})

test('auto takes a device that starts and says why it passed others over', async () => {
  const { device, passedOver } = await open({ device: 'auto' })
  const tried = candidateDevices()
  expect(tried).toContain(device)
  expect(passedOver.map(p => p.device)).toEqual(tried.slice(0, tried.indexOf(device)))
  for (const { device: passed, reason } of passedOver) expect(reason).toContain(`"${passed}" cannot start`)
})

const missing = DEVICES.find(device => missingFor(device) !== undefined)
test.skipIf(missing === undefined)('a named device that cannot start is an error, never another device', async () => {
  await expect(open({ device: missing! })).rejects.toMatchObject({ code: 'device_unavailable' })
})

test.each(['cpu', 'auto'] as const)('a spoilt file is a model error on %s, not a missing device', async device => {
  const spoilt = { embedder: new Uint8Array(200) }
  await expect(open({ device }, spoilt)).rejects.toMatchObject({ code: 'model_incompatible' })
})

test('only the roles a pack needs to recognise are read', async () => {
  const asked: Role[] = []
  const networks = await openNetworks(
    { ...pack, networks: { ...mobile.networks, ...pack.networks } },
    role => {
      asked.push(role)
      return Promise.resolve(models[role]!)
    },
    { device: 'cpu' },
  )
  await networks.close()
  expect(asked.sort()).toEqual(['detector', 'embedder', 'landmarks'])
})
