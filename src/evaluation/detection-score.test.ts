import { expect, test } from 'vitest'
import type { Box } from '../core/types.ts'
import { detectionFigures, measureDetection } from './detection-report.ts'
import { scoreDetection, type PhotoSeen, type SeenBox } from './detection-score.ts'

const at = (x: number, side: number): Box => ({ x, y: 0, width: side, height: side })
const face = (x: number, side: number, invalid = false) => ({ box: at(x, side), invalid })
const seen = (x: number, side: number, detectionScore: number, sure = false): SeenBox => ({
  box: at(x, side),
  detectionScore,
  sure,
})

/** A large face found and sure, one found weakly, a small one missed; a false alarm elsewhere and a second box on the first. */
const photo: PhotoSeen = {
  faces: [face(0, 100), face(200, 50), face(300, 10)],
  seen: [seen(0, 100, 0.9, true), seen(200, 50, 0.3), seen(500, 40, 0.8), seen(30, 40, 0.7, true)],
}

test('recall and precision are those of the score the detector is used with, by height', () => {
  const { bySize } = scoreDetection([photo], 0.5)
  expect(bySize.map(s => [s.fromPx, s.recall, s.precision])).toEqual([
    [8, { count: 0, of: 1 }, { count: 0, of: 0 }],
    [20, { count: 0, of: 0 }, { count: 0, of: 0 }],
    [40, { count: 0, of: 1 }, { count: 0, of: 2 }],
    [80, { count: 1, of: 1 }, { count: 1, of: 1 }],
    [160, { count: 0, of: 0 }, { count: 0, of: 0 }],
  ])
})

test('false alarms are told apart by whether they lie on a face, and counted before and after the second look', () => {
  const { all, sure } = scoreDetection([photo], 0.5)
  expect(all).toEqual({ found: { count: 1, of: 2 }, falseAlarms: 2, onAFace: 1 })
  expect(sure).toEqual({ found: { count: 1, of: 2 }, falseAlarms: 1, onAFace: 1 })
})

test('average precision takes in weak boxes, and leaves out small faces and boxes', () => {
  expect(scoreDetection([photo], 0.5).averagePrecision).toBeCloseTo(0.5 * 1 + 0.5 * (2 / 4))
  const small = { faces: [face(0, 100), face(300, 10)], seen: [seen(0, 100, 0.5), seen(600, 12, 0.9)] }
  expect(scoreDetection([small], 0.5).averagePrecision).toBe(1)
})

test('an invalid face costs nothing, missed or found', () => {
  const { all, bySize } = scoreDetection([{ faces: [face(0, 100), face(200, 100, true)], seen: [seen(200, 100, 0.9)] }], 0.5)
  expect(all).toEqual({ found: { count: 0, of: 1 }, falseAlarms: 0, onAFace: 0 })
  expect(bySize[3]!.recall).toEqual({ count: 0, of: 1 })
})

test('the interval of average precision comes from drawing photos anew', () => {
  const found = { faces: [face(0, 100)], seen: [seen(0, 100, 0.9)] }
  const missed = { faces: [face(0, 100)], seen: [] }
  const { averagePrecision, averagePrecisionInterval } = scoreDetection([found, found, found, missed], 0.5)
  expect(averagePrecision).toBe(0.75)
  expect(averagePrecisionInterval!.low).toBeLessThan(0.75)
  expect(averagePrecisionInterval!.high).toBe(1)
  expect(scoreDetection([found], 0.5).averagePrecisionInterval).toBeUndefined()
})

const measurement = (name: string) => ({ name, minScore: 0.5, score: scoreDetection([photo, photo], 0.5) })

test('every figure says what it depends on', () => {
  const figures = detectionFigures(measurement('whole'), 'p')
  expect(figures[0]).toMatchObject({ metric: 'AP', n: 4, settings: { look: 'whole', min_iou: 0.4, from_px: 20 } })
  expect(figures).toContainEqual(
    expect.objectContaining({
      metric: 'recall',
      value: 1,
      n: 2,
      settings: { look: 'whole', min_score: 0.5, min_iou: 0.4, from_px: 80, to_px: 160 },
    }),
  )
  expect(figures.filter(f => f.n === 0).every(f => f.value === null)).toBe(true)
})

test('the report sums up the first way of looking and shows each', () => {
  const measured = measureDetection({
    pack: 'p',
    list: 'l',
    measurements: [measurement('whole'), measurement('in tiles')],
    leftOut: [],
  })
  expect(measured.summary[0]).toMatch(
    /^Of 4 faces of 20 pixels and more, 50\.0 % \(6\.8 to 93\.2\) are found at the score 0\.5, whole/,
  )
  expect(measured.tables.map(t => t.title)).toEqual([
    'By height, whole',
    'Of 20 pixels and more, before and after a second look, whole',
    'By height, in tiles',
    'Of 20 pixels and more, before and after a second look, in tiles',
  ])
  expect(measured.plots[0]!.series.map(s => s.name)).toEqual(['whole', 'in tiles'])
})
