// ArcFace-type embedders (ArcFace, MobileFaceNet, SFace …): they differ only in channel order, scaling and length.

import { RostroError } from '../../core/errors.ts'
import type { Embedder } from '../../core/ports.ts'
import type { AlignedFace, Embedding, EmbeddingSpace } from '../../core/types.ts'
import type { Session } from '../session.ts'
import { toTensor } from './input.ts'
import type { PixelFormat } from './planes.ts'

/** Faces per run: bounds memory in a crowd; larger batches measured no faster on the CPU. */
const MAX_BATCH = 16

export interface EmbedderSpec extends PixelFormat {
  readonly dimensions: number
}

/** Aligned faces in, embeddings out; batched where the network takes batches, one by one where its batch size is fixed at 1. */
export function createEmbedder(session: Session, spec: EmbedderSpec, space: EmbeddingSpace): Embedder {
  const batch = session.inputDims[0] ?? MAX_BATCH

  async function embedBatch(faces: readonly AlignedFace[]): Promise<Embedding[]> {
    const outputs = await session.run(toTensor(session, faces, spec))
    const vectors = outputs[session.outputNames[0]!]?.data
    if (vectors?.length !== faces.length * spec.dimensions) {
      throw new RostroError(
        'model_incompatible',
        `The embedder gave ${vectors?.length ?? 0} numbers for ${faces.length} faces of ${spec.dimensions} dimensions.`,
      )
    }
    return faces.map((_, i) => ({ space, vector: vectors.slice(i * spec.dimensions, (i + 1) * spec.dimensions) }))
  }

  return {
    space,
    async embed(faces) {
      const embeddings: Embedding[] = []
      for (let i = 0; i < faces.length; i += batch) embeddings.push(...(await embedBatch(faces.slice(i, i + batch))))
      return embeddings
    },
  }
}
