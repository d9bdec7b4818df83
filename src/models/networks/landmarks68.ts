// The 68-point network: five points of a face from a grey 64×64 crop of its box.

import { RostroError } from '../../core/errors.ts'
import { cropResize } from '../../core/image/resize.ts'
import type { Landmarker } from '../../core/ports.ts'
import type { Point } from '../../core/types.ts'
import type { Session } from '../session.ts'

const SIDE = 64

/** Output [1,136]: x, y pairs in 0–1 of the box, iBUG order. Five points: means of 36–41 and 42–47, then 30, 48, 54. */
export function createLandmarks68(session: Session): Landmarker {
  return {
    async locate(image, box) {
      const crop = cropResize(image, box, SIDE, SIDE)
      const grey = new Float32Array(SIDE * SIDE)
      for (let i = 0; i < grey.length; i++) {
        // ITU-R BT.601 luma, as OpenCV converts; the network was trained on v / 256.
        grey[i] = (0.299 * crop.data[i * 3]! + 0.587 * crop.data[i * 3 + 1]! + 0.114 * crop.data[i * 3 + 2]!) / 256
      }
      const outputs = await session.run({ data: grey, dims: [1, 1, SIDE, SIDE] })
      const points = outputs[session.outputNames[0]!]?.data
      if (points?.length !== 136) {
        throw new RostroError('model_incompatible', `The landmark network gave ${points?.length ?? 0} numbers, not 136.`)
      }
      const at = (from: number, to = from): Point => {
        const sum = { x: 0, y: 0 }
        for (let i = from; i <= to; i++) {
          sum.x += points[2 * i]!
          sum.y += points[2 * i + 1]!
        }
        const count = to - from + 1
        return { x: box.x + (sum.x / count) * box.width, y: box.y + (sum.y / count) * box.height }
      }
      return [at(36, 41), at(42, 47), at(30), at(48), at(54)]
    },
  }
}
