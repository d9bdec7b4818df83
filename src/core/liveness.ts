// Whether a face is a person's or a picture's: what a track says of it, and the scale scores are added up on.

/** `unavailable`: nothing could be said, and nothing is ever made of that but a refusal where it matters. */
export type LivenessOutcome = 'bona_fide' | 'attack' | 'undecided' | 'unavailable'

/** Why liveness is what it is. */
export const LIVENESS_REASONS = [
  /** Switched off, or a photo or recording, where a picture is no attack. */
  'not_checked',
  /** No network for it in use. */
  'no_network',
  'network_failed',
  'not_enough_frames',
  /** Too little of what surrounds the face lies in the picture. */
  'cut_off',
  'too_small',
  /** Of the networks' scores over the track: neither clearly a person nor clearly a picture. */
  'between_thresholds',
  'looks_alive',
  'looks_like_a_picture',
  /** The same picture again and again, as no camera makes it. */
  'frozen_picture',
  /** Pictures that were there before come again in the same order. */
  'looping_picture',
  /** The browser says that its camera is a program. */
  'virtual_camera',
] as const
export type LivenessReason = (typeof LIVENESS_REASONS)[number]

/** What all frames of a track say together. */
export interface Liveness {
  readonly outcome: LivenessOutcome
  /** 0–1, fused over networks and frames, high for a bona fide face; no probability. Undefined before the first judged frame. */
  readonly score: number | undefined
  /** Frames judged. */
  readonly frames: number
  readonly reasons: readonly LivenessReason[]
}

export const NOT_CHECKED: Liveness = { outcome: 'unavailable', score: undefined, frames: 0, reasons: ['not_checked'] }

/** Where on the fused score of a track an attack ends and a bona fide face begins; between them nothing is said. */
export interface LivenessThresholds {
  readonly attackBelow: number
  readonly bonaFideFrom: number
}

/** Softmax in 32 bits says no more of what lies beyond. */
const LEAST_SHARE = 1e-6

/** The log of the odds of a share, finite for 0 and 1 too. */
export function logitOf(share: number): number {
  const within = Math.min(1 - LEAST_SHARE, Math.max(LEAST_SHARE, share))
  return Math.log(within) - Math.log1p(-within)
}

export const logistic = (logit: number): number => 1 / (1 + Math.exp(-logit))
