// How alike two visits must be to be one visitor's: from a pack's calibration and how many visitors there are to be taken for.

import { clamp } from '../core/geometry/box.ts'
import { thresholdAt, toFalseMatchRate } from '../gallery/calibrated.ts'
import { siteOf, type OperatedPack } from '../gallery/operating-point.ts'

export interface VisitorLimits {
  /** From this similarity on a visit is a visitor's; cosines, here and below. */
  readonly join: number
  /** Below this to everybody, a visit is of somebody new. Between the two it waits. */
  readonly found: number
  /** How far the visitor joined must lead the next one. */
  readonly margin: number
  /** From here on two visitors are one. */
  readonly merge: number
  /** Visits of one visitor that fall into two groups less alike than this are two visitors'. */
  readonly split: number
  /** So far below the threshold of the gallery nobody registered may be for somebody new. */
  readonly unlikePeople: number
  /** What somebody new must have shown: sum of frame qualities, frames, best quality, and from first to last sight. */
  readonly minWeight: number
  readonly minFrames: number
  readonly minQuality: number
  readonly minSpanMs: number
}

/**
 * Of people never seen before, how many may be taken for a visitor: half as many as recognition gives a wrong name by default, because nobody looks at
 * each of them. And how many may have to wait because they are a little like one. Measured: docs/visitors-accuracy.md, ADR 15.
 */
const TAKEN_FOR_ANOTHER = 5e-4
const NOT_SURELY_NEW = 0.1
/** Fewer visitors are no reason to be less strict. */
const FEW = 16
const MARGIN = 0.05
const FOUNDING = { unlikePeople: 0.2, minWeight: 150, minFrames: 4, minQuality: 65, minSpanMs: 800 }
const SIMILARITIES = [0.05, 0.95] as const
/** Where there is no calibration: beyond the similarity a pack is started with. */
const STRICTER = 0.05
const WAITING = 0.1

/** How alike people come out at a place nobody knows yet. */
const careOf = (pack: OperatedPack): number =>
  siteOf(pack, 0, { people: [], strangers: { highest: [], of: 0 } }).shift.shift.value

/**
 * @param visitors how many there are; rounded up to powers of two, so that limits seldom move
 * @param shift how much more alike people are at this place than those the pack was calibrated on: see SiteShift
 */
export function visitorLimits(pack: OperatedPack, visitors: number, shift = careOf(pack)): VisitorLimits {
  const { calibration, startThreshold } = pack
  const compared = 2 ** Math.ceil(Math.log2(Math.max(FEW, visitors)))
  const at = (share: number) =>
    calibration && clamp(thresholdAt(calibration, toFalseMatchRate(share, compared)).value + shift, ...SIMILARITIES)
  const join = at(TAKEN_FOR_ANOTHER) ?? startThreshold.similarity + STRICTER
  const found = at(NOT_SURELY_NEW) ?? join - WAITING
  return { join, found, merge: join, split: found, margin: MARGIN, ...FOUNDING }
}
