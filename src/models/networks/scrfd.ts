// SCRFD: anchor-free distances from cell corners, two anchors a cell, strides 8, 16, 32.

import { RostroError } from '../../core/errors.ts'
import { fromCorners } from '../../core/geometry/box.ts'
import { fivePoints } from '../../core/geometry/detection.ts'
import type { Detection } from '../../core/types.ts'
import type { DetectorNetwork } from './detector.ts'

const STRIDES = [8, 16, 32]
const ANCHORS = 2

/**
 * Nine outputs in the order scores, boxes, landmarks, each for strides 8, 16, 32; [n,c] or [1,n,c]. Source: InsightFace
 * `scrfd.py`. Box = centre ∓ distance·stride, landmark = centre + offset·stride, centre = cell·stride.
 */
export const scrfd: DetectorNetwork = {
  fit: 'letterbox',
  decode(outputs, { width }, minScore) {
    const tensors = Object.values(outputs)
    if (tensors.length !== 9) {
      throw new RostroError(
        'model_incompatible',
        `SCRFD with landmarks has 9 outputs, this network ${tensors.length}. Its pack names the wrong decoder.`,
      )
    }
    return STRIDES.flatMap((stride, level) => {
      const [scores, boxes, points] = [tensors[level]!.data, tensors[level + 3]!.data, tensors[level + 6]!.data]
      const columns = Math.ceil(width / stride)
      const found: Detection[] = []
      for (let i = 0; i < scores.length; i++) {
        if (scores[i]! < minScore) continue
        const cell = Math.floor(i / ANCHORS)
        const cx = (cell % columns) * stride
        const cy = Math.floor(cell / columns) * stride
        const d = (k: number) => boxes[i * 4 + k]! * stride
        found.push({
          box: fromCorners(cx - d(0), cy - d(1), cx + d(2), cy + d(3)),
          landmarks: fivePoints(k => ({
            x: cx + points[i * 10 + 2 * k]! * stride,
            y: cy + points[i * 10 + 2 * k + 1]! * stride,
          })),
          detectionScore: scores[i]!,
        })
      }
      return found
    })
  },
}
