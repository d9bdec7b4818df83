import { describe, expect, onTestFinished, test } from 'vitest'
import { constantModel, onnxModel } from '../../test/fixtures/onnx.ts'
import { plain, tensorWith } from '../../test/fixtures/tensors.ts'
import type { AlignedFace } from '../core/types.ts'
import { openNetworks, type OpenNetworksOptions } from './open-networks.ts'
import { mobile } from './packs/declared/mobile.ts'
import { embeddingSpace, type PackManifest } from './packs/manifest.ts'
import { candidateDevices, DEVICES, missingFor } from './session.ts'

const pack: PackManifest = {
  ...mobile,
  networks: {
    detector: { ...mobile.networks.detector, input: { width: 64, height: 48 } },
    landmarks: mobile.networks.landmarks,
    embedder: { ...mobile.networks.embedder, channels: 'rgb', mean: 0, std: 1, dimensions: 3 },
  },
}
const classes = (...values: number[]) =>
  constantModel({ data: [1, 3, 128, 128] }, { classes: { dims: [1, 3], data: Float32Array.from(values) } })
const models: Readonly<Record<string, Uint8Array>> = {
  'fr_detect.onnx': constantModel(
    { input: [1, 3, 48, 64] },
    {
      scores: tensorWith([1, 1, 2], 0, [0, 0.75]),
      boxes: tensorWith([1, 1, 4], 0, [0.25, 0.25, 0.5, 0.5]),
    },
  ),
  'fr_landmark.onnx': constantModel(
    { grey: [1, 1, 64, 64] },
    { points: { dims: [1, 136], data: new Float32Array(136).fill(0.5) } },
  ),
  'fr_feature.onnx': onnxModel({
    inputs: { data: [1, 3, 112, 112] },
    nodes: [{ op: 'ReduceMean', inputs: ['data'], outputs: ['colour'], attributes: { axes: [2, 3], keepdims: 0 } }],
    outputs: ['colour'],
  }),
  'fr_liveness.onnx': classes(0, 0, 0),
  'second.onnx': classes(Math.log(9), 0, -100),
}
const open = async (options: OpenNetworksOptions, changed: typeof models = {}, opened = pack) => {
  const networks = await openNetworks(opened, file => Promise.resolve({ ...models, ...changed }[file]!), options)
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
  const spoilt = { 'fr_feature.onnx': new Uint8Array(200) }
  await expect(open({ device }, spoilt)).rejects.toMatchObject({ code: 'model_incompatible' })
})

test('only the files a pack needs to recognise are read', async () => {
  const asked: string[] = []
  const networks = await openNetworks(
    pack,
    file => {
      asked.push(file)
      return Promise.resolve(models[file]!)
    },
    { device: 'cpu' },
  )
  await networks.close()
  expect(asked.sort()).toEqual(['fr_detect.onnx', 'fr_feature.onnx', 'fr_landmark.onnx'])
})

describe('the PAD networks of a pack', () => {
  const spec = { ...mobile.networks.pad![0]!, calibration: undefined }
  const box = { x: 100, y: 100, width: 80, height: 80 }
  const face = { box, landmarks: undefined, detectionScore: 1 }
  const liveness = { attackBelow: 0.2, bonaFideFrom: 0.7, measuredOn: 'nothing', measuredAt: '2026-11-28' }
  const two = { ...pack, networks: { ...pack.networks, pad: [spec, { ...spec, file: 'second.onnx' }] }, liveness }

  test('are opened each, and as one detector with the thresholds of the pack', async () => {
    const { pads, pad } = await open({ device: 'cpu', threads: 1 }, {}, two)
    const scores = await Promise.all([...pads, pad!].map(one => one.assess(plain(300, 300), face)))
    // The mean of the logits of 1/3 and 9/10.
    expect(scores).toEqual(
      [1 / 3, 0.9, 1 / (1 + Math.sqrt(2 / 9))].map(share => ({ liveness: expect.closeTo(share, 5) as number })),
    )
    expect(pad!.thresholds).toMatchObject({ attackBelow: 0.2, bonaFideFrom: 0.7 })
  })

  test('may be none', async () => {
    const { pads, pad } = await open({ device: 'cpu' })
    expect([pads, pad]).toEqual([[], undefined])
  })

  test('that nobody measured have no thresholds', async () => {
    const { pad } = await open({ device: 'cpu' }, {}, { ...two, liveness: undefined })
    expect(pad).toMatchObject({ thresholds: undefined })
  })
})
