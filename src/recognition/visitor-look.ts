// What one visitor looked like through all their visits: their mean, and with whose visits theirs cannot be one person's.

import { dot, toTemplate } from '../core/template.ts'
import type { EmbeddingSpace, Template } from '../core/types.ts'

/** A visit as joining needs it. */
export interface SeenVisit {
  readonly visitId: string
  readonly cameraId: string
  readonly fromMs: number
  readonly toMs: number
  readonly template: Template
  readonly weight: number
  readonly quality: number
}

/** A long look counts no more than this: it shows the same moment again. */
const MAX_WEIGHT = 400
/** Sums are of whole numbers, which no order of adding changes, and taking away undoes. 2^30 a visit leaves room for 2^23 of them. */
const SCALE = 2 ** 21

export class VisitorLook {
  readonly id: string
  readonly #space: EmbeddingSpace
  readonly #visits = new Map<string, SeenVisit>()
  readonly #sums: Float64Array
  #mean: Template | undefined

  constructor(id: string, like: Template) {
    this.id = id
    this.#space = like.space
    this.#sums = new Float64Array(like.vector.length)
  }

  get visits(): ReadonlyMap<string, SeenVisit> {
    return this.#visits
  }

  /** Of all visits by their weight; undefined without a visit. */
  get mean(): Template | undefined {
    this.#mean ??= toTemplate({ space: this.#space, vector: Float32Array.from(this.#sums) })
    return this.#mean
  }

  add(visit: SeenVisit): void {
    this.remove(visit.visitId)
    this.#visits.set(visit.visitId, visit)
    this.#count(visit, 1)
  }

  remove(visitId: string): void {
    const visit = this.#visits.get(visitId)
    if (!visit) return
    this.#visits.delete(visitId)
    this.#count(visit, -1)
  }

  #count({ template, weight }: SeenVisit, sign: 1 | -1): void {
    const scale = SCALE * Math.max(1, Math.min(MAX_WEIGHT, weight))
    for (let i = 0; i < this.#sums.length; i++) this.#sums[i]! += sign * Math.round(scale * template.vector[i]!)
    this.#mean = undefined
  }
}

/** Cosine of two templates of one space. */
export const alike = (a: Template, b: Template): number => dot(a.vector, b.vector)

/** Two faces of one moment: before one camera, or at two places. */
export const apartInSpace =
  (placeOf: (cameraId: string) => string | undefined) =>
  (a: SeenVisit, b: SeenVisit): boolean => {
    if (a.visitId === b.visitId || a.fromMs > b.toMs || b.fromMs > a.toMs) return false
    if (a.cameraId === b.cameraId) return true
    const [placeA, placeB] = [placeOf(a.cameraId), placeOf(b.cameraId)]
    return placeA !== undefined && placeB !== undefined && placeA !== placeB
  }
