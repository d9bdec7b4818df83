// The default pack's networks in floats of 16 bits, computed on the CPU as they would be on a GPU: the same decisions (cosine of at least 0.9995).

import { expect, onTestFinished, test } from 'vitest'
import { dot } from '../../src/core/template.ts'
import { inHalf } from '../../src/models/onnx/half.ts'
import { mobile } from '../../src/models/packs/declared/mobile.ts'
import { openSession } from '../../src/models/session.ts'
import { pullMobilePack } from '../fixtures/mobile-pack.ts'

const cache = await pullMobilePack()
const { embedder, landmarks } = mobile.networks
const SIZES = [
  [embedder.file, [1, 3, 112, 112]],
  [landmarks!.file, [1, 1, 64, 64]],
] as const

async function run(model: Uint8Array, dims: readonly number[]): Promise<Float32Array> {
  const session = await openSession(model, { device: 'cpu', threads: 1 })
  onTestFinished(() => session.close())
  const data = Float32Array.from({ length: dims.reduce((product, size) => product * size, 1) }, (_, i) => Math.sin(i / 97))
  return Object.values(await session.run({ data, dims }))[0]!.data
}

test.skipIf(!cache).each(SIZES)('%s gives the same answer in half', async (file, dims) => {
  const model = await cache!.readModel('mobile', file)
  const half = inHalf(model)
  expect(half.length).toBeLessThan(0.6 * model.length)
  const [found, expected] = [await run(half, dims), await run(model, dims)]
  expect(dot(found, expected) / Math.sqrt(dot(found, found) * dot(expected, expected))).toBeGreaterThan(0.9995)
})
