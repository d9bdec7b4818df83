// Who is in one photo: each face decided on its single sighting, all of them against each other.

import type { Networks } from '../core/ports.ts'
import type { Decision, Detection, Image, QualityReason } from '../core/types.ts'
import { decideTogether, type DecisionSettings } from './decide.ts'
import { Evidence, MIN_QUALITY, whoIsNear, type People } from './evidence.ts'
import { isFace } from './examine.ts'
import { findFaces } from './find-faces.ts'

export interface PhotoFace {
  readonly detection: Detection
  readonly decision: Decision
  /** 0–100; 0 for a face too poor to embed. */
  readonly quality: number
  /** Why it is not better, worst first. */
  readonly reasons: readonly QualityReason[]
}

/** One good frame is all a photo has; of poorer ones more than half miss their person (docs/accuracy.md). */
const PHOTO_EVIDENCE = { minFrames: 1, minWeight: MIN_QUALITY }

/** Faces largest first. */
export async function recognizePhoto(
  image: Image,
  networks: Networks,
  people: People,
  settings: DecisionSettings,
): Promise<PhotoFace[]> {
  const found = await findFaces(image, networks)
  const evidence = found.map(face => {
    const seen = new Evidence()
    if (isFace(face)) seen.add(face.template, face.quality)
    return seen
  })
  const decisions = decideTogether(
    evidence.map(e => ({ evidence: e, previous: undefined, previousFrames: 0 })),
    await whoIsNear(
      people,
      evidence.flatMap(e => e.probes(settings.rule)),
    ),
    { ...settings, ...PHOTO_EVIDENCE },
  )
  return found.map((face, i) => ({
    detection: face.detection,
    decision: decisions[i]!,
    quality: Math.round(face.quality?.value ?? 0),
    reasons: face.quality?.reasons ?? [],
  }))
}
