// A detector on labelled photos: average precision, recall and precision by face height, false alarms before and after a second look.

import { centre } from '../core/geometry/box.ts'
import type { Box, Point } from '../core/types.ts'
import { bootstrap } from './bootstrap.ts'
import { averagePrecision, matchFaces, type BoxVerdict } from './detection.ts'
import type { LabelledPhoto } from './detection-labels.ts'
import type { Interval } from './intervals.ts'
import { countOf, type Share } from './report/share.ts'

export interface SeenBox {
  readonly box: Box
  readonly detectionScore: number
  /** Looked at closely it surely is a face. */
  readonly sure: boolean
}

export interface PhotoSeen {
  readonly faces: LabelledPhoto['faces']
  readonly seen: readonly SeenBox[]
}

export interface DetectionScore {
  /** Over faces of MIN_HEIGHT_PX and more, at every score. */
  readonly averagePrecision: number
  /** Photos drawn anew; undefined for a single photo. */
  readonly averagePrecisionInterval: Interval | undefined
  /** At the score the detector is used with. */
  readonly bySize: readonly {
    readonly fromPx: number
    readonly toPx: number
    readonly recall: Share
    readonly precision: Share
  }[]
  /** Of MIN_HEIGHT_PX and more, before the second look and after it. */
  readonly all: Looked
  readonly sure: Looked
  readonly photos: number
}

export interface Looked {
  /** Of the faces labelled. */
  readonly found: Share
  readonly falseAlarms: number
  /** Those whose centre lies on a labelled face: a second or a badly placed box rather than a thing that is no face. */
  readonly onAFace: number
}

/** Overlap from which a box has found a face. */
export const MIN_IOU = 0.4
/** Smaller faces are ignored in average precision and in false alarms, and not looked at closely: nobody can be known by them. */
export const MIN_HEIGHT_PX = 20
const SIZES = [
  [8, 20],
  [20, 40],
  [40, 80],
  [80, 160],
  [160, Infinity],
] as const

/** @param minScore the score the detector is used with; `seen` holds weaker boxes too, for average precision */
export function scoreDetection(photos: readonly PhotoSeen[], minScore: number): DetectionScore {
  const matched = photos.map(photo => match(photo, minScore))
  const boxes = matched.flatMap(m => m.boxes)
  const faces = matched.flatMap(m => m.faces)
  const used = boxes.filter(b => b.detectionScore >= minScore)
  const large = used.filter(b => b.heightPx >= MIN_HEIGHT_PX)
  const counting = matched.reduce((sum, m) => sum + m.counting, 0)
  const looked = (which: (box: Judged) => boolean): Looked => {
    const judged = large.filter(which)
    const falseOnes = judged.filter(b => b.verdict === 'false')
    return {
      found: { count: judged.filter(b => b.verdict === 'hit').length, of: counting },
      falseAlarms: falseOnes.length,
      onAFace: falseOnes.filter(b => b.onAFace).length,
    }
  }
  const precisionOf = (weights?: ArrayLike<number>) => {
    const drawn = matched.flatMap((m, i) => Array.from({ length: weights?.[i] ?? 1 }, () => m))
    return averagePrecision(
      drawn.flatMap(m => m.boxes.map(ignoringSmall)),
      drawn.reduce((sum, m) => sum + m.counting, 0),
    )
  }
  const [interval] = photos.length < 2 ? [] : bootstrap([photos.length], weights => [precisionOf(weights)], { rounds: ROUNDS })
  return {
    averagePrecision: precisionOf(),
    averagePrecisionInterval: interval,
    bySize: SIZES.map(([fromPx, toPx]) => {
      const inSize = ({ heightPx }: { readonly heightPx: number }) => heightPx >= fromPx && heightPx < toPx
      return {
        fromPx,
        toPx,
        recall: countOf(faces.filter(inSize), f => f.found),
        precision: countOf(used.filter(inSize), b => b.verdict !== 'false'),
      }
    }),
    all: looked(() => true),
    sure: looked(b => b.sure),
    photos: photos.length,
  }
}

/** Each sorts every box anew. */
const ROUNDS = 200

interface Judged {
  readonly verdict: BoxVerdict
  readonly detectionScore: number
  readonly heightPx: number
  readonly onAFace: boolean
  readonly sure: boolean
}

interface Matched {
  readonly boxes: readonly Judged[]
  readonly faces: readonly { readonly heightPx: number; readonly found: boolean }[]
  /** Faces that count for average precision. */
  readonly counting: number
}

function match({ faces, seen }: PhotoSeen, minScore: number): Matched {
  const large = faces.map(({ box, invalid }) => ({ box, counts: !invalid && box.height >= MIN_HEIGHT_PX }))
  const { verdicts } = matchFaces(seen.map(toDetection), large, MIN_IOU)
  const boxes = seen.map(({ box, detectionScore, sure }, i) => ({
    verdict: verdicts[i]!,
    detectionScore,
    heightPx: box.height,
    onAFace: faces.some(face => holds(face.box, centre(box))),
    sure,
  }))
  const every = faces.map(({ box, invalid }) => ({ box, counts: !invalid }))
  const used = seen.filter(s => s.detectionScore >= minScore)
  const { found } = matchFaces(used.map(toDetection), every, MIN_IOU)
  return {
    boxes,
    faces: every.flatMap(({ box, counts }, i) => (counts ? [{ heightPx: box.height, found: found[i]! }] : [])),
    counting: large.filter(face => face.counts).length,
  }
}

const toDetection = ({ box, detectionScore }: SeenBox) => ({ box, detectionScore, landmarks: undefined })

/** A small box on nothing labelled is outside what average precision is asked about. */
const ignoringSmall = (box: Judged): Judged =>
  box.verdict === 'false' && box.heightPx < MIN_HEIGHT_PX ? { ...box, verdict: 'ignored' } : box

const holds = (box: Box, { x, y }: Point): boolean =>
  x >= box.x && y >= box.y && x <= box.x + box.width && y <= box.y + box.height
