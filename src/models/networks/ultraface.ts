// UltraFace (version-RFB-320): boxes without landmarks on a stretched picture, from anchors as SSD has them.

import { fromCorners } from '../../core/geometry/box.ts'
import type { Size } from '../../core/ports.ts'
import type { Detection } from '../../core/types.ts'
import { CUT, withoutAnchors } from '../onnx/anchor-free.ts'
import type { DetectorNetwork } from './detector.ts'
import { output } from './output.ts'

/** Pixels between cells, and the sides of each cell's anchors. Source: Linzaer/Ultra-Light-Fast-Generic-Face-Detector-1MB, `fd_config.py`. */
const SCALES = [
  { stride: 8, sides: [10, 16, 24] },
  { stride: 16, sides: [32, 48] },
  { stride: 32, sides: [64, 96] },
  { stride: 64, sides: [128, 192, 256] },
]
/** How far one unit of an offset moves a box, in anchors; the same source. */
const VARIANCE = { centre: 0.1, size: 0.2 }

/**
 * Outputs `scores` [1,n,2] (1 = face) and `boxes` [1,n,4] as x1, y1, x2, y2 in 0–1 of the input; or, where the graph could be cut, what both are
 * computed of (../onnx/anchor-free.ts): a sixteenth less work, and pictures of any size.
 */
export const ultraface: DetectorNetwork = {
  fit: 'stretch',
  scores: { start: 0.7, sure: 0.9 },
  // A face that fills 1/2.2 of the picture is some 65 pixels wide then: found as surely as in the whole input, for 0.8 of 2.9 ms (docs/performance.md).
  closeSize: { width: 160, height: 128 },
  // 320×192: what 16:9 has of its own shape. Of 610 faces in pictures cut to that, 329 instead of 318 are found, with 89 instead of 99 false alarms.
  wide: { from: 1.6, heightShare: 0.8 },
  cut: model => withoutAnchors(model, { scores: 'scores', boxes: 'boxes' }),
  decode: (outputs, input, minScore) =>
    CUT.logits in outputs
      ? fromOffsets(output(outputs, CUT.logits), output(outputs, CUT.offsets), input, minScore)
      : fromBoxes(output(outputs, 'scores'), output(outputs, 'boxes'), input, minScore),
}

function fromBoxes(scores: Float32Array, boxes: Float32Array, { width, height }: Size, minScore: number): Detection[] {
  const found = []
  for (let i = 0; i * 2 < scores.length; i++) {
    const detectionScore = scores[i * 2 + 1]!
    if (detectionScore < minScore) continue
    const [x1, y1, x2, y2] = boxes.subarray(i * 4, i * 4 + 4) as unknown as [number, number, number, number]
    found.push({ box: fromCorners(x1 * width, y1 * height, x2 * width, y2 * height), landmarks: undefined, detectionScore })
  }
  return found
}

function fromOffsets(logits: Float32Array, offsets: Float32Array, { width, height }: Size, minScore: number): Detection[] {
  // The softmax of two is the sigmoid of their difference.
  const least = Math.log(minScore / (1 - minScore))
  const found: Detection[] = []
  let anchor = 0
  for (const { stride, sides } of SCALES) {
    const [columns, rows] = [Math.ceil(width / stride), Math.ceil(height / stride)]
    for (let i = 0; i < columns * rows * sides.length; i++, anchor++) {
      const difference = logits[2 * anchor + 1]! - logits[2 * anchor]!
      if (difference < least) continue
      const [cell, side] = [Math.floor(i / sides.length), sides[i % sides.length]!]
      const [w, h] = [Math.min(width, side), Math.min(height, side)]
      const offset = (k: number) => offsets[4 * anchor + k]!
      const x = (((cell % columns) + 0.5) * width) / columns + offset(0) * VARIANCE.centre * w
      const y = ((Math.floor(cell / columns) + 0.5) * height) / rows + offset(1) * VARIANCE.centre * h
      const [halfW, halfH] = [(Math.exp(offset(2) * VARIANCE.size) * w) / 2, (Math.exp(offset(3) * VARIANCE.size) * h) / 2]
      const box = fromCorners(x - halfW, y - halfH, x + halfW, y + halfH)
      found.push({ box, landmarks: undefined, detectionScore: 1 / (1 + Math.exp(-difference)) })
    }
  }
  return found
}
