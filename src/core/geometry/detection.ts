// Moving a detection between a picture and a resized part of it.

import type { Detection, Landmarks5, Point } from '../types.ts'

export interface Placement {
  readonly sx: number
  readonly sy: number
  readonly dx?: number
  readonly dy?: number
}

/** Every coordinate times its scale, then moved. */
export function placeDetection({ box, landmarks, detectionScore }: Detection, { sx, sy, dx = 0, dy = 0 }: Placement): Detection {
  const point = ({ x, y }: Point): Point => ({ x: x * sx + dx, y: y * sy + dy })
  return {
    box: { ...point(box), width: box.width * sx, height: box.height * sy },
    landmarks: landmarks && fivePoints(k => point(landmarks[k]!)),
    detectionScore,
  }
}

/** Five points made by `at(k)`, k = 0…4. */
export const fivePoints = (at: (k: number) => Point): Landmarks5 => [at(0), at(1), at(2), at(3), at(4)]
