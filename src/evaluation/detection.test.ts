import { expect, test } from 'vitest'
import type { Box, Detection } from '../core/types.ts'
import { averagePrecision, matchFaces, type BoxVerdict } from './detection.ts'

const at = (x: number): Box => ({ x, y: 0, width: 10, height: 10 })
const detection = (x: number, detectionScore: number): Detection => ({ box: at(x), landmarks: undefined, detectionScore })
const face = (x: number, counts = true) => ({ box: at(x), counts })

test('a face is found once: the second box on it is a false alarm', () => {
  const { verdicts, found } = matchFaces([detection(1, 0.8), detection(0, 0.9)], [face(0), face(50)], 0.4)
  expect(verdicts).toEqual(['false', 'hit'])
  expect(found).toEqual([true, false])
})

test('a face that does not count excuses every box on it', () => {
  expect(matchFaces([detection(0, 0.9), detection(1, 0.8)], [face(0, false)], 0.4).verdicts).toEqual(['ignored', 'ignored'])
})

test('a box takes the face it overlaps most', () => {
  expect(matchFaces([detection(4, 0.9)], [face(0), face(5)], 0.4).found).toEqual([false, true])
})

test.each<[number, readonly BoxVerdict[]]>([
  [1, ['hit', 'hit']],
  [0.5, ['hit', 'false']],
  [0.5, ['hit']],
  [0.5, ['false', 'hit', 'false', 'hit']],
])('average precision is %d for %j of two faces', (ap, verdicts) => {
  const boxes = verdicts.map((verdict, i) => ({ verdict, detectionScore: 1 - i / 10 }))
  expect(averagePrecision(boxes, 2)).toBeCloseTo(ap, 12)
})

test('boxes on faces that do not count change no average precision', () => {
  const hit = { detectionScore: 0.5, verdict: 'hit' } as const
  expect(averagePrecision([{ detectionScore: 0.9, verdict: 'ignored' }, hit], 1)).toBe(1)
})
