// InsightFace's published packs: SCRFD detectors and ArcFace embedders, for non-commercial research.

import type { PackFile, PackManifest } from '../manifest.ts'

const RELEASE = 'https://github.com/deepinsight/insightface/releases/download/v0.7'

const SCRFD_10G = {
  name: 'det_10g.onnx',
  sha256: '5838f7fe053675b1c7a08b633df49e7af5495cee0493c7dcf6697200b85b5b91',
  bytes: 16_923_827,
}
const SCRFD_2_5G = {
  name: 'det_2.5g.onnx',
  sha256: '041f73f47371333d1d17a6fee6c8ab4e6aecabefe398ff32cca4e2d5eaee0af9',
  bytes: 3_292_009,
}
const SCRFD_500M = {
  name: 'det_500m.onnx',
  sha256: '5e4447f50245bbd7966bd6c0fa52938c61474a04ec7def48753668a9d8b4ea3a',
  bytes: 2_524_817,
}
const W600K_R50 = {
  name: 'w600k_r50.onnx',
  sha256: '4c06341c33c2ca1f86781dab0e829f88ad5b64be9fba56e56bc9ebdefc619e43',
  bytes: 174_383_860,
}
const W600K_MBF = {
  name: 'w600k_mbf.onnx',
  sha256: '9cc6e4a75f0e2bf0b1aed94578f144d15175f357bdc05e815e5c4a02b319eb4f',
  bytes: 13_616_099,
}
const GLINTR100 = {
  name: 'glintr100.onnx',
  sha256: '4ab1d6435d639628a6f3e5008dd4f929edf4c4124b1a7169e1048f9fef534cdf',
  bytes: 260_665_334,
}

interface Release {
  readonly name: string
  readonly title: string
  readonly description: string
  readonly zip: { readonly bytes: number; readonly sha256: string }
  readonly detector: Omit<PackFile, 'from'>
  readonly embedder: Omit<PackFile, 'from'>
}

function insightface({ name, title, description, zip, detector, embedder }: Release): PackManifest {
  return {
    name,
    title,
    description,
    version: '0.7',
    licence: {
      terms: 'InsightFace model licence',
      use: 'non-commercial-research',
      whoMayUse: 'Non-commercial research only; any other use needs a licence from InsightFace.',
    },
    sources: { release: { kind: 'zip', url: `${RELEASE}/${name}.zip`, ...zip } },
    files: [detector, embedder].map(file => ({ ...file, from: { source: 'release', path: file.name } })),
    networks: {
      // Sizes, normalisation and thresholds: InsightFace python-package `scrfd.py`, `arcface_onnx.py`; 640 + 128 since its 1.0.
      detector: {
        decoder: 'scrfd',
        file: detector.name,
        channels: 'rgb',
        mean: 127.5,
        std: 128,
        input: { width: 640, height: 640 },
        minScore: 0.5,
        nmsIou: 0.4,
        closeUpSize: 128,
      },
      embedder: { decoder: 'arcface', file: embedder.name, channels: 'rgb', mean: 127.5, std: 127.5, dimensions: 512 },
    },
    startThreshold: { similarity: 0.45, basis: 'careful start, not measured here' },
  }
}

export const buffaloL = insightface({
  name: 'buffalo_l',
  title: 'InsightFace buffalo_l',
  description: 'SCRFD-10G and ArcFace ResNet-50 trained on WebFace600K (512 dimensions).',
  zip: { bytes: 288_621_354, sha256: '80ffe37d8a5940d59a7384c201a2a38d4741f2f3c51eef46ebb28218a7b0ca2f' },
  detector: SCRFD_10G,
  embedder: W600K_R50,
})

export const buffaloM = insightface({
  name: 'buffalo_m',
  title: 'InsightFace buffalo_m',
  description: 'SCRFD-2.5G and ArcFace ResNet-50 trained on WebFace600K (512 dimensions).',
  zip: { bytes: 275_951_529, sha256: 'd98264bd8f2dc75cbc2ddce2a14e636e02bb857b3051c234b737bf3b614edca9' },
  detector: SCRFD_2_5G,
  embedder: W600K_R50,
})

export const buffaloS = insightface({
  name: 'buffalo_s',
  title: 'InsightFace buffalo_s',
  description: 'SCRFD-500M and ArcFace MobileFaceNet trained on WebFace600K (512 dimensions).',
  zip: { bytes: 127_607_557, sha256: 'd85a87f503f691807cd8bb97128bdf7a0660326cd9cd02657127fa978bab8b5e' },
  detector: SCRFD_500M,
  embedder: W600K_MBF,
})

export const antelopev2 = insightface({
  name: 'antelopev2',
  title: 'InsightFace antelopev2',
  description: 'SCRFD-10G and ArcFace ResNet-100 trained on Glint360K (512 dimensions).',
  zip: { bytes: 360_662_982, sha256: '8e182f14fc6e80b3bfa375b33eb6cff7ee05d8ef7633e738d1c89021dcf0c5c5' },
  // The same bytes as det_10g.onnx.
  detector: { ...SCRFD_10G, name: 'scrfd_10g_bnkps.onnx' },
  embedder: GLINTR100,
})
