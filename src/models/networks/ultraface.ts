// UltraFace (version-RFB-320): boxes without landmarks on a stretched picture.

import { fromCorners } from '../../core/geometry/box.ts'
import type { DetectorNetwork } from './detector.ts'
import { output } from './output.ts'

/** Outputs `scores` [1,n,2] (1 = face) and `boxes` [1,n,4] as x1, y1, x2, y2 in 0–1 of the input. */
export const ultraface: DetectorNetwork = {
  fit: 'stretch',
  scores: { start: 0.7, sure: 0.9 },
  decode(outputs, { width, height }, minScore) {
    const scores = output(outputs, 'scores')
    const boxes = output(outputs, 'boxes')
    const found = []
    for (let i = 0; i * 2 < scores.length; i++) {
      const detectionScore = scores[i * 2 + 1]!
      if (detectionScore < minScore) continue
      const [x1, y1, x2, y2] = boxes.subarray(i * 4, i * 4 + 4) as unknown as [number, number, number, number]
      found.push({ box: fromCorners(x1 * width, y1 * height, x2 * width, y2 * height), landmarks: undefined, detectionScore })
    }
    return found
  },
}
