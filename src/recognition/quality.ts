// How much a face can be trusted as evidence, 0–100, and why not more. Never how a person looks.

import { clamp, insideShare } from '../core/geometry/box.ts'
import type { Size } from '../core/ports.ts'
import type { AlignedFace, Box, Landmarks5, Point, QualityReason } from '../core/types.ts'

export interface Quality {
  /** 0–100: the product of all aspects. */
  readonly value: number
  /** The aspects that are poor, worst first. */
  readonly reasons: readonly QualityReason[]
}

type Aspects = Readonly<Partial<Record<QualityReason, number>>>

/** An aspect below this is named as a reason. */
const POOR = 0.5

/** Where each aspect runs from 0 to 1. Sizes in pixels between the eyes; embedders see 35. */
const RANGES = {
  sizePx: [7, 28],
  /** |nose offset from the line between eye and mouth centres| / eye distance: 0 frontal, about 0.5 at 45°. */
  yaw: [0.62, 0.22],
  /** Where the nose lies between eyes (0) and mouth (1), as distance from 0.58. */
  pitch: [0.36, 0.16],
  /** Mean squared Laplacian over variance of the aligned face. */
  sharpness: [0.006, 0.03],
  darkLuma: [28, 62],
  brightLuma: [238, 212],
  insideShare: [0.7, 0.95],
  unsteadiness: [0.55, 0.25],
} as const

export interface FaceToJudge {
  readonly box: Box
  readonly landmarks: Landmarks5
  readonly aligned: AlignedFace
  readonly picture: Size
  /** See Located; undefined where the detector gave the landmarks. */
  readonly unsteadiness: number | undefined
}

/** What can be said before embedding. */
export function judgeFace({ box, landmarks, aligned, picture, unsteadiness = 0 }: FaceToJudge): Quality {
  const { mean, sharpness } = lightAndSharpness(aligned)
  const { yaw, pitch, sizePx } = pose(landmarks)
  return combine({
    too_small: ramp(sizePx, RANGES.sizePx),
    turned: Math.min(ramp(yaw, RANGES.yaw), ramp(pitch, RANGES.pitch)),
    blurred: ramp(sharpness, RANGES.sharpness),
    dark: ramp(mean, RANGES.darkLuma),
    overexposed: ramp(mean, RANGES.brightLuma),
    cut_off: ramp(insideShare(box, picture), RANGES.insideShare),
    unclear: ramp(unsteadiness, RANGES.unsteadiness),
  })
}

/** 0 for the length of an embedding the network can hardly read, 1 for a clear face's; 1 where the pack knows no lengths. */
export const embeddingStrength = (length: number, lengths: { weak: number; typical: number } | undefined): number =>
  lengths ? ramp(length, [lengths.weak, lengths.typical]) : 1

/** Joins what the embedding's length says. */
export function withEmbeddingStrength(quality: Quality, strength: number): Quality {
  return { value: quality.value * strength, reasons: strength < POOR ? ['unclear', ...quality.reasons] : quality.reasons }
}

function combine(aspects: Aspects): Quality {
  const entries = Object.entries(aspects) as [QualityReason, number][]
  return {
    value: 100 * entries.reduce((product, [, aspect]) => product * aspect, 1),
    reasons: entries
      .filter(([, aspect]) => aspect < POOR)
      .sort((a, b) => a[1] - b[1])
      .map(([reason]) => reason),
  }
}

/** Linear from 0 at `worst` to 1 at `best`, whichever is larger. */
const ramp = (value: number, [worst, best]: readonly [number, number]): number => clamp((value - worst) / (best - worst), 0, 1)

/**
 * How far the head is turned, from the five points alone; roll is taken out first. `turn` above 0: towards the right of the
 * picture, which is the person's own left. `nod` above 0: downwards.
 */
export function pose(landmarks: Landmarks5): { yaw: number; turn: number; pitch: number; nod: number; sizePx: number } {
  const [leftEye, rightEye, nose, leftMouth, rightMouth] = landmarks
  const eyes = middle(leftEye, rightEye)
  const mouth = middle(leftMouth, rightMouth)
  const down = { x: mouth.x - eyes.x, y: mouth.y - eyes.y }
  const length = Math.hypot(down.x, down.y) || 1
  const toNose = { x: nose.x - eyes.x, y: nose.y - eyes.y }
  const across = (toNose.x * down.y - toNose.y * down.x) / length
  const along = (toNose.x * down.x + toNose.y * down.y) / length
  const eyeDistance = Math.hypot(rightEye.x - leftEye.x, rightEye.y - leftEye.y)
  // A turned head narrows the distance between the eyes, not the face's height: use the larger as the face's size.
  const size = Math.max(eyeDistance, 0.8 * length) || 1
  const nod = along / length - 0.58
  return { yaw: Math.abs(across) / size, turn: across / size, pitch: Math.abs(nod), nod, sizePx: size }
}

const middle = (a: Point, b: Point): Point => ({ x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 })

/** Luma of the inner face and the share of its contrast that lies in fine detail. */
function lightAndSharpness({ width, data }: AlignedFace): { mean: number; sharpness: number } {
  const from = 24
  const to = 96
  const side = to - from
  const luma = new Float32Array(side * side)
  let sum = 0
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      const p = ((y + from) * width + x + from) * 3
      const value = 0.299 * data[p]! + 0.587 * data[p + 1]! + 0.114 * data[p + 2]!
      luma[y * side + x] = value
      sum += value
    }
  }
  const mean = sum / luma.length
  let variance = 0
  let detail = 0
  for (let y = 1; y < side - 1; y++) {
    for (let x = 1; x < side - 1; x++) {
      const i = y * side + x
      const laplacian = 4 * luma[i]! - luma[i - 1]! - luma[i + 1]! - luma[i - side]! - luma[i + side]!
      detail += laplacian * laplacian
      variance += (luma[i]! - mean) ** 2
    }
  }
  return { mean, sharpness: detail / (variance + luma.length) }
}
