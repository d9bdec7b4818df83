// Where a box is and how fast it moves and grows: a constant-velocity Kalman filter for each of centre x, y, width, height.

import { centre } from '../core/geometry/box.ts'
import type { Box } from '../core/types.ts'

/** One coordinate: position and velocity with their covariance. */
interface Axis {
  position: number
  velocity: number
  pp: number
  pv: number
  vv: number
}

/**
 * Standard deviations in units of the face's size, so that near and far faces are filtered alike. A face may change
 * its velocity by about one face width per second in a second; a detector's box jitters by a few percent of it.
 */
const ACCELERATION_NOISE = 3
const MEASUREMENT_NOISE = 0.04
const START_VELOCITY_NOISE = 1

export class BoxFilter {
  #axes: [Axis, Axis, Axis, Axis]
  #atMs: number

  constructor(box: Box, atMs: number) {
    const size = Math.max(box.width, box.height)
    const start = (position: number): Axis => ({
      position,
      velocity: 0,
      pp: (MEASUREMENT_NOISE * size) ** 2,
      pv: 0,
      vv: (START_VELOCITY_NOISE * size) ** 2,
    })
    const { x, y } = centre(box)
    this.#axes = [start(x), start(y), start(box.width), start(box.height)]
    this.#atMs = atMs
  }

  /** The box at a moment not before the last measurement. */
  at(atMs: number): Box {
    const seconds = Math.max(0, atMs - this.#atMs) / 1000
    const [x, y, width, height] = this.#axes.map(a => a.position + a.velocity * seconds) as [number, number, number, number]
    const w = Math.max(1, width)
    const h = Math.max(1, height)
    return { x: x - w / 2, y: y - h / 2, width: w, height: h }
  }

  /** The same box in a picture of another size. */
  rescale(sx: number, sy: number): void {
    for (const [i, axis] of this.#axes.entries()) {
      const s = i % 2 === 0 ? sx : sy
      axis.position *= s
      axis.velocity *= s
      axis.pp *= s * s
      axis.pv *= s * s
      axis.vv *= s * s
    }
  }

  /** Takes in where a detector saw the box. */
  measure(box: Box, atMs: number): void {
    const seconds = Math.max(0, atMs - this.#atMs) / 1000
    const size = Math.max(box.width, box.height)
    const { x, y } = centre(box)
    for (const [i, measured] of [x, y, box.width, box.height].entries()) {
      predict(this.#axes[i]!, seconds, (ACCELERATION_NOISE * size) ** 2)
      update(this.#axes[i]!, measured, (MEASUREMENT_NOISE * size) ** 2)
    }
    this.#atMs = Math.max(this.#atMs, atMs)
  }
}

/** x' = x + v·t, with white-noise acceleration (Bar-Shalom, Estimation with Applications, 6.2). */
function predict(axis: Axis, t: number, q: number): void {
  axis.position += axis.velocity * t
  axis.pp += 2 * t * axis.pv + t * t * axis.vv + (q * t ** 4) / 4
  axis.pv += t * axis.vv + (q * t ** 3) / 2
  axis.vv += q * t * t
}

function update(axis: Axis, measured: number, r: number): void {
  const innovation = measured - axis.position
  const s = axis.pp + r
  const gainPosition = axis.pp / s
  const gainVelocity = axis.pv / s
  axis.position += gainPosition * innovation
  axis.velocity += gainVelocity * innovation
  axis.vv -= gainVelocity * axis.pv
  axis.pv *= 1 - gainPosition
  axis.pp *= 1 - gainPosition
}
