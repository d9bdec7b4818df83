// The default pack's embedder, freed from its one face a run: the same templates, alone or in a crowd.

import { expect, onTestFinished, test } from 'vitest'
import { dot } from '../../src/core/template.ts'
import type { AlignedFace, EmbeddingSpace, Image } from '../../src/core/types.ts'
import { createEmbedder } from '../../src/models/networks/embedder.ts'
import { withFreeBatch } from '../../src/models/onnx/free-batch.ts'
import { mobile } from '../../src/models/packs/declared/mobile.ts'
import { openSession } from '../../src/models/session.ts'
import { pullMobilePack } from '../fixtures/mobile-pack.ts'

const cache = await pullMobilePack()
const spec = mobile.networks.embedder

/** No face, but no two alike. */
const picture = (n: number): Image => ({
  width: 112,
  height: 112,
  data: Uint8Array.from({ length: 112 * 112 * 3 }, (_, i) => 128 + 100 * Math.sin((i * (n + 1)) / 97)),
})

async function embedder(model: Uint8Array) {
  const session = await openSession(model, { device: 'cpu', threads: 1 })
  onTestFinished(() => session.close())
  return { dims: session.inputDims, ...createEmbedder(session, spec, 'test' as EmbeddingSpace) }
}

test.skipIf(!cache)('eleven faces embedded together are embedded as one by one, to within a rounding', async () => {
  const model = await cache!.readModel('mobile', spec.file)
  const [alone, together] = [await embedder(model), await embedder(withFreeBatch(model))]
  expect([alone.dims[0], together.dims[0]]).toEqual([1, undefined])
  const faces = Array.from({ length: 11 }, (_, n) => picture(n) as AlignedFace)
  const [expected, found] = [await alone.embed(faces), await together.embed(faces)]
  expect(found).toHaveLength(11)
  for (const [i, { vector }] of found.entries()) {
    const one = expected[i]!.vector
    expect(Math.max(...vector.map((value, j) => Math.abs(value - one[j]!)))).toBeLessThanOrEqual(1e-6)
    expect(dot(vector, one) / Math.sqrt(dot(one, one) * dot(vector, vector))).toBeGreaterThan(0.999999)
  }
})
