// The threshold of a gallery: from how many wrong names are accepted, how many people there are, and how alike strangers come out.

import type { OperatingPoint, WrongNames } from '../core/types.ts'

/** What an operator chose; a fixed similarity goes first. */
export interface Chosen {
  readonly threshold?: number | undefined
  readonly wrongNames?: WrongNames | undefined
}

export interface OperatedPack {
  readonly startThreshold: { readonly similarity: number }
}

const NO_SITE = { people: 0, comparisons: 0, shift: { value: 0, low: 0, high: 0 }, weight: 0 } as const

export function operatingPoint(pack: OperatedPack, people: number, { threshold, wrongNames }: Chosen): OperatingPoint {
  return {
    threshold: threshold ?? pack.startThreshold.similarity,
    chosenBy: threshold !== undefined ? 'similarity' : 'default',
    wrongNames,
    people,
    falseMatchRate: undefined,
    fpir: undefined,
    fnir: undefined,
    calibration: undefined,
    site: NO_SITE,
    warnings: ['not_calibrated'],
  }
}
