// The default pack with two more networks against photos and screens held up to the camera, for doors.

import type { PackManifest } from '../manifest.ts'
import { mobile } from './mobile.ts'

/** ONNX exports of minivision's Silent-Face-Anti-Spoofing, in the release "weights" of yakhyo/face-anti-spoofing. */
const RELEASE = 'https://github.com/yakhyo/face-anti-spoofing/releases/download/weights'

/** Crops and classes as in minivision's `src/anti_spoof_predict.py` and `src/generate_patches.py`; its `ToTensor` leaves 0–255. */
const MINIFASNET = {
  decoder: 'minifasnet',
  channels: 'bgr',
  mean: 0,
  std: 1,
  input: { width: 80, height: 80 },
  liveClass: 1,
} as const

/** Its templates are those of `mobile`: the embedder is the same. */
export const mobilePad: PackManifest = {
  ...mobile,
  name: 'mobile-pad',
  title: 'Mobile with more networks against pictures of faces',
  description: 'What `mobile` has, and MiniFASNetV2 and MiniFASNetV1SE: three networks that tell faces from photos and screens.',
  version: '0.0.1',
  licence: {
    terms: 'MIT AND Apache-2.0',
    use: 'undisclosed-training-data',
    whoMayUse:
      'Anyone: what is in `mobile` is MIT, the two networks of minivision are Apache-2.0; neither publisher says which photos they were trained on.',
  },
  sources: {
    ...mobile.sources,
    v2: { kind: 'file', url: `${RELEASE}/MiniFASNetV2.onnx` },
    v1se: { kind: 'file', url: `${RELEASE}/MiniFASNetV1SE.onnx` },
  },
  files: [
    ...mobile.files,
    {
      name: 'MiniFASNetV2.onnx',
      sha256: 'b32929adc2d9c34b9486f8c4c7bc97c1b69bc0ea9befefc380e4faae4e463907',
      bytes: 1_743_581,
      from: { source: 'v2' },
    },
    {
      name: 'MiniFASNetV1SE.onnx',
      sha256: 'ebab7f90c7833fbccd46d3a555410e78d969db5438e169b6524be444862b3676',
      bytes: 1_742_335,
      from: { source: 'v1se' },
    },
  ],
  networks: {
    ...mobile.networks,
    pad: [
      ...(mobile.networks.pad ?? []),
      { ...MINIFASNET, file: 'MiniFASNetV2.onnx', cropScale: 2.7, calibration: { slope: 0.66, offset: 2.54 } },
      { ...MINIFASNET, file: 'MiniFASNetV1SE.onnx', cropScale: 4, calibration: { slope: 0.72, offset: 3.9 } },
    ],
  },
  // Of NUAA, no print reaches 0.9, and 5 % of the bona fide photos stay below; of LFW's faces, 1 % fall below 0.2.
  liveness: {
    attackBelow: 0.2,
    bonaFideFrom: 0.9,
    measuredOn:
      '160 bona fide and 160 print presentations of 8 subjects of NUAA, 611 people of LFW, three clips: docs/liveness-accuracy.md',
    measuredAt: '2026-11-28',
  },
}
