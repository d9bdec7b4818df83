// Registering one person: which photos are good enough, whether they all show one person, and whether that person is known already.

import { area } from '../core/geometry/box.ts'
import type { Networks, NewReference } from '../core/ports.ts'
import { dot, meanReference } from '../core/template.ts'
import { QUALITY_REASONS, type Candidate, type Image, type Template } from '../core/types.ts'
import { whoIsNear, type People } from './evidence.ts'
import { isFace, type Examined, type Face } from './examine.ts'
import { cropAround } from './face-crop.ts'
import { findFaces } from './find-faces.ts'

/** Why a photo is not kept. */
export const REFUSAL_REASONS = ['no_face', 'several_faces', 'someone_else', 'same_photo', ...QUALITY_REASONS] as const
export type RefusalReason = (typeof REFUSAL_REASONS)[number]

export type Verdict = Kept | { readonly kept: false; readonly reason: RefusalReason; readonly quality: number }

export interface Kept {
  readonly kept: true
  readonly quality: number
  /** Cosine to the most similar photo kept before: near 1 adds little. Undefined for the first. */
  readonly nearestPhoto: number | undefined
}

/** Photos below this quality would make everybody's comparisons worse. */
export const MIN_ENROLMENT_QUALITY = 30
/** Below this cosine to the photos before, it is somebody else. */
const MIN_SAME_PERSON = 0.25
/** Above it the photo is all but the same and adds nothing. */
const MAX_SAME_PHOTO = 0.985
/** Other faces this much smaller in area than the largest, and too poor to compare, are passers-by. */
const PASSER_BY = 1 / 9

export interface EnrolmentOptions {
  readonly networks: Networks
  /** Everybody registered so far, to notice somebody who is there under another name. */
  readonly gallery: People
  /** Cosine from which two templates are taken for one person. */
  readonly threshold: number
  readonly encodeCrop: (image: Image) => Promise<Uint8Array>
}

export class Enrolment {
  readonly #options: EnrolmentOptions
  readonly #references: NewReference[] = []

  constructor(options: EnrolmentOptions) {
    this.#options = options
  }

  get references(): readonly NewReference[] {
    return this.#references
  }

  /** What a photo of this picture would be: a face that may be kept, or why not. Stores nothing. */
  async look(image: Image): Promise<Look> {
    return this.judge(pick(await findFaces(image, this.#options.networks)))
  }

  /** The same for a face already picked, by pick() or by a person. */
  judge(picked: Picked): Look {
    if (!picked.face) return picked
    const { template, quality } = picked.face
    const nearestPhoto = this.#nearest(template)
    const refuse = (reason: RefusalReason): Look => ({ face: undefined, reason, quality: Math.round(quality.value) })
    if (nearestPhoto !== undefined && nearestPhoto < MIN_SAME_PERSON) return refuse('someone_else')
    if (nearestPhoto !== undefined && nearestPhoto > MAX_SAME_PHOTO) return refuse('same_photo')
    return { face: picked.face, nearestPhoto }
  }

  /** Keeps a face of this picture: one that look() gave, or one a person chose from a group. */
  async keep(image: Image, face: Face, source: string): Promise<Kept> {
    const { template, quality } = face
    const nearestPhoto = this.#nearest(template)
    const crop = await this.#options.encodeCrop(cropAround(image, face.detection.box))
    const value = Math.round(quality.value)
    this.#references.push({ template, quality: value, source, crop })
    return { kept: true, quality: value, nearestPhoto }
  }

  /** Keeps the photo if it is good enough. */
  async take(image: Image, source: string): Promise<Verdict> {
    const seen = await this.look(image)
    return seen.face ? this.keep(image, seen.face, source) : { kept: false, reason: seen.reason, quality: seen.quality }
  }

  /** Takes a photo out again: one of `references`. */
  remove(reference: NewReference): void {
    const index = this.#references.indexOf(reference)
    if (index >= 0) this.#references.splice(index, 1)
  }

  #nearest(template: Template): number | undefined {
    const similarities = this.#references.map(r => dot(r.template.vector, template.vector))
    return similarities.length > 0 ? Math.max(...similarities) : undefined
  }

  /** A registered person these photos show, whatever they are called. */
  async alreadyKnownAs(): Promise<Candidate | undefined> {
    const mean = meanReference(this.#references)
    const nearest = mean && (await whoIsNear(this.#options.gallery, [mean])).byMean(mean, 1)[0]
    return nearest && nearest.similarity >= this.#options.threshold ? nearest : undefined
  }
}

/** A photo that may be kept, with its cosine to the most similar one kept before; or why it may not. */
export type Look =
  | { readonly face: Face; readonly nearestPhoto: number | undefined }
  | { readonly face: undefined; readonly reason: RefusalReason; readonly quality: number }

export type Picked =
  { readonly face: Face } | { readonly face: undefined; readonly reason: RefusalReason; readonly quality: number }

/** The one face a photo is about, never a guess between two. */
export function pick(found: readonly Examined[]): Picked {
  const [largest, ...others] = found
  if (!largest) return { face: undefined, reason: 'no_face', quality: 0 }
  const rival = others.some(
    o =>
      (isFace(o) ? o.surelyAFace : o.rejected !== 'unclear') &&
      (area(o.detection.box) > PASSER_BY * area(largest.detection.box) || isWorthComparing(o)),
  )
  if (rival) return { face: undefined, reason: 'several_faces', quality: 0 }
  if (!isFace(largest))
    return { face: undefined, reason: largest.rejected === 'not_a_face' ? 'no_face' : largest.rejected, quality: 0 }
  const { value, reasons } = largest.quality
  if (value < MIN_ENROLMENT_QUALITY) return { face: undefined, reason: reasons[0] ?? 'blurred', quality: Math.round(value) }
  return { face: largest }
}

export const isWorthComparing = (face: Examined): boolean => isFace(face) && face.quality.value >= MIN_ENROLMENT_QUALITY
