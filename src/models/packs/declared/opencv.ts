// OpenCV's own pair: YuNet and SFace, free for any use.

import type { PackManifest } from '../manifest.ts'

/** Git LFS content of opencv_zoo at one commit. */
const ZOO = 'https://media.githubusercontent.com/media/opencv/opencv_zoo/47534e27c9851bb1128ccc0102f1145e27f23f98/models'

export const yunetSource = { kind: 'file', url: `${ZOO}/face_detection_yunet/face_detection_yunet_2023mar.onnx` } as const

export const yunetFile = {
  name: 'face_detection_yunet_2023mar.onnx',
  sha256: '8f2383e4dd3cfbb4553ea8718107fc0423210dc964f9f4280604804ed2552fa4',
  bytes: 232_589,
  from: { source: 'yunet' },
} as const

/** Source: opencv_zoo `demo.py` of YuNet for the NMS, MODELS.md for the score that goes with AP 0.866 on WIDER. */
export const yunetDetector = {
  decoder: 'yunet',
  file: yunetFile.name,
  channels: 'bgr',
  mean: 0,
  std: 1,
  input: { width: 640, height: 640 },
  minScore: 0.6,
  nmsIou: 0.45,
} as const

export const opencv: PackManifest = {
  name: 'opencv',
  title: 'OpenCV Zoo',
  description: 'YuNet 2023mar and SFace 2021dec (128 dimensions).',
  version: '47534e27',
  licence: {
    terms: 'MIT AND Apache-2.0',
    use: 'any',
    whoMayUse: 'Anyone, also commercially: YuNet is MIT, SFace is Apache-2.0.',
  },
  sources: {
    yunet: yunetSource,
    sface: { kind: 'file', url: `${ZOO}/face_recognition_sface/face_recognition_sface_2021dec.onnx` },
  },
  files: [
    yunetFile,
    {
      name: 'face_recognition_sface_2021dec.onnx',
      sha256: '0ba9fbfa01b5270c96627c4ef784da859931e02f04419c829e83484087c34e79',
      bytes: 38_696_353,
      from: { source: 'sface' },
    },
  ],
  networks: {
    detector: yunetDetector,
    embedder: {
      decoder: 'arcface',
      file: 'face_recognition_sface_2021dec.onnx',
      // OpenCV `face_recognize.cpp`: blobFromImage(aligned, 1, 112×112, 0, swapRB = true) of a BGR picture.
      channels: 'rgb',
      mean: 0,
      std: 1,
      dimensions: 128,
    },
  },
  startThreshold: {
    similarity: 0.45,
    basis: 'careful start, not measured here; OpenCV itself recommends 0.363 for single images, set on LFW',
  },
}
