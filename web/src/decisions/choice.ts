// What an operator may choose about wrong names, as the settings keep it, as it is asked about, and as the controls hold it.

import type { RequestOf, SettingsJson } from '../../../src/client.ts'

export const KINDS = ['default', 'stranger', 'camera_month', 'similarity'] as const
export type Kind = (typeof KINDS)[number]

/** What every kind was last set to is kept, so that going back and forth between them loses nothing. */
export interface Choice {
  readonly kind: Kind
  /** Of strangers who may get a name. */
  readonly share: number
  /** Wrong names of one camera in 30 days. */
  readonly count: number
  readonly strangersPerDay: number
  /** Cosine. */
  readonly threshold: number
}

type Chosen = Pick<SettingsJson, 'threshold' | 'wrongNames'>

/** @param inForce the threshold a fixed one would start from. */
export function toChoice({ threshold, wrongNames }: Chosen, inForce: number): Choice {
  return {
    kind: threshold !== null ? 'similarity' : (wrongNames?.per ?? 'default'),
    share: wrongNames?.per === 'stranger' ? wrongNames.share : 0.001,
    count: wrongNames?.per === 'camera_month' ? wrongNames.count : 1,
    strangersPerDay: wrongNames?.per === 'camera_month' ? wrongNames.strangersPerDay : 100,
    threshold: threshold ?? Math.round(inForce * 100) / 100,
  }
}

/** Both fields, since a fixed threshold goes before accepted wrong names. */
export function toChosen({ kind, share, count, strangersPerDay, threshold }: Choice): Chosen {
  switch (kind) {
    case 'default':
      return { threshold: null, wrongNames: null }
    case 'stranger':
      return { threshold: null, wrongNames: { per: kind, share } }
    case 'camera_month':
      return { threshold: null, wrongNames: { per: kind, count, strangersPerDay } }
    case 'similarity':
      return { threshold, wrongNames: null }
  }
}

export function toQuery({ kind, share, count, strangersPerDay, threshold }: Choice): RequestOf<'GET /operating-point'>['query'] {
  switch (kind) {
    case 'default':
      return { default: 'true' }
    case 'stranger':
      return { share }
    case 'camera_month':
      return { perMonth: count, strangersPerDay }
    case 'similarity':
      return { threshold }
  }
}

const SHARES = [0.1, 0.01, 0.001, 0.0001, 0.00001] as const

/** From many wrong names to few; one set elsewhere stands among them. */
export const sharesWith = (share: number): number[] => [...new Set([...SHARES, share])].sort((a, b) => b - a)
