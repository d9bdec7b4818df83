// What was seen of one photo, before anybody judged or compared it: every figure is computed from these.

import type { Box, FaceSignals, Landmarks5, Template } from '../core/types.ts'
import { centre } from '../core/geometry/box.ts'

/** A face found in a photo, embedded however poor it is. */
export interface ObservedFace {
  readonly box: Box
  readonly landmarks: Landmarks5
  readonly signals: FaceSignals
  readonly template: Template
}

export interface Observation {
  /** Of the photo's bytes, hexadecimal. */
  readonly sha256: string
  readonly width: number
  readonly height: number
  /** Largest first. */
  readonly faces: readonly ObservedFace[]
}

/** The face nearest the centre: whom a photo of a labelled set is about. */
export function centralFace({ width, height, faces }: Observation): ObservedFace | undefined {
  const offCentre = ({ box }: ObservedFace) => {
    const { x, y } = centre(box)
    return Math.hypot(x - width / 2, y - height / 2)
  }
  return [...faces].sort((a, b) => offCentre(a) - offCentre(b))[0]
}

/** Anything that gives photos: a file's bytes, or a picture made on the way. */
export interface PhotoToObserve {
  readonly name: string
  readonly bytes: () => Promise<Uint8Array>
}
