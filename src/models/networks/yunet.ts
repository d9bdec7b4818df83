// YuNet 2023mar: one anchor a cell, class and objectness scores multiplied.

import { fromCorners } from '../../core/geometry/box.ts'
import { fivePoints } from '../../core/geometry/detection.ts'
import type { Detection } from '../../core/types.ts'
import type { DetectorNetwork } from './detector.ts'
import { output } from './output.ts'

const STRIDES = [8, 16, 32]

/** Outputs cls_s, obj_s, bbox_s, kps_s. Source: OpenCV `face_detect.cpp`. */
export const yunet: DetectorNetwork = {
  fit: 'letterbox',
  scores: { start: 0.7, sure: 0.75 },
  decode: (outputs, { width }, minScore) =>
    STRIDES.flatMap(stride => {
      const [cls, obj, bbox, kps] = ['cls', 'obj', 'bbox', 'kps'].map(name => output(outputs, `${name}_${stride}`)) as [
        Float32Array,
        Float32Array,
        Float32Array,
        Float32Array,
      ]
      const columns = Math.ceil(width / stride)
      const found: Detection[] = []
      for (let i = 0; i < cls.length; i++) {
        const detectionScore = Math.sqrt(Math.max(0, cls[i]!) * Math.max(0, obj[i]!))
        if (detectionScore < minScore) continue
        const gx = i % columns
        const gy = Math.floor(i / columns)
        const cx = (gx + bbox[i * 4]!) * stride
        const cy = (gy + bbox[i * 4 + 1]!) * stride
        const w = Math.exp(bbox[i * 4 + 2]!) * stride
        const h = Math.exp(bbox[i * 4 + 3]!) * stride
        found.push({
          box: fromCorners(cx - w / 2, cy - h / 2, cx + w / 2, cy + h / 2),
          landmarks: fivePoints(k => ({ x: (gx + kps[i * 10 + 2 * k]!) * stride, y: (gy + kps[i * 10 + 2 * k + 1]!) * stride })),
          detectionScore,
        })
      }
      return found
    }),
}
