// From a box that may be a face to a template: second look, landmarks, alignment, quality, embedding.

import { RostroError } from '../core/errors.ts'
import { alignFace } from '../core/image/align.ts'
import { iou, scaleAround, squareAround, toPixels } from '../core/geometry/box.ts'
import type { Networks } from '../core/ports.ts'
import { norm, toTemplate } from '../core/template.ts'
import type { AlignedFace, Detection, Embedding, FaceSignals, Image, Landmarks5, QualityReason, Template } from '../core/types.ts'
import { detectWithin } from './views.ts'
import { embeddingStrength, judge, type Quality } from './quality.ts'
import { measure } from './signals.ts'

/** A face ready to be compared. */
export interface Face {
  readonly detection: Detection
  readonly landmarks: Landmarks5
  readonly aligned: AlignedFace
  readonly template: Template
  readonly signals: FaceSignals
  readonly quality: Quality
  /** Second look, landmarks and embedding all say so. Hands and curtains pass one of them now and then, seldom all. */
  readonly surelyAFace: boolean
}

/** Something that will not be compared, and why: no face at all, or one too poor to embed. */
export interface Rejected {
  readonly detection: Detection
  readonly rejected: 'not_a_face' | QualityReason
  readonly quality?: Quality
}

export type Examined = Face | Rejected

export const isFace = (examined: Examined): examined is Face => 'template' in examined

/** The crop of a second look, in units of the box (MODELS: real faces score 1.00 in the median there, false alarms 0.17). */
const LOOK_SCALE = 2.2
const LOOK_MIN_IOU = 0.3
/** Faces of less quality are not worth an embedding. */
export const MIN_QUALITY_TO_EMBED = 3
/** What a sure face reaches; measured on six-friends.mp4, see docs/accuracy.md. */
const SURE = { unsteadiness: 0.35, embeddingStrength: 0.13 }

export interface ExamineOptions {
  /** Look again even where the detector gave landmarks: for a track nobody has looked at closely yet. */
  readonly secondLook: boolean
  /** Look again in as few pixels as will do: on a track there are more looks. */
  readonly quick?: boolean | undefined
  /** Embed faces too poor to be compared as well: for measuring what that costs. */
  readonly embedAll?: boolean | undefined
}

/** Examines faces of one picture, embedding all of them in one batch. Answers come in the order of the detections. */
export async function examine(
  image: Image,
  detections: readonly Detection[],
  networks: Networks,
  options: ExamineOptions,
): Promise<Examined[]> {
  const looked = await Promise.all(detections.map(detection => prepare(image, detection, networks, options)))
  const prepared = looked.filter(p => 'aligned' in p)
  const embeddings = await networks.embedder.embed(prepared.map(p => p.aligned))
  const embeddingOf = new Map(prepared.map((p, i) => [p, embeddings[i]!]))
  return looked.map(p => ('aligned' in p ? finish(p, embeddingOf.get(p)!, networks) : p))
}

function finish(face: Prepared, embedding: Embedding, { detector, embeddingLengths }: Networks): Examined {
  const { detection } = face
  const template = toTemplate(embedding)
  const embeddingLength = norm(embedding.vector)
  const signals = { ...face.signals, embeddingLength }
  const quality = judge(signals, embeddingLengths)
  if (!template) return { detection, rejected: 'unclear', quality }
  const surelyAFace =
    detection.detectionScore >= detector.scores.sure &&
    (signals.unsteadiness ?? 0) <= SURE.unsteadiness &&
    embeddingStrength(embeddingLength, embeddingLengths) >= SURE.embeddingStrength
  return { ...face, template, signals, quality, surelyAFace }
}

type Prepared = Omit<Face, 'template' | 'surelyAFace'>

async function prepare(
  image: Image,
  found: Detection,
  networks: Networks,
  { secondLook, quick, embedAll }: ExamineOptions,
): Promise<Prepared | Rejected> {
  const detection = secondLook || !found.landmarks ? await lookCloser(image, found, networks, quick) : found
  if (!detection) return { detection: found, rejected: 'not_a_face' }
  const located = detection.landmarks
    ? { landmarks: detection.landmarks, unsteadiness: undefined }
    : await networks.landmarker?.locate(image, detection.box)
  if (!located)
    throw new RostroError('model_incompatible', 'The detector gives no landmarks and the pack has no landmark network.')
  const { landmarks, unsteadiness } = located
  const aligned = alignFace(image, landmarks)
  if (!aligned) return { detection, rejected: 'not_a_face' }
  const { box, detectionScore } = detection
  const signals = measure({ box, landmarks, aligned, picture: image, detectionScore, unsteadiness })
  const quality = judge(signals, networks.embeddingLengths)
  const worst = quality.reasons[0]
  if (!embedAll && quality.value < MIN_QUALITY_TO_EMBED && worst) return { detection, rejected: worst, quality }
  return { detection, landmarks, aligned, signals, quality }
}

/** Runs the detector again on the box and its surroundings; undefined when it sees no face there now. */
async function lookCloser(image: Image, found: Detection, { detector }: Networks, quick = false): Promise<Detection | undefined> {
  const region = toPixels(scaleAround(squareAround(found.box), LOOK_SCALE))
  const again = (await detectWithin(image, region, detector, quick ? detector.closeSize : undefined)).filter(
    d => d.detectionScore >= detector.scores.start && iou(d.box, found.box) >= LOOK_MIN_IOU,
  )
  return again.sort((a, b) => iou(b.box, found.box) - iou(a.box, found.box))[0]
}
