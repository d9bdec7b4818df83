// What a measurement of detection says: which faces are found, by size, and what is taken for a face and is none.

import { MIN_HEIGHT_PX, MIN_IOU, type DetectionScore } from './detection-score.ts'
import type { Figure, Measured } from './report/evaluation.ts'
import { shareFigure, shareWords, type Share } from './report/share.ts'

/** One way of looking at the photos. */
export interface Measurement {
  /** `whole`, `in tiles`, or a detector's name. */
  readonly name: string
  readonly minScore: number
  readonly score: DetectionScore
}

export interface DetectionMeasured {
  readonly pack: string
  readonly list: string
  /** The first is summed up. */
  readonly measurements: readonly [Measurement, ...Measurement[]]
  readonly leftOut: Measured['leftOut']
}

export function detectionFigures({ name, minScore, score }: Measurement, pack: string): Figure[] {
  const settings = { look: name, min_score: minScore, min_iou: MIN_IOU }
  const { averagePrecision: value, averagePrecisionInterval: interval, bySize, all, sure } = score
  const boxes = ({ found, falseAlarms }: DetectionScore['all']): Share => ({ count: found.count, of: found.count + falseAlarms })
  const size = (fromPx: number, toPx: number) => ({ ...settings, from_px: fromPx, ...(toPx < Infinity && { to_px: toPx }) })
  const large = { ...settings, from_px: MIN_HEIGHT_PX }
  return [
    { metric: 'AP', value, low: interval?.low ?? null, high: interval?.high ?? null, n: all.found.of, pack, settings: large },
    ...bySize.map(s => shareFigure('recall', s.recall, pack, size(s.fromPx, s.toPx))),
    ...bySize.map(s => shareFigure('precision', s.precision, pack, size(s.fromPx, s.toPx))),
    shareFigure('recall', all.found, pack, { ...large, sure: false }),
    shareFigure('precision', boxes(all), pack, { ...large, sure: false }),
    shareFigure('recall', sure.found, pack, { ...large, sure: true }),
    shareFigure('precision', boxes(sure), pack, { ...large, sure: true }),
  ]
}

export function measureDetection({ pack, list, measurements, leftOut }: DetectionMeasured): Measured {
  const [{ name, minScore, score }] = measurements
  const { all, sure, averagePrecision: value, averagePrecisionInterval: interval } = score
  const faces = score.bySize.reduce((sum, s) => sum + s.recall.of, 0)
  return {
    kind: 'detection',
    title: 'Finding faces',
    on: { list, photos: score.photos, faces, [`faces of ${MIN_HEIGHT_PX} px and more`]: all.found.of },
    summary: [
      `Of ${all.found.of} faces of ${MIN_HEIGHT_PX} pixels and more, ${shareWords(all.found)} are found at the score ${minScore}, ${name}, with ${all.falseAlarms} false alarms in ${score.photos} photos; surely faces after a second look are ${shareWords(sure.found)}, with ${sure.falseAlarms} false alarms.`,
      `Average precision ${value.toFixed(3)}${interval ? ` (${interval.low.toFixed(3)} to ${interval.high.toFixed(3)})` : ''} at IoU ${MIN_IOU}.`,
    ],
    figures: measurements.flatMap(m => detectionFigures(m, pack)),
    tables: measurements.flatMap(m => tablesOf(m, measurements.length > 1)),
    plots: [
      {
        title: 'Faces found by their height',
        x: { label: 'face height, pixels', scale: 'log' },
        y: { label: 'recall', scale: 'linear', from: 0, to: 1 },
        series: measurements.map(m => ({
          name: m.name,
          drawn: 'line',
          points: m.score.bySize.flatMap(({ fromPx, toPx, recall }) =>
            recall.of === 0 ? [] : [[middleOf(fromPx, toPx), recall.count / recall.of] as const],
          ),
        })),
      },
    ],
    pairs: [],
    leftOut,
    notCovered: [
      'Video, where a face has many frames in which to be found, and what is followed from one to the next.',
      'Faces of one photo resemble one another; the exact intervals of recall and precision take each for a trial of its own.',
    ],
  }
}

function tablesOf({ name, score }: Measurement, named: boolean): Measured['tables'] {
  const title = (text: string) => (named ? `${text}, ${name}` : text)
  const row = (of: string, { found, falseAlarms, onAFace }: DetectionScore['all']) => [
    of,
    found.of,
    found.count,
    shareWords(found),
    falseAlarms,
    onAFace,
  ]
  return [
    {
      title: title('By height'),
      head: ['face height', 'faces', 'recall (95 % interval)', 'boxes', 'precision (95 % interval)'],
      rows: score.bySize.map(({ fromPx, toPx, recall, precision }) => [
        sizeWords(fromPx, toPx),
        recall.of,
        shareWords(recall),
        precision.of,
        shareWords(precision),
      ]),
    },
    {
      title: title(`Of ${MIN_HEIGHT_PX} pixels and more, before and after a second look`),
      head: ['boxes', 'faces', 'found', 'recall (95 % interval)', 'false alarms', 'on a face'],
      rows: [row('all', score.all), row('sure', score.sure)],
      note: 'sure: what it takes to become a track. on a face: false alarms that are second or badly placed boxes of a face.',
    },
  ]
}

export const sizeWords = (fromPx: number, toPx: number): string =>
  toPx === Infinity ? `over ${fromPx} px` : `${fromPx}–${toPx} px`

const middleOf = (fromPx: number, toPx: number): number => Math.sqrt(fromPx * (toPx === Infinity ? 2 * fromPx : toPx))
