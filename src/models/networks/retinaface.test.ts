import { expect, test } from 'vitest'
import { tensor } from '../../../test/fixtures/tensors.ts'
import type { Tensor } from '../session.ts'
import { retinaface } from './retinaface.ts'

const INPUT = { width: 96, height: 64 }

/** Planes [1,channels,height/stride,width/stride] with one cell set in each channel from `first` on. */
function planes(stride: number, channels: number, cell: number, first: number, values: readonly number[]): Tensor {
  const dims = [1, channels, 64 / stride, 96 / stride]
  const cells = dims[2]! * dims[3]!
  return tensor(dims, Object.fromEntries(values.map((value, k) => [(first + k) * cells + cell, value])))
}

/** One face at stride 16, second anchor (side 64), in the cell of column 2, row 1, whose anchor centre is (39.5, 23.5). */
const scores = planes(16, 4, 8, 2 + 1, [0.75])
const boxes = planes(16, 8, 8, 4, [0.25, -0.125, Math.log(1.5), Math.log(0.5)])
const points = planes(16, 20, 8, 10, [-0.25, 0, 0.25, 0, 0, 0.125, -0.25, 0.25, 0.25, 0.25])
const near = (value: number) => expect.closeTo(value, 4) as number
const box = { x: near(39.5 + 16 - 48), y: near(23.5 - 8 - 16), width: near(96), height: near(32) }

test('one face with landmarks is read exactly', () => {
  const outputs = {
    face_rpn_cls_prob_reshape_stride16: scores,
    face_rpn_bbox_pred_stride16: boxes,
    face_rpn_landmark_pred_stride16: points,
  }
  expect(retinaface.decode(outputs, INPUT, 0.5)).toEqual([
    {
      box,
      landmarks: [
        { x: 23.5, y: 23.5 },
        { x: 55.5, y: 23.5 },
        { x: 39.5, y: 31.5 },
        { x: 23.5, y: 39.5 },
        { x: 55.5, y: 39.5 },
      ],
      detectionScore: 0.75,
    },
  ])
})

test.each(['_o', '_output', ''])('a network without landmarks and with names ending in "%s" gives boxes alone', suffix => {
  const outputs = {
    [`face_rpn_cls_prob_reshape_stride16${suffix}`]: scores,
    [`face_rpn_bbox_pred_stride16${suffix}`]: boxes,
    [`face_rpn_cls_prob_reshape_stride32${suffix}`]: planes(32, 4, 0, 0, []),
    [`face_rpn_bbox_pred_stride32${suffix}`]: planes(32, 8, 0, 0, []),
  }
  expect(retinaface.decode(outputs, INPUT, 0.5)).toEqual([{ box, landmarks: undefined, detectionScore: 0.75 }])
})

test('the background channels are no faces', () => {
  const outputs = {
    face_rpn_cls_prob_reshape_stride16: planes(16, 4, 8, 0, [0.99, 0.99]),
    face_rpn_bbox_pred_stride16: boxes,
  }
  expect(retinaface.decode(outputs, INPUT, 0.5)).toEqual([])
})

test('outputs of another network are refused', () => {
  const wrong = expect.objectContaining({ code: 'model_incompatible' }) as Error
  expect(() => retinaface.decode({ scores }, INPUT, 0.5)).toThrow(wrong)
  expect(() => retinaface.decode({ face_rpn_cls_prob_reshape_stride16: scores }, INPUT, 0.5)).toThrow(wrong)
})
