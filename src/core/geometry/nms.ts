// Non-maximum suppression: of detections that overlap, keeps the best.

import type { Detection } from '../types.ts'
import { iou } from './box.ts'

/** Greedy NMS; returns survivors best first. A detection goes when its IoU with a better survivor exceeds `maxIou`. */
export function nms(detections: readonly Detection[], maxIou: number): Detection[] {
  const kept: Detection[] = []
  for (const detection of [...detections].sort((a, b) => b.detectionScore - a.detectionScore)) {
    if (kept.every(better => iou(better.box, detection.box) <= maxIou)) kept.push(detection)
  }
  return kept
}
