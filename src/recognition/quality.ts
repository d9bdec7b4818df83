// How much a face can be trusted as evidence, 0–100, and why not more. Never how a person looks.

import { clamp } from '../core/geometry/box.ts'
import type { FaceSignals, QualityReason } from '../core/types.ts'

export interface Quality {
  /** 0–100: the product of the aspects that count. */
  readonly value: number
  /** The aspects that are poor, worst first. */
  readonly reasons: readonly QualityReason[]
}

type Aspects = Readonly<Partial<Record<QualityReason, number>>>

/** An aspect below this is named as a reason. */
const POOR = 0.5

/**
 * Where each aspect runs from 0 to 1, fitted on the similarity of faces, clear and made worse, to other photos of their person
 * (bench/accuracy/quality.ts, docs/adr/0012). Sizes in pixels between the eyes; embedders see 35.
 */
const RANGES = {
  sizePx: [5.5, 14],
  /** |nose offset from the line between eye and mouth centres| / eye distance: 0 frontal, about 0.5 at 45°. */
  yaw: [0.75, 0.2],
  /** Where the nose lies between eyes (0) and mouth (1), as distance from 0.53. */
  pitch: [0.55, 0.2],
  /** See FaceSignals. */
  sharpness: [0.003, 0.018],
  darkLuma: [15, 55],
  brightLuma: [270, 205],
  insideShare: [0.78, 0.93],
  unsteadiness: [0.75, 0.3],
} as const
/** Of FaceSignals.nod, which counts from 0.58: where frontal faces lie. */
const LEVEL_NOD = -0.05

/** How an embedder's lengths before normalisation are to be read; see Networks. */
export type EmbeddingLengths = { readonly weak: number; readonly typical: number } | undefined

/**
 * Before embedding and after it: what is not known yet says nothing. Once the embedding's length is known it says for itself how far
 * size, pose, shadow and the picture's edge took the face from the network; they are reasons then and count no second time.
 */
export function judge(signals: FaceSignals, lengths: EmbeddingLengths): Quality {
  const { unsteadiness = 0, embeddingLength } = signals
  const strength = embeddingLength === undefined ? 1 : embeddingStrength(embeddingLength, lengths)
  const seen: Aspects = {
    blurred: ramp(signals.sharpness, RANGES.sharpness),
    overexposed: ramp(signals.luma, RANGES.brightLuma),
    unclear: ramp(unsteadiness, RANGES.unsteadiness) * strength,
  }
  const told: Aspects = {
    too_small: ramp(signals.eyePx, RANGES.sizePx),
    turned: Math.min(ramp(Math.abs(signals.turn), RANGES.yaw), ramp(Math.abs(signals.nod - LEVEL_NOD), RANGES.pitch)),
    dark: ramp(signals.luma, RANGES.darkLuma),
    cut_off: ramp(signals.insideShare, RANGES.insideShare),
  }
  const isRead = lengths !== undefined && embeddingLength !== undefined
  return { value: 100 * product(isRead ? seen : { ...seen, ...told }), reasons: poorOf({ ...told, ...seen }) }
}

/** 0 for the length of an embedding the network can hardly read, 1 for a clear face's; 1 where the pack knows no lengths. */
export const embeddingStrength = (length: number, lengths: EmbeddingLengths): number =>
  lengths ? ramp(length, [lengths.weak, lengths.typical]) : 1

const product = (aspects: Aspects): number => Object.values(aspects).reduce((all, aspect) => all * aspect, 1)

/** That a face is unclear comes last: the others say what to change. */
const poorOf = (aspects: Aspects): QualityReason[] =>
  (Object.entries(aspects) as [QualityReason, number][])
    .filter(([, aspect]) => aspect < POOR)
    .sort((a, b) => Number(a[0] === 'unclear') - Number(b[0] === 'unclear') || a[1] - b[1])
    .map(([reason]) => reason)

/** Linear from 0 at `worst` to 1 at `best`, whichever is larger. */
const ramp = (value: number, [worst, best]: readonly [number, number]): number => clamp((value - worst) / (best - worst), 0, 1)
