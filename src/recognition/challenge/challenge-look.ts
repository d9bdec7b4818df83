// What one frame shows of somebody who was given a challenge: the networks' part of judging it, without judging.

import { alignFace } from '../../core/image/align.ts'
import type { Liveness } from '../../core/liveness.ts'
import type { Networks } from '../../core/ports.ts'
import { toTemplate } from '../../core/template.ts'
import type { Box, Detection, Image, Landmarks5, Template } from '../../core/types.ts'
import { pose } from '../signals.ts'
import { colourOf, type SeenColour } from './seen-colour.ts'

export interface ChallengeFace {
  readonly trackId: number
  readonly box: Box
  readonly landmarks: Landmarks5
  /** See pose(): `turn` above 0 is the person's left, `nod` above 0 is down. */
  readonly turn: number
  readonly nod: number
  /** Distance of the eyes, were the head not turned. */
  readonly sizePx: number
  /** See Located; undefined where the detector gives the landmarks. */
  readonly unsteadiness: number | undefined
  readonly eyeOpenness: number | undefined
  /** Undefined: this face could not be embedded. */
  readonly template: Template | undefined
  /** Undefined where too little of the face lies in the picture. */
  readonly colour: SeenColour | undefined
}

export interface ChallengeLook {
  /** When the frame arrived, by a clock of the server that never goes back. The browser's word counts for nothing. */
  readonly atMs: number
  /** Faces large enough to be somebody who stands there. */
  readonly faces: number
  /** Undefined: not found in this frame, or more than one. */
  readonly face: ChallengeFace | undefined
  /** Of the face's track, a frozen or looping picture included; undefined: nobody looked. */
  readonly liveness: Liveness | undefined
}

/** What tracking and recognition know of a frame already. */
export interface SeenFrame {
  readonly atMs: number
  readonly faces: number
  /** The one face that stands there. Its detection in this very frame, not a prediction. */
  readonly face: { readonly trackId: number; readonly detection: Detection } | undefined
  readonly liveness: Liveness | undefined
}

/** Landmarks, pose, eyes, colour and template of the face in a frame: one look of the landmark network and one of the embedder. */
export async function lookForChallenge(image: Image, seen: SeenFrame, networks: Networks): Promise<ChallengeLook> {
  const { atMs, faces, liveness } = seen
  return { atMs, faces, liveness, face: seen.face && (await lookAtFace(image, seen.face, networks)) }
}

async function lookAtFace(
  image: Image,
  { trackId, detection }: NonNullable<SeenFrame['face']>,
  { landmarker, embedder }: Networks,
): Promise<ChallengeFace | undefined> {
  const { box } = detection
  const located = await landmarker?.locate(image, box)
  const landmarks = located?.landmarks ?? detection.landmarks
  const aligned = landmarks && alignFace(image, landmarks)
  if (!landmarks || !aligned) return undefined
  const [embedding] = await embedder.embed([aligned])
  return {
    trackId,
    box,
    landmarks,
    ...pose(landmarks),
    unsteadiness: located?.unsteadiness,
    eyeOpenness: located?.eyeOpenness,
    template: embedding && toTemplate(embedding),
    colour: colourOf(image, box),
  }
}
