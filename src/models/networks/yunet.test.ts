import { expect, test } from 'vitest'
import { tensor, tensorWith } from '../../../test/fixtures/tensors.ts'
import type { Tensor } from '../session.ts'
import { yunet } from './yunet.ts'

const INPUT = { width: 96, height: 64 }

/** One face: at stride 16 in the cell of column 2, row 1. */
function oneFace(cls: number, obj: number): Record<string, Tensor> {
  const outputs: Record<string, Tensor> = {}
  for (const stride of [8, 16, 32]) {
    const cells = (96 / stride) * (64 / stride)
    const cell = 1 * 6 + 2
    const at = (width: number, values: number[]) =>
      stride === 16 ? tensorWith([1, cells, width], cell * width, values) : tensor([1, cells, width])
    outputs[`cls_${stride}`] = at(1, [cls])
    outputs[`obj_${stride}`] = at(1, [obj])
    outputs[`bbox_${stride}`] = at(4, [0.5, 0.25, Math.log(2), Math.log(3)])
    outputs[`kps_${stride}`] = at(10, [-0.25, 0.5, 1.25, 0.5, 0.5, 1, 0, 1.5, 1, 1.5])
  }
  return outputs
}

test('one face is read exactly, its score the geometric mean of class and object', () => {
  const found = yunet.decode(oneFace(0.5, 0.98), INPUT, 0.6)
  expect(found).toEqual([
    {
      box: {
        x: expect.closeTo(24, 4) as number,
        y: expect.closeTo(-4, 4) as number,
        width: expect.closeTo(32, 4) as number,
        height: expect.closeTo(48, 4) as number,
      },
      landmarks: [
        { x: 28, y: 24 },
        { x: 52, y: 24 },
        { x: 40, y: 32 },
        { x: 32, y: 40 },
        { x: 48, y: 40 },
      ],
      detectionScore: expect.closeTo(0.7, 5) as number,
    },
  ])
})

test('scores the network puts below zero count as zero', () => {
  expect(yunet.decode(oneFace(-0.9, -0.9), INPUT, 0.6)).toEqual([])
})

test('outputs of another network are refused', () => {
  const without = Object.entries(oneFace(1, 1)).filter(([name]) => name !== 'cls_8')
  expect(() => yunet.decode(Object.fromEntries(without), INPUT, 0.5)).toThrow('The network has no output "cls_8"')
})
