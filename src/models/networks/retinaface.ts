// RetinaFace in its MXNet layout: two square anchors a cell, strides 32, 16, 8, landmarks where the network has them.

import { RostroError } from '../../core/errors.ts'
import { fromCorners } from '../../core/geometry/box.ts'
import { fivePoints } from '../../core/geometry/detection.ts'
import type { Detection } from '../../core/types.ts'
import type { DetectorNetwork } from './detector.ts'
import { output, type Outputs } from './output.ts'

/** Anchor sides in units of 16 px, by stride. Source: InsightFace `retinaface.py`, scales of `_feat_stride_fpn`. */
const ANCHOR_SCALES: Readonly<Record<number, readonly [number, number]>> = { 32: [32, 16], 16: [8, 4], 8: [2, 1] }

/**
 * Per stride `face_rpn_cls_prob_reshape_stride{s}` [1,4,h,w] (channels 2, 3 = face), `face_rpn_bbox_pred_stride{s}` [1,8,h,w] and
 * `face_rpn_landmark_pred_stride{s}` [1,20,h,w]; a network may lack strides or landmarks.
 */
export const retinaface: DetectorNetwork = {
  fit: 'letterbox',
  scores: { start: 0.7, sure: 0.9 },
  decode(outputs, { width, height }, minScore) {
    const named = withoutExportSuffix(outputs)
    const strides = [32, 16, 8].filter(stride => named[`face_rpn_cls_prob_reshape_stride${stride}`])
    if (strides.length === 0) {
      throw new RostroError(
        'model_incompatible',
        'The network has no output face_rpn_cls_prob_reshape_stride32, 16 or 8: it is no RetinaFace in MXNet layout.',
      )
    }
    return strides.flatMap(stride => {
      const scores = output(named, `face_rpn_cls_prob_reshape_stride${stride}`)
      const deltas = output(named, `face_rpn_bbox_pred_stride${stride}`)
      const points = named[`face_rpn_landmark_pred_stride${stride}`]?.data
      const columns = Math.ceil(width / stride)
      const cells = columns * Math.ceil(height / stride)
      const found: Detection[] = []
      for (const [anchor, side] of ANCHOR_SCALES[stride]!.map(s => s * 16).entries()) {
        for (let cell = 0; cell < cells; cell++) {
          const detectionScore = scores[(2 + anchor) * cells + cell]!
          if (detectionScore < minScore) continue
          const ax = (cell % columns) * stride + 7.5
          const ay = Math.floor(cell / columns) * stride + 7.5
          const delta = (k: number) => deltas[(anchor * 4 + k) * cells + cell]!
          const cx = ax + delta(0) * side
          const cy = ay + delta(1) * side
          const w = Math.exp(delta(2)) * side
          const h = Math.exp(delta(3)) * side
          const point = (k: number) => points![(anchor * 10 + k) * cells + cell]! * side
          found.push({
            box: fromCorners(cx - w / 2, cy - h / 2, cx + w / 2, cy + h / 2),
            landmarks: points && fivePoints(k => ({ x: ax + point(2 * k), y: ay + point(2 * k + 1) })),
            detectionScore,
          })
        }
      }
      return found
    })
  },
}

/** MXNet's exporters call outputs `…_output`, `…_o` or plainly. */
const withoutExportSuffix = (outputs: Outputs): Outputs =>
  Object.fromEntries(Object.entries(outputs).map(([name, tensor]) => [name.replace(/_o(utput)?$/, ''), tensor]))
