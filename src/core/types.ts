// The values everyone meets: pictures, faces, people and decisions. Readonly, no behaviour.

import type { Liveness } from './liveness.ts'

declare const brand: unique symbol
/** A value only one function may make. */
export type Brand<T, Name extends string> = T & { readonly [brand]: Name }

/** Interleaved 8-bit sRGB, rows from the top: `data.length === width * height * 3`. */
export interface Image {
  readonly width: number
  readonly height: number
  readonly data: Uint8Array
}

export interface Point {
  readonly x: number
  readonly y: number
}

/** Pixels of the original frame; x, y is the top left corner. */
export interface Box {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** Left eye, right eye, nose tip, left and right mouth corner, as seen in the picture; pixels of the original frame. */
export type Landmarks5 = readonly [Point, Point, Point, Point, Point]

export interface Detection {
  readonly box: Box
  readonly landmarks: Landmarks5 | undefined
  /** 0–1, the detector's own; comparable only between detections of one detector. */
  readonly detectionScore: number
}

/** 112×112 RGB, five points on the ArcFace template. Only alignFace() makes one. */
export type AlignedFace = Brand<Image, 'AlignedFace'>

/** Identifies embedder file + alignment + pre-processing; templates of different spaces are never compared. */
export type EmbeddingSpace = Brand<string, 'EmbeddingSpace'>

/** What an embedder gives, before normalisation. */
export interface Embedding {
  readonly space: EmbeddingSpace
  readonly vector: Float32Array
}

/** A unit-length embedding. Only toTemplate() and meanTemplate() make one. */
export type Template = Brand<Embedding, 'Template'>

/** What can be measured of one face, before anybody says how good that is. Undefined: this detector or pack does not tell. */
export interface FaceSignals {
  /** Pixels between the eyes, or what they would be were the head not turned; embedders see 35. */
  readonly eyePx: number
  /** 0 frontal, about 0.5 at 45°; above 0 towards the right of the picture. */
  readonly turn: number
  /** 0 where the nose lies in the mean face; above 0 downwards. */
  readonly nod: number
  /** Degrees the line between the eyes is off the horizontal, -180…180. */
  readonly roll: number
  /** Mean squared Laplacian over variance of the inner aligned face. */
  readonly sharpness: number
  /** Mean luma of the inner aligned face, 0–255. */
  readonly luma: number
  /** Standard deviation of that luma. */
  readonly contrast: number
  /** |left half - right half| over their mean. */
  readonly sideLight: number
  /** Share of that luma at 4 or below, or at 251 or above. */
  readonly clipped: number
  /** Share of the box inside the picture, 0–1. */
  readonly insideShare: number
  /** See Located. */
  readonly unsteadiness: number | undefined
  /** Of the last look at it; 0–1, the detector's own. */
  readonly detectionScore: number
  /** Of the embedding before normalisation; undefined before embedding. */
  readonly embeddingLength: number | undefined
}

export interface Person {
  readonly id: string
  readonly name: string
  readonly createdAt: Date
}

/** One enrolled photo of a person. */
export interface Reference {
  readonly id: string
  readonly personId: string
  readonly template: Template
  /** 0–100. */
  readonly quality: number
  /** Where the photo came from: a file name or a source id, for the operator's eyes. */
  readonly source: string
  /** JPEG of the face with some surroundings, without metadata, so that another model can embed it again. */
  readonly crop: Uint8Array
  readonly createdAt: Date
  /** An operator said who an event showed, and its picture became this photo. */
  readonly addedByCorrection?: boolean
}

/** A person the probe was compared with. Similarity is a cosine, -1…1. */
export interface Candidate {
  readonly personId: string
  readonly name: string
  readonly similarity: number
  readonly rank: number
}

export type Outcome = 'known' | 'unknown' | 'undecided'

/** Why a face is poor evidence. */
export const QUALITY_REASONS = ['too_small', 'blurred', 'turned', 'dark', 'overexposed', 'cut_off', 'unclear'] as const
export type QualityReason = (typeof QUALITY_REASONS)[number]

/** Why a decision is what it is, or why a face was not used. */
export const REASONS = [
  'above_threshold',
  'below_threshold',
  'margin_too_small',
  'not_enough_evidence',
  'gallery_empty',
  /** Not everybody could be compared: the search in the database is being built, or the database is away. */
  'search_incomplete',
  'taken_by_another_face',
  'keeps_its_name',
  /** Like somebody registered, and a picture held up to the camera: never a name. */
  'presentation_attack',
  ...QUALITY_REASONS,
] as const
export type Reason = (typeof REASONS)[number]

export interface Decision {
  readonly outcome: Outcome
  /** The person when known, else undefined. */
  readonly candidate: Candidate | undefined
  readonly candidates: readonly Candidate[]
  readonly threshold: number
  /** First candidate's similarity less the second person's; undefined with fewer than two people. */
  readonly margin: number | undefined
  readonly reasons: readonly Reason[]
  /** Whether it is a face or a picture of one; undefined: nobody looked. */
  readonly liveness?: Liveness | undefined
}

export type TrackState = 'tentative' | 'confirmed' | 'lost'

/** One face followed through the frames of one source. */
export interface Track {
  readonly id: number
  readonly state: TrackState
  readonly box: Box
  readonly firstSeenAtMs: number
  readonly lastSeenAtMs: number
}

/** A number with the interval it lies in with 95 % confidence. */
export interface Estimate {
  readonly value: number
  readonly low: number
  readonly high: number
}

/** How similar strangers and photos of one person come out with a pack, measured once on people nobody tests with. */
export interface ScoreCalibration {
  /** Which people and photos, and who chose them. */
  readonly measuredOn: string
  /** ISO date. */
  readonly measuredAt: string
  readonly people: number
  /** Of two people. */
  readonly comparisons: number
  /** Below this rate thresholds lie on a fitted tail (Coles 2001, chapter 4), above it on what was counted. */
  readonly measuredDownTo: number
  /** Falling rates, rising thresholds; the interval is of the threshold. */
  readonly impostors: readonly {
    readonly falseMatchRate: number
    readonly threshold: number
    readonly low: number
    readonly high: number
  }[]
  /** Rising similarities: how many clear single photos of a person are less like the person's other photos. */
  readonly genuine: readonly {
    readonly similarity: number
    readonly falseNonMatchRate: number
    readonly low: number
    readonly high: number
  }[]
  /** Photos the second list is counted on. */
  readonly genuineComparisons: number
}

/** How many wrong names an operator accepts: what they can judge, where a similarity is not. */
export type WrongNames =
  /** Share of strangers who get somebody's name: the false positive identification rate (FPIR). */
  | { readonly per: 'stranger'; readonly share: number }
  /** Wrong names of one camera in 30 days. */
  | { readonly per: 'camera_month'; readonly count: number; readonly strangersPerDay: number }

/** What to know before believing an operating point. */
export const OPERATING_WARNINGS = [
  /** The pack brings no measured scores: the threshold is a careful guess. */
  'not_calibrated',
  /** So few wrong names were asked for that the threshold lies beyond what was measured, on a fitted tail. */
  'extrapolated',
  /** People here are more alike to the networks than those the pack was measured on. */
  'site_differs',
  /** The rule in use compares in another way than what was measured. */
  'rule_not_measured',
] as const
export type OperatingWarning = (typeof OPERATING_WARNINGS)[number]

/** The threshold in force, what it is expected to do with the people registered now, and how that is known. */
export interface OperatingPoint {
  /** Cosine; `>=` matches. */
  readonly threshold: number
  readonly chosenBy: 'similarity' | 'wrong_names' | 'default'
  readonly wrongNames: WrongNames | undefined
  /** People compared with. */
  readonly people: number
  /** Of one comparison with one person. */
  readonly falseMatchRate: Estimate | undefined
  /** Share of strangers expected to get a name. */
  readonly fpir: Estimate | undefined
  /** Share of registered people expected not to get theirs. */
  readonly fnir: Estimate | undefined
  readonly calibration: { readonly measuredOn: string; readonly people: number; readonly comparisons: number } | undefined
  /** What the people registered here say: how much more alike they are than those of the calibration. */
  readonly site: {
    readonly people: number
    readonly comparisons: number
    /** Cosine added to the calibration's thresholds: the site's own once there is enough of it, before that a careful guess. */
    readonly shift: Estimate
    /** 0–1: how much of the shift is the site's own. */
    readonly weight: number
  }
  readonly warnings: readonly OperatingWarning[]
}
