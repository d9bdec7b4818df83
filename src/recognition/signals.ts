// What can be measured of one face: its size, pose, light and sharpness. How good that is, quality.ts says.

import { insideShare } from '../core/geometry/box.ts'
import { distance, middle } from '../core/geometry/point.ts'
import type { Size } from '../core/ports.ts'
import type { AlignedFace, Box, FaceSignals, Landmarks5 } from '../core/types.ts'

export interface FaceToMeasure {
  readonly box: Box
  readonly landmarks: Landmarks5
  readonly aligned: AlignedFace
  readonly picture: Size
  readonly detectionScore: number
  /** See Located; undefined where the detector gave the landmarks. */
  readonly unsteadiness: number | undefined
}

/** Everything but what only embedding tells. */
export function measure({ box, landmarks, aligned, picture, detectionScore, unsteadiness }: FaceToMeasure): FaceSignals {
  const { turn, nod, sizePx } = pose(landmarks)
  const [leftEye, rightEye] = landmarks
  return {
    eyePx: sizePx,
    turn,
    nod,
    roll: (Math.atan2(rightEye.y - leftEye.y, rightEye.x - leftEye.x) * 180) / Math.PI,
    ...light(aligned),
    insideShare: insideShare(box, picture),
    unsteadiness,
    detectionScore,
    embeddingLength: undefined,
  }
}

/**
 * How far the head is turned, from the five points alone; roll is taken out first. `turn` above 0: towards the right of the
 * picture, which is the person's own left. `nod` above 0: downwards.
 */
export function pose(landmarks: Landmarks5): { turn: number; nod: number; sizePx: number } {
  const [leftEye, rightEye, nose, leftMouth, rightMouth] = landmarks
  const eyes = middle(leftEye, rightEye)
  const mouth = middle(leftMouth, rightMouth)
  const down = { x: mouth.x - eyes.x, y: mouth.y - eyes.y }
  const length = Math.hypot(down.x, down.y) || 1
  const toNose = { x: nose.x - eyes.x, y: nose.y - eyes.y }
  const across = (toNose.x * down.y - toNose.y * down.x) / length
  const along = (toNose.x * down.x + toNose.y * down.y) / length
  const eyeDistance = distance(leftEye, rightEye)
  // A turned head narrows the distance between the eyes, not the face's height: use the larger as the face's size.
  const size = Math.max(eyeDistance, 0.8 * length) || 1
  const nod = along / length - 0.58
  return { turn: across / size, nod, sizePx: size }
}

/** Luma of the inner face, how evenly it lies, and how much of its contrast lies in fine detail. */
function light({ width, data }: AlignedFace): Pick<FaceSignals, 'luma' | 'contrast' | 'sideLight' | 'clipped' | 'sharpness'> {
  const from = 24
  const to = 96
  const side = to - from
  const luma = new Float32Array(side * side)
  let sum = 0
  let left = 0
  let clipped = 0
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      const p = ((y + from) * width + x + from) * 3
      const value = 0.299 * data[p]! + 0.587 * data[p + 1]! + 0.114 * data[p + 2]!
      luma[y * side + x] = value
      sum += value
      if (x < side / 2) left += value
      if (value <= 4 || value >= 251) clipped++
    }
  }
  const mean = sum / luma.length
  let variance = 0
  for (const value of luma) variance += (value - mean) ** 2
  return {
    luma: mean,
    contrast: Math.sqrt(variance / luma.length),
    sideLight: Math.abs(2 * left - sum) / Math.max(1, sum),
    clipped: clipped / luma.length,
    sharpness: leastDetail(luma, side) / (variance + luma.length),
  }
}

/** Steps across the picture, along it and along both diagonals. */
const DIRECTIONS = [
  [1, 0],
  [0, 1],
  [1, 1],
  [1, -1],
] as const

/**
 * Squared second differences, in the direction that has least of them: movement smears a face in one direction and leaves
 * the others as sharp as before, and the embedding's length does not tell.
 */
function leastDetail(luma: Float32Array, side: number): number {
  const details = DIRECTIONS.map(([dx, dy]) => {
    const step = dy * side + dx
    let detail = 0
    for (let y = 1; y < side - 1; y++) {
      for (let x = 1; x < side - 1; x++) {
        const i = y * side + x
        detail += (2 * luma[i]! - luma[i - step]! - luma[i + step]!) ** 2
      }
    }
    // Second differences grow with the square of the step: compare all as if it were one pixel.
    return detail / (dx * dx + dy * dy) ** 2
  })
  // A Laplacian's square has four times that of one direction where a picture is the same in all.
  return 4 * Math.min(...details)
}
