// What several PAD networks say of one face, as one score.

import { logistic, logitOf, type LivenessThresholds } from '../../core/liveness.ts'
import type { PadDetector, PadResult } from '../../core/ports.ts'

/**
 * Makes a network's liveness a chance: sigmoid(slope · logit(liveness) + offset) (Platt 1999, "Probabilistic outputs for support
 * vector machines"), at even odds of bona fide and attack, on the photos it was fitted to.
 */
export interface LivenessCalibration {
  readonly slope: number
  readonly offset: number
}

export interface CalibratedPad {
  readonly pad: PadDetector
  /** Undefined: liveness is taken as it comes. */
  readonly calibration?: LivenessCalibration | undefined
}

const AS_IT_COMES: LivenessCalibration = { slope: 1, offset: 0 }

/** All networks look at each face; `thresholds` belong to what they say together. */
export function createFusedPad(networks: readonly CalibratedPad[], thresholds?: LivenessThresholds): PadDetector {
  return {
    thresholds,
    async assess(image, detection) {
      const results: PadResult[] = []
      for (const { pad } of networks) results.push(await pad.assess(image, detection))
      return fuseLiveness(
        results,
        networks.map(({ calibration }) => calibration),
      )
    },
  }
}

/**
 * The mean of the calibrated logits of the networks that could judge: their product of chances, tempered because networks
 * that look at one picture err together. Unavailable where none could; NaN where one says NaN.
 */
export function fuseLiveness(
  results: readonly PadResult[],
  calibrations: readonly (LivenessCalibration | undefined)[],
): PadResult {
  const logits = results.flatMap((result, i) => ('liveness' in result ? [calibratedLogit(result.liveness, calibrations[i])] : []))
  if (logits.length > 0) return { liveness: logistic(logits.reduce((sum, logit) => sum + logit, 0) / logits.length) }
  return results.find(result => 'unavailable' in result) ?? { unavailable: 'too_small' }
}

const calibratedLogit = (liveness: number, { slope, offset } = AS_IT_COMES): number => slope * logitOf(liveness) + offset
