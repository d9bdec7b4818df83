// How a flat thing held before a camera lies in its picture: a pose, and from the picture's pixels to the thing's own plane.

import type { Point } from '../../src/core/types.ts'

/** Of a sheet or screen: turned by radians about its own axes, moved and enlarged in the picture. */
export interface Pose {
  readonly pitch: number
  readonly yaw: number
  readonly roll: number
  /** Where its middle lies, pixels. */
  readonly x: number
  readonly y: number
  readonly scale: number
}

/** Row by row; the last element is 1. */
export type Homography = readonly [number, number, number, number, number, number, number, number, number]

/** Distance of the camera in pixels of the picture: about 60° of view at 640 pixels. */
const FOCAL_PX = 560

/** From pixels of the picture to the plane of a thing of `width` × `height` whose pose is `pose`. */
export function toPlane(width: number, height: number, pose: Pose): Homography {
  const corners: Point[] = [0, width].flatMap(x => [0, height].map(y => ({ x, y })))
  return between(
    corners.map(corner => project(corner, width, height, pose)),
    corners,
  )
}

export function at([a, b, c, d, e, f, g, h]: Homography, x: number, y: number): Point {
  const w = g * x + h * y + 1
  return { x: (a * x + b * y + c) / w, y: (d * x + e * y + f) / w }
}

export function project({ x, y }: Point, width: number, height: number, pose: Pose): Point {
  const [u, v] = [(x - width / 2) * pose.scale, (y - height / 2) * pose.scale]
  const [sr, cr] = [Math.sin(pose.roll), Math.cos(pose.roll)]
  const [p, q] = [u * cr - v * sr, u * sr + v * cr]
  // Turned about the upright axis, then about the level one; nearer parts grow.
  const depth = p * Math.sin(pose.yaw) + q * Math.sin(pose.pitch) * Math.cos(pose.yaw)
  const nearer = FOCAL_PX / (FOCAL_PX + depth)
  return { x: pose.x + p * Math.cos(pose.yaw) * nearer, y: pose.y + q * Math.cos(pose.pitch) * nearer }
}

/** The homography of four point pairs: eight linear equations (Hartley and Zisserman 2004, 4.1), by Gauss with pivots. */
function between(from: readonly Point[], to: readonly Point[]): Homography {
  const rows = from.flatMap(({ x, y }, i) => {
    const { x: u, y: v } = to[i]!
    return [
      [x, y, 1, 0, 0, 0, -u * x, -u * y, u],
      [0, 0, 0, x, y, 1, -v * x, -v * y, v],
    ]
  })
  for (let k = 0; k < 8; k++) {
    const pivot = rows.reduce((best, row, i) => (i > k && Math.abs(row[k]!) > Math.abs(rows[best]![k]!) ? i : best), k)
    const chosen = rows[pivot]!
    rows[pivot] = rows[k]!
    rows[k] = chosen
    for (const [i, row] of rows.entries()) {
      if (i === k) continue
      const factor = row[k]! / chosen[k]!
      for (let j = k; j < 9; j++) row[j]! -= factor * chosen[j]!
    }
  }
  const [a, b, c, d, e, f, g, h] = rows.map((row, k) => row[8]! / row[k]!)
  return [a!, b!, c!, d!, e!, f!, g!, h!, 1]
}
