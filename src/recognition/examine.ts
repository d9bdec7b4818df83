// From a box that may be a face to a template: second look, landmarks, alignment, quality, embedding.

import { alignFace } from '../core/image/align.ts'
import { cropResize } from '../core/image/resize.ts'
import { iou, scaleAround, squareAround, toPixels } from '../core/geometry/box.ts'
import { placeDetection } from '../core/geometry/detection.ts'
import type { Networks } from '../core/ports.ts'
import { norm, toTemplate } from '../core/template.ts'
import type { AlignedFace, Detection, Image, Landmarks5, QualityReason, Template } from '../core/types.ts'
import { judgeFace, withEmbeddingLength, type Quality } from './quality.ts'

/** A face ready to be compared. */
export interface Face {
  readonly detection: Detection
  readonly landmarks: Landmarks5
  readonly aligned: AlignedFace
  readonly template: Template
  readonly quality: Quality
}

/** Something that will not be compared, and why: no face at all, or one too poor to embed. */
export type Rejected = { readonly detection: Detection; readonly rejected: 'not_a_face' | QualityReason; readonly quality?: Quality }

export type Examined = Face | Rejected

export const isFace = (examined: Examined): examined is Face => 'template' in examined

/** The crop of a second look, in units of the box (MODELS: real faces score 1.00 in the median there, false alarms 0.17). */
const LOOK_SCALE = 2.2
const LOOK_MIN_SCORE = 0.7
const LOOK_MIN_IOU = 0.3
/** Faces of less quality are not worth an embedding. */
const MIN_QUALITY_TO_EMBED = 3

export interface ExamineOptions {
  /** Look again even where the detector gave landmarks: for a track nobody has looked at closely yet. */
  readonly secondLook: boolean
}

/** Examines faces of one picture, embedding all of them in one batch. Answers come in the order of the detections. */
export async function examine(image: Image, detections: readonly Detection[], networks: Networks, options: ExamineOptions): Promise<Examined[]> {
  const looked = await Promise.all(detections.map(detection => prepare(image, detection, networks, options)))
  const prepared = looked.filter(p => 'aligned' in p)
  const embeddings = await networks.embedder.embed(prepared.map(p => p.aligned))
  const byPrepared = new Map(prepared.map((p, i) => [p, embeddings[i]!]))
  return looked.map(p => {
    if (!('aligned' in p)) return p
    const embedding = byPrepared.get(p)!
    const template = toTemplate(embedding)
    const quality = withEmbeddingLength(p.quality, norm(embedding.vector), networks.embeddingLengths)
    return template ? { ...p, template, quality } : { detection: p.detection, rejected: 'weak_embedding', quality }
  })
}

type Prepared = Omit<Face, 'template'>

async function prepare(image: Image, found: Detection, networks: Networks, { secondLook }: ExamineOptions): Promise<Prepared | Rejected> {
  const detection = secondLook || !found.landmarks ? await lookCloser(image, found, networks) : found
  if (!detection) return { detection: found, rejected: 'not_a_face' }
  const landmarks = detection.landmarks ?? (await networks.landmarker?.locate(image, detection.box))
  const aligned = landmarks && alignFace(image, landmarks)
  if (!landmarks || !aligned) return { detection, rejected: 'not_a_face' }
  const quality = judgeFace({ box: detection.box, landmarks, aligned, picture: image })
  const worst = quality.reasons[0]
  if (quality.value < MIN_QUALITY_TO_EMBED && worst) return { detection, rejected: worst, quality }
  return { detection, landmarks, aligned, quality }
}

/** Runs the detector again on the box and its surroundings; undefined when it sees no face there now. */
async function lookCloser(image: Image, found: Detection, { detector }: Networks): Promise<Detection | undefined> {
  const region = toPixels(scaleAround(squareAround(found.box), LOOK_SCALE), image)
  const { width, height } = detector.workingSize(region)
  const crop = cropResize(image, region, width, height)
  const again = (await detector.detect(crop))
    .map(d => placeDetection(d, { sx: region.width / width, sy: region.height / height, dx: region.x, dy: region.y }))
    .filter(d => d.detectionScore >= LOOK_MIN_SCORE && iou(d.box, found.box) >= LOOK_MIN_IOU)
  return again.sort((a, b) => iou(b.box, found.box) - iou(a.box, found.box))[0]
}
