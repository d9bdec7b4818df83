// The 68-point network: five points of a face from a grey 64×64 crop of its box, and how open its eyes are.

import { RostroError } from '../../core/errors.ts'
import { scaleAround, squareAround } from '../../core/geometry/box.ts'
import { fivePoints } from '../../core/geometry/detection.ts'
import { distance, middle } from '../../core/geometry/point.ts'
import { cropResize } from '../../core/image/resize.ts'
import type { Landmarker } from '../../core/ports.ts'
import type { Box, Image, Landmarks5, Point } from '../../core/types.ts'
import type { Session } from '../session.ts'

const SIDE = 64
/** The second pass looks at a square this much larger than the box's longer side. */
const WIDER = 1.1

/**
 * Looks twice, at the box and at a slightly wider square, and gives the mean: steadier than one pass (docs/accuracy.md),
 * and how much the two disagree tells faces from what is none.
 */
export function createLandmarks68(session: Session): Landmarker {
  return {
    async locate(image, box) {
      const [near, wide] = await Promise.all([locateIn(image, box), locateIn(image, scaleAround(squareAround(box), WIDER))])
      const landmarks = fivePoints(k => middle(near.five[k]!, wide.five[k]!))
      const moved = Math.max(...near.five.map((p, k) => distance(p, wide.five[k]!)))
      return {
        landmarks,
        unsteadiness: moved / Math.max(1, distance(landmarks[0], landmarks[1])),
        eyeOpenness: (near.eyeOpenness + wide.eyeOpenness) / 2,
      }
    },
  }

  /** Output [1,136]: x, y pairs in 0–1 of the box, iBUG order. Five points: means of 36–41 and 42–47, then 30, 48, 54. */
  async function locateIn(image: Image, box: Box): Promise<{ five: Landmarks5; eyeOpenness: number }> {
    const outputs = await session.run({
      data: grey(cropResize(image, box, SIDE, SIDE), session.room(SIDE * SIDE)),
      dims: [1, 1, SIDE, SIDE],
    })
    const points = outputs[session.outputNames[0]!]?.data
    if (points?.length !== 136) {
      throw new RostroError('model_incompatible', `The landmark network gave ${points?.length ?? 0} numbers, not 136.`)
    }
    const mean = (from: number, to = from): Point => {
      const sum = { x: 0, y: 0 }
      for (let i = from; i <= to; i++) {
        sum.x += points[2 * i]!
        sum.y += points[2 * i + 1]!
      }
      const count = to - from + 1
      return { x: box.x + (sum.x / count) * box.width, y: box.y + (sum.y / count) * box.height }
    }
    const eye = (first: number) => aspectRatio(Array.from({ length: 6 }, (_, k) => mean(first + k)))
    return { five: [mean(36, 41), mean(42, 47), mean(30), mean(48), mean(54)], eyeOpenness: (eye(36) + eye(42)) / 2 }
  }
}

/** ITU-R BT.601 luma, as OpenCV converts; the network was trained on v / 256. */
function grey({ data }: Image, room: Float32Array): Float32Array {
  for (let i = 0; i < room.length; i++)
    room[i] = (0.299 * data[i * 3]! + 0.587 * data[i * 3 + 1]! + 0.114 * data[i * 3 + 2]!) / 256
  return room
}

/** Of the six points around an eye, beginning at a corner: height over width (Soukupová and Čech 2016, equation 1). */
const aspectRatio = (p: readonly Point[]): number =>
  (distance(p[1]!, p[5]!) + distance(p[2]!, p[4]!)) / (2 * Math.max(1e-6, distance(p[0]!, p[3]!)))
