// What one frame says of somebody who stands before a door: one cooperative face, and how the challenge it was given goes.

import type { ChallengeState } from '../../core/challenge.ts'
import type { Box, Decision } from '../../core/types.ts'
import type { AccessHint } from './access-hints.ts'

/** The one face that stands there. */
export interface AccessFace {
  readonly track: number
  readonly box: Box
  /** With the liveness of its track. */
  readonly decision: Decision
  /** Frames of evidence. */
  readonly frames: number
  /** How long this track was followed without a gap. */
  readonly followedMs: number
}

export interface AccessLook {
  readonly width: number
  readonly height: number
  /** When the frame arrived, by the monotonic clock of the engine. */
  readonly atMs: number
  /** Faces large enough to be somebody who wants in. */
  readonly faces: number
  readonly hint: AccessHint
  /** Undefined unless there is exactly one. */
  readonly face: AccessFace | undefined
  /** Of the challenge last begun; undefined before the first. */
  readonly challenge: ChallengeState | undefined
  /** SHA-256, hexadecimal, of the JPEG a browser sent, or of a camera's picture as the detector saw it. */
  readonly pictureHash: string
}

export interface AccessSettings {
  readonly minFacePx: number
  /** The browser calls its camera so: a program that pretends to be one gives itself away. */
  readonly cameraName?: string | undefined
  /** A camera of the server that looks in place of a browser. `zone`: one of its zones, by name; who is elsewhere does not stand there. */
  readonly camera?: { readonly id: string; readonly zone: string | undefined } | undefined
}

/** Why a camera of the server cannot say who stands there. */
export type AccessFault = 'camera_fault' | 'model_fault'
