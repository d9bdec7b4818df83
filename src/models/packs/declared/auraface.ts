// AuraFace: a ResNet-100 embedder published for commercial use too, with a detector that is as free.

import type { PackManifest } from '../manifest.ts'
import { yunetDetector, yunetFile, yunetSource } from './opencv.ts'

/**
 * Its repository also holds scrfd_10g_bnkps.onnx, but that is InsightFace's file byte for byte (SHA-256 5838f7fe…) and stays
 * under InsightFace's non-commercial terms whatever the repository's tag says; YuNet keeps the pack as free as its embedder.
 */
export const auraface: PackManifest = {
  name: 'auraface',
  title: 'AuraFace',
  description: 'YuNet 2023mar and AuraFace v1, an ArcFace ResNet-100 (512 dimensions).',
  version: '1',
  licence: {
    terms: 'Apache-2.0 AND MIT',
    use: 'undisclosed-training-data',
    whoMayUse:
      'Anyone, also commercially: AuraFace is Apache-2.0, YuNet is MIT; its publisher calls the training photos commercial and does not name them.',
  },
  sources: {
    yunet: yunetSource,
    auraface: {
      kind: 'file',
      url: 'https://huggingface.co/fal/AuraFace-v1/resolve/af6d057c9b0ec4071d4c49c80e3539258798b609/glintr100.onnx',
    },
  },
  files: [
    yunetFile,
    {
      name: 'glintr100.onnx',
      sha256: 'a7933ea5330113b01c9b60351d8f4c33003f145d8470ac5f0e52ee2effe25c60',
      bytes: 260_694_151,
      from: { source: 'auraface' },
    },
  ],
  networks: {
    detector: yunetDetector,
    embedder: { decoder: 'arcface', file: 'glintr100.onnx', channels: 'rgb', mean: 127.5, std: 127.5, dimensions: 512 },
  },
  startThreshold: { similarity: 0.45, basis: 'careful start, not measured here' },
}
