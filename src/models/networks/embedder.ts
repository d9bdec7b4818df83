// ArcFace-type embedders (ArcFace, MobileFaceNet, SFace …): they differ only in channel order, scaling and length.

import { RostroError } from '../../core/errors.ts'
import type { Embedder } from '../../core/ports.ts'
import type { AlignedFace, Embedding, EmbeddingSpace } from '../../core/types.ts'
import type { Device, Session } from '../session.ts'
import { toTensor } from './input.ts'
import type { PixelFormat } from './planes.ts'

/**
 * Faces a run, at most. On the CPU sixteen take 14 % longer each than four, for they no longer lie in its caches (docs/devices.md). Of GPUs nobody has
 * measured any. Core ML is made for inputs of one size, and TensorRT builds an engine anew, for up to minutes, at a run of another one.
 */
export const FACES_A_RUN: Readonly<Record<Device, number>> = { cpu: 4, webgpu: 8, dml: 8, cuda: 16, tensorrt: 1, coreml: 1 }

/** Where a network made for one face a run is worth changing into one for several: on the CPU two to sixteen together cost what they cost alone. */
export const gainsByBatches = (device: Device): boolean => device !== 'cpu' && FACES_A_RUN[device] > 1

export interface EmbedderSpec extends PixelFormat {
  readonly dimensions: number
}

/** Aligned faces in, embeddings out; batched where the network takes batches, one by one where its batch size is fixed at 1. */
export function createEmbedder(session: Session, spec: EmbedderSpec, space: EmbeddingSpace): Embedder {
  const most = session.inputDims[0] ?? FACES_A_RUN[session.device]

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
      while (embeddings.length < faces.length) {
        const count = largestPower(Math.min(most, faces.length - embeddings.length))
        embeddings.push(...(await embedBatch(faces.slice(embeddings.length, embeddings.length + count))))
      }
      return embeddings
    },
  }
}

/** Of two: GPUs get ready for every number of faces anew, so there are few. */
const largestPower = (atMost: number): number => 2 ** Math.floor(Math.log2(atMost))
