// The default pack: small networks from one npm tarball, so it installs wherever `npm ci` works.

import type { PackManifest } from '../manifest.ts'
import { mobileCalibration } from './mobile-calibration.ts'

export const mobile: PackManifest = {
  name: 'mobile',
  title: 'Mobile',
  description:
    'UltraFace RFB-320, 68 landmarks, MobileFaceNet (ArcFace, 512 dimensions) and a three-class presentation attack network.',
  version: '0.0.1',
  licence: {
    terms: 'MIT',
    use: 'undisclosed-training-data',
    whoMayUse: 'Anyone under the MIT licence it was published with; its publisher does not say which photos it was trained on.',
  },
  sources: {
    npm: {
      kind: 'npm',
      name: 'faceplugin-face-recognition-js',
      version: '0.0.1',
      integrity: 'sha512-shriXjd4zJHEwhK1jHK+bWo8Vv6Vu9B/w6RRsd4AFtNM/jaI2vhuOamOSMl9qQmLd8WlQ7dgqN+3C2iOi5pXWw==',
      bytes: 41_114_878,
    },
  },
  files: [
    {
      name: 'fr_detect.onnx',
      sha256: '6c0256ccd3164f844736a401faf936ec2930764a87ae39442180887d0c5c8854',
      bytes: 1_217_758,
      from: { source: 'npm', path: 'model/fr_detect.onnx' },
    },
    {
      name: 'fr_landmark.onnx',
      sha256: 'f10b0ba1d2a8a099adefede1ebf3733e44fe370715e7303dbeb7f59c02142258',
      bytes: 1_163_742,
      from: { source: 'npm', path: 'model/fr_landmark.onnx' },
    },
    {
      name: 'fr_feature.onnx',
      sha256: '87aacdfe57510db2af90c0251df680e8eec88f122ee94712121d09bcaaaf3581',
      bytes: 4_884_269,
      from: { source: 'npm', path: 'model/fr_feature.onnx' },
    },
    {
      name: 'fr_liveness.onnx',
      sha256: 'afa783b7e902fdfcf323a7240cac2a1c580c25314ea4161129dc1b0d100dc32d',
      bytes: 1_886_811,
      from: { source: 'npm', path: 'model/fr_liveness.onnx' },
    },
  ],
  networks: {
    detector: {
      decoder: 'ultraface',
      file: 'fr_detect.onnx',
      channels: 'rgb',
      mean: 127,
      std: 128,
      input: { width: 320, height: 240 },
      minScore: 0.5,
      nmsIou: 0.35,
    },
    landmarks: { decoder: 'landmarks68', file: 'fr_landmark.onnx' },
    embedder: {
      decoder: 'arcface',
      file: 'fr_feature.onnx',
      channels: 'bgr',
      mean: 127.5,
      std: 127.5,
      dimensions: 512,
      lengths: { weak: 1.7, typical: 3.6 },
    },
    pad: [
      {
        decoder: 'three-class',
        file: 'fr_liveness.onnx',
        channels: 'rgb',
        mean: 0,
        std: 1,
        input: { width: 128, height: 128 },
        cropScale: 2.7,
        liveClass: 0,
        calibration: { slope: 0.82, offset: 1.66 },
      },
    ],
  },
  calibration: mobileCalibration,
  // One network overlaps: of NUAA, 4 % of the prints reach 0.9, and a third of the bona fide photos do not.
  liveness: {
    attackBelow: 0.1,
    bonaFideFrom: 0.9,
    measuredOn:
      '160 bona fide and 160 print presentations of 8 subjects of NUAA, 611 people of LFW, three clips: docs/liveness-accuracy.md',
    measuredAt: '2026-11-28',
  },
  startThreshold: { similarity: 0.5, basis: 'what the calibration gives for ten people, with care' },
}
