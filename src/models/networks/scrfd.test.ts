import { expect, test } from 'vitest'
import { tensor, tensorWith } from '../../../test/fixtures/tensors.ts'
import type { Tensor } from '../session.ts'
import { scrfd } from './scrfd.ts'

const INPUT = { width: 96, height: 64 }
const CELLS = { 8: 12 * 8, 16: 6 * 4, 32: 3 * 2 }
/** In the order the network gives them: scores, boxes, landmarks, each for strides 8, 16, 32. */
const NAMED = ['score_8', 'score_16', 'score_32', 'bbox_8', 'bbox_16', 'bbox_32', 'kps_8', 'kps_16', 'kps_32']
/** What InsightFace's own exports call them. */
const NUMBERED = ['443', '468', '493', '446', '471', '496', '449', '474', '499']

/** One face: at stride 16, second anchor of the cell in column 2, row 1, whose centre is (32, 16). */
function oneFace(names: readonly string[], shape: (rows: number, width: number) => number[]): Record<string, Tensor> {
  const anchor = (1 * 6 + 2) * 2 + 1
  const rows = Object.values(CELLS).map(cells => cells * 2)
  const tensors = [1, 4, 10].flatMap(width => rows.map(n => tensor(shape(n, width))))
  tensors[1] = tensor(shape(rows[1]!, 1), { [anchor]: 0.75 })
  tensors[4] = tensorWith(shape(rows[1]!, 4), anchor * 4, [0.5, 1, 1.5, 2])
  tensors[7] = tensorWith(shape(rows[1]!, 10), anchor * 10, [-0.25, -0.5, 0.75, -0.5, 0.25, 0, -0.25, 1, 0.75, 1.25])
  return Object.fromEntries(names.map((name, i) => [name, tensors[i]!]))
}

test.each([
  ['[n,c]', NAMED, (rows: number, width: number) => [rows, width]],
  ['[1,n,c]', NAMED, (rows: number, width: number) => [1, rows, width]],
  ['numbered, which JavaScript sorts', NUMBERED, (rows: number, width: number) => [rows, width]],
])('one face is read exactly from outputs that are %s', (_, names, shape) => {
  expect(scrfd.decode(oneFace(names, shape), INPUT, 0.5)).toEqual([
    {
      box: { x: 24, y: 0, width: 32, height: 48 },
      landmarks: [
        { x: 28, y: 8 },
        { x: 44, y: 8 },
        { x: 36, y: 16 },
        { x: 28, y: 32 },
        { x: 44, y: 36 },
      ],
      detectionScore: 0.75,
    },
  ])
})

test('faces below the lowest score are left out', () => {
  expect(
    scrfd.decode(
      oneFace(NAMED, (rows, width) => [rows, width]),
      INPUT,
      0.76,
    ),
  ).toEqual([])
})

test('outputs of another network are refused', () => {
  const outputs = oneFace(NAMED, (rows, width) => [rows, width])
  const six = Object.fromEntries(Object.entries(outputs).filter(([name]) => !name.startsWith('kps')))
  const odd = Object.fromEntries(NAMED.map(name => [name, tensor([40, 3])]))
  for (const wrong of [six, odd]) {
    expect(() => scrfd.decode(wrong, INPUT, 0.5)).toThrow(expect.objectContaining({ code: 'model_incompatible' }) as Error)
  }
})
