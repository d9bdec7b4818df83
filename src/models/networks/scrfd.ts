// SCRFD: anchor-free distances from cell corners, two anchors a cell, strides 8, 16, 32.

import { RostroError } from '../../core/errors.ts'
import { fromCorners } from '../../core/geometry/box.ts'
import { fivePoints } from '../../core/geometry/detection.ts'
import type { Detection } from '../../core/types.ts'
import type { DetectorNetwork } from './detector.ts'
import type { Outputs } from './output.ts'

const STRIDES = [8, 16, 32]
const ANCHORS = 2

/**
 * Scores [n,1], boxes [n,4] and landmarks [n,10], each for strides 8, 16, 32; or [1,n,c]. Source: InsightFace `scrfd.py`.
 * Box = centre ∓ distance·stride, landmark = centre + offset·stride, centre = cell·stride.
 */
export const scrfd: DetectorNetwork = {
  fit: 'letterbox',
  scores: { start: 0.5, sure: 0.6 },
  decode(outputs, { width }, minScore) {
    const [allScores, allBoxes, allPoints] = [ofWidth(outputs, 1), ofWidth(outputs, 4), ofWidth(outputs, 10)]
    return STRIDES.flatMap((stride, level) => {
      const [scores, boxes, points] = [allScores[level]!, allBoxes[level]!, allPoints[level]!]
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

/**
 * The outputs with so many numbers an anchor, smallest stride first. Told apart by shape: InsightFace's exports call them
 * 443, 468, 493, 446 …, and an object lists such names in numeric order, not in the network's.
 */
function ofWidth(outputs: Outputs, width: number): Float32Array[] {
  const found = Object.values(outputs).filter(tensor => tensor.dims.at(-1) === width)
  if (found.length !== STRIDES.length) {
    throw new RostroError(
      'model_incompatible',
      `SCRFD with landmarks has 3 outputs of width ${width}, this network ${found.length}. Its pack names the wrong decoder.`,
    )
  }
  return found.map(tensor => tensor.data).sort((a, b) => b.length - a.length)
}
