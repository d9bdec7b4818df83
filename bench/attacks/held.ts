// One thing held before a camera with one photo on it: everything that is drawn by chance about it, and its picture.

import { createRandom } from '../../src/core/random.ts'
import type { Box, Image } from '../../src/core/types.ts'
import type { Pose } from './homography.ts'
import { photograph, type CameraLook } from './light.ts'
import { drawThing, type Medium, type Thing } from './media.ts'
import { content, FACE_PX, fitted, render, room, SCENE } from './scene.ts'

/** What shows the photo, held by whom and where, and which camera looks on. */
export class Held {
  readonly #thing: Thing
  readonly #pose: Pose
  readonly #camera: CameraLook
  readonly #room: ReturnType<typeof room>
  readonly #random: () => number
  readonly #tremor: readonly (readonly [number, number])[]
  readonly #grain: number

  /** @param seed the same seed gives the same thing, hand, room and camera */
  constructor(medium: Medium, photo: { readonly width: number; readonly height: number }, face: Box, seed: number) {
    const random = createRandom(seed)
    const between = (low: number, high: number) => low + (high - low) * random()
    this.#thing = fitted(drawThing(medium, random), photo, face)
    const scale = between(90, 190) / FACE_PX
    this.#pose = {
      pitch: between(-0.3, 0.3),
      yaw: between(-0.35, 0.35),
      roll: between(-0.12, 0.12),
      x: SCENE.width / 2 + between(-70, 70),
      y: SCENE.height / 2 + between(-40, 50),
      scale,
    }
    this.#camera = { blurPx: between(0.35, 1.1), noise: between(0.8, 3), exposure: between(0.8, 1.25) }
    this.#room = room(random)
    // Hands tremble and sway: a few slow swings a second for each of six ways to move.
    this.#tremor = Array.from({ length: 12 }, () => [between(0.15, 1.8), between(0, 2 * Math.PI)] as const)
    this.#grain = between(0, 1000)
    this.#random = random
  }

  /** What the camera sees `atMs` after the thing was held up, with this photo (or this frame of a clip) on it. */
  picture(photo: Image, face: Box, atMs = 0): Image {
    const shown = content(photo, face, this.#thing)
    const light = render(shown, this.#thing, this.#poseAt(atMs), this.#room, this.#grain)
    return photograph(light, this.#camera, this.#random)
  }

  #poseAt(atMs: number): Pose {
    const { pitch, yaw, roll, x, y, scale } = this.#pose
    const sway = (way: number) =>
      [0, 1].reduce((sum, k) => {
        const [hertz, phase] = this.#tremor[2 * way + k]!
        return sum + (Math.sin((2 * Math.PI * hertz * atMs) / 1000 + phase) - Math.sin(phase)) / (1 + hertz)
      }, 0)
    return {
      pitch: pitch + 0.04 * sway(0),
      yaw: yaw + 0.05 * sway(1),
      roll: roll + 0.02 * sway(2),
      x: x + 7 * sway(3),
      y: y + 5 * sway(4),
      scale: scale * (1 + 0.02 * sway(5)),
    }
  }
}
