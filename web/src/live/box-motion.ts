// Where a face is at the moment its picture is on the screen, from boxes that arrive late and tremble. One face; no drawing.

import type { LiveFace } from '../../../src/client.ts'

export type Box = LiveFace['box']
/** Centre x, centre y, width, height. */
type State = readonly [number, number, number, number]

/** Beyond this nobody knows where a face went: the box waits there. */
const MAX_AHEAD_MS = 150
/** After such a gap a track starts anew where it is seen. */
const GAP_MS = 600
/** How fast the shown box goes over to what a new answer says. */
const BLEND_MS = 50
/** Smoothing as in the one-euro filter (Casiez 2012): slow faces are smoothed, fast ones followed. */
const STILL_HZ = 1.5
const HZ_PER_SPEED = 12
/** Residuals, as shares of the face, that are tremble, and that are surely movement. */
const TREMBLE = 0.02
const MOVEMENT = 0.1

const toState = ({ x, y, width, height }: Box): State => [x + width / 2, y + height / 2, width, height]
const toBox = ([x, y, width, height]: State): Box => ({ x: x - width / 2, y: y - height / 2, width, height })
const mapState = (state: State, change: (value: number, axis: 0 | 1 | 2 | 3) => number): State => [
  change(state[0], 0),
  change(state[1], 1),
  change(state[2], 2),
  change(state[3], 3),
]
/** The smaller of two changes that agree in direction, else none: what makes a stop a stop, and tremble nothing. */
const minmod = (a: number, b: number): number => (a * b <= 0 ? 0 : Math.abs(a) < Math.abs(b) ? a : b)
const clamp = (value: number): number => Math.min(1, Math.max(0, value))

export class BoxMotion {
  #at: number
  /** What was measured last, and how it moved, per millisecond. */
  #measured: State
  #change: State = [0, 0, 0, 0]
  #position: State
  #velocity: State = [0, 0, 0, 0]
  /** What the shown box is still away from the estimate. */
  #rest: { readonly at: number; readonly by: State } | undefined

  /** All times are milliseconds of one clock: when the camera captured the picture. */
  constructor(at: number, box: Box) {
    this.#at = at
    this.#measured = toState(box)
    this.#position = this.#measured
  }

  get seenAt(): number {
    return this.#at
  }

  /** A box measured in the picture captured at `at`, while the picture captured at `shownAt` is on the screen. */
  see(at: number, box: Box, shownAt = at): void {
    const dt = at - this.#at
    if (dt <= 0) return
    const shown = this.#shownAt(shownAt)
    const measured = toState(box)
    if (dt > GAP_MS) this.#restart(at, measured)
    else this.#follow(at, dt, measured)
    const estimate = this.#estimate(shownAt)
    this.#rest = { at: shownAt, by: mapState(shown, (value, axis) => value - estimate[axis]) }
  }

  /** The box in the picture captured at `at`. */
  boxAt(at: number): Box {
    return toBox(this.#shownAt(at))
  }

  #restart(at: number, measured: State): void {
    this.#at = at
    this.#measured = measured
    this.#position = measured
    this.#change = [0, 0, 0, 0]
    this.#velocity = [0, 0, 0, 0]
  }

  #follow(at: number, dt: number, measured: State): void {
    const size = Math.max(1, measured[3])
    const change = mapState(measured, (value, axis) => (value - this.#measured[axis]) / dt)
    this.#velocity = mapState(change, (value, axis) => minmod(value, this.#change[axis]))
    const speed = (Math.hypot(this.#velocity[0], this.#velocity[1]) / size) * 1000
    const cutoffHz = STILL_HZ + HZ_PER_SPEED * speed
    const gain = 1 / (1 + 1000 / (2 * Math.PI * cutoffHz * dt))
    this.#position = mapState(this.#position, (value, axis) => {
      // Never past what was measured: the estimate stays between where it was and where the face is.
      const predicted = value + minmod(this.#velocity[axis] * dt, measured[axis] - value)
      const residual = measured[axis] - predicted
      const surely = clamp((Math.abs(residual) / size - TREMBLE) / (MOVEMENT - TREMBLE))
      return predicted + Math.max(gain, surely) * residual
    })
    this.#at = at
    this.#measured = measured
    this.#change = change
  }

  #estimate(at: number): State {
    const ahead = Math.min(MAX_AHEAD_MS, Math.max(0, at - this.#at))
    return mapState(this.#position, (value, axis) => value + this.#velocity[axis] * ahead)
  }

  #shownAt(at: number): State {
    const estimate = this.#estimate(at)
    const rest = this.#rest
    if (!rest) return estimate
    const share = Math.exp(-Math.max(0, at - rest.at) / BLEND_MS)
    return mapState(estimate, (value, axis) => value + rest.by[axis] * share)
  }
}
