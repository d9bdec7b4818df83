// Detection measured: which boxes found a face, which faces were found, and average precision.

import { iou } from '../core/geometry/box.ts'
import type { Box, Detection } from '../core/types.ts'

/** A labelled face. One that does not count costs nothing when missed, and whoever finds it made no false alarm. */
export interface LabelledFace {
  readonly box: Box
  readonly counts: boolean
}

/** `hit`: the first to find a face that counts; `ignored`: found one that does not; `false`: anything else. */
export type BoxVerdict = 'hit' | 'ignored' | 'false'

export interface Matched {
  /** In the order of the detections. */
  readonly verdicts: readonly BoxVerdict[]
  /** In the order of the faces. */
  readonly found: readonly boolean[]
}

/**
 * Matches detections to faces, best score first, each to the face it overlaps most among those still free (PASCAL VOC).
 * @param minIou overlap from which a box has found a face
 */
export function matchFaces(detections: readonly Detection[], faces: readonly LabelledFace[], minIou: number): Matched {
  const verdicts: BoxVerdict[] = detections.map(() => 'false')
  const found = faces.map(() => false)
  const order = detections.map((_, i) => i).sort((a, b) => detections[b]!.detectionScore - detections[a]!.detectionScore)
  for (const i of order) {
    const overlaps = faces.map(face => iou(detections[i]!.box, face.box))
    const free = best(overlaps, k => faces[k]!.counts && !found[k] && overlaps[k]! >= minIou)
    if (free !== undefined) {
      verdicts[i] = 'hit'
      found[free] = true
      continue
    }
    const excused = best(overlaps, k => !faces[k]!.counts && overlaps[k]! >= minIou)
    if (excused === undefined) continue
    verdicts[i] = 'ignored'
    found[excused] = true
  }
  return { verdicts, found }
}

function best(overlaps: readonly number[], allowed: (index: number) => boolean): number | undefined {
  let chosen: number | undefined
  for (const [k, overlap] of overlaps.entries()) {
    if (allowed(k) && (chosen === undefined || overlap > overlaps[chosen]!)) chosen = k
  }
  return chosen
}

export interface ScoredVerdict {
  readonly detectionScore: number
  readonly verdict: BoxVerdict
}

/** Area under precision over recall, precision made monotonic (PASCAL VOC 2010). @param faces how many count */
export function averagePrecision(boxes: readonly ScoredVerdict[], faces: number): number {
  const counted = boxes.filter(b => b.verdict !== 'ignored').sort((a, b) => b.detectionScore - a.detectionScore)
  let hits = 0
  const curve = counted.map(({ verdict }, i) => {
    if (verdict === 'hit') hits++
    return { recall: hits / faces, precision: hits / (i + 1) }
  })
  let area = 0
  let precision = 0
  for (let i = curve.length - 1; i >= 0; i--) {
    precision = Math.max(precision, curve[i]!.precision)
    area += (curve[i]!.recall - (curve[i - 1]?.recall ?? 0)) * precision
  }
  return area
}
