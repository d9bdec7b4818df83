import { expect, test } from 'vitest'
import { tensorWith } from '../../../test/fixtures/tensors.ts'
import { ultraface } from './ultraface.ts'

const INPUT = { width: 320, height: 240 }
const outputs = {
  scores: tensorWith([1, 3, 2], 0, [0.9, 0.1, 0.25, 0.75, 0.5, 0.5]),
  boxes: tensorWith([1, 3, 4], 4, [0.25, 0.5, 0.5, 0.75, 0, 0, 0.5, 0.125]),
}

test('one face is read exactly, in pixels of the stretched input and without landmarks', () => {
  expect(ultraface.decode(outputs, INPUT, 0.6)).toEqual([
    { box: { x: 80, y: 120, width: 80, height: 60 }, landmarks: undefined, detectionScore: 0.75 },
  ])
})

test('a score at the limit counts', () => {
  expect(ultraface.decode(outputs, INPUT, 0.5).map(d => d.box.width)).toEqual([80, 160])
})

test('outputs of another network are refused with the names it has', () => {
  expect(() => ultraface.decode({ probabilities: outputs.scores, boxes: outputs.boxes }, INPUT, 0.5)).toThrow(
    'The network has no output "scores"; it has probabilities, boxes. Its pack names the wrong decoder.',
  )
})
