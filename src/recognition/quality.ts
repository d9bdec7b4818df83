// How much a face can be trusted as evidence, 0–100, and why not more. Never how a person looks.

import { clamp } from '../core/geometry/box.ts'
import type { FaceSignals, QualityReason } from '../core/types.ts'

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
  /** See FaceSignals. */
  sharpness: [0.003, 0.014],
  darkLuma: [28, 62],
  brightLuma: [238, 212],
  insideShare: [0.7, 0.95],
  unsteadiness: [0.55, 0.25],
} as const

/** How an embedder's lengths before normalisation are to be read; see Networks. */
export type EmbeddingLengths = { readonly weak: number; readonly typical: number } | undefined

/** Before embedding and after it: what is not known yet says nothing. */
export function judge(signals: FaceSignals, lengths: EmbeddingLengths): Quality {
  const { unsteadiness = 0, embeddingLength } = signals
  const steady = ramp(unsteadiness, RANGES.unsteadiness)
  const strength = embeddingLength === undefined ? 1 : embeddingStrength(embeddingLength, lengths)
  return combine({
    too_small: ramp(signals.eyePx, RANGES.sizePx),
    turned: Math.min(ramp(Math.abs(signals.turn), RANGES.yaw), ramp(Math.abs(signals.nod), RANGES.pitch)),
    blurred: ramp(signals.sharpness, RANGES.sharpness),
    dark: ramp(signals.luma, RANGES.darkLuma),
    overexposed: ramp(signals.luma, RANGES.brightLuma),
    cut_off: ramp(signals.insideShare, RANGES.insideShare),
    unclear: steady * strength,
  })
}

/** 0 for the length of an embedding the network can hardly read, 1 for a clear face's; 1 where the pack knows no lengths. */
export const embeddingStrength = (length: number, lengths: EmbeddingLengths): number =>
  lengths ? ramp(length, [lengths.weak, lengths.typical]) : 1

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
