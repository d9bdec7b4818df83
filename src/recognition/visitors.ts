// Which visits of people nobody registered are one visitor's: joins, waits where it is not clear, and repairs what later visits show. Keeps nothing.

import type { Template } from '../core/types.ts'
import type { RememberedVisit } from '../core/visits.ts'
import { TemplateIndex } from '../gallery/template-index.ts'
import { alike, apartInSpace, VisitorLook, type SeenVisit } from './visitor-look.ts'
import type { VisitorLimits } from './visitor-limits.ts'
import { oddVisits } from './visitor-split.ts'

export { visitorLimits, type VisitorLimits } from './visitor-limits.ts'

/** A visit of somebody unknown, as seen so far. */
export interface Sighting extends SeenVisit {
  /** Pooled of all frames. */
  readonly template: Template
  /** Sum of frame qualities: 100 is one perfect frame. */
  readonly weight: number
  readonly frames: number
  /** Of the best shot, 0–100. */
  readonly quality: number
  /** Cosine to the nearest registered person. */
  readonly nearestPerson: number | undefined
  /** Of the gallery at that time. */
  readonly threshold: number
}

export type Placement =
  | { readonly kind: 'joins'; readonly visitorId: string; readonly similarity: number }
  /** Good enough and unlike everybody: a new visitor. */
  | { readonly kind: 'founds' }
  | {
      readonly kind: 'waits'
      readonly why: 'too_little' | 'like_a_person' | 'ambiguous'
      readonly nearest?: { readonly visitorId: string; readonly similarity: number }
    }

export type Repair =
  | { readonly kind: 'merge'; readonly into: string; readonly from: string }
  | { readonly kind: 'split'; readonly visitorId: string; readonly visitIds: readonly string[] }
  /** A visit that waited found its visitor. */
  | { readonly kind: 'join'; readonly visitId: string; readonly visitorId: string }

export interface VisitorPair {
  readonly first: string
  readonly second: string
  readonly similarity: number
}

interface Near {
  readonly look: VisitorLook
  readonly similarity: number
}

/** Visitors looked at closely: beyond the nearest few only those who were elsewhere at that time are passed over. */
const CANDIDATES = 8
const WAITING_CANDIDATES = 16
/** Visitors gone over in one call of repairs(); the rest have their turn in the next, newest change first. */
export const REPAIRED_AT_ONCE = 64
/** Repairs of one call. At least as many as one visitor can have. */
const MOST_REPAIRS = 16

/** All templates are of one space. */
export class VisitorBook {
  readonly #limits: () => VisitorLimits
  readonly #meet: (a: SeenVisit, b: SeenVisit) => boolean
  readonly #apart = new Set<string>()
  readonly #looks = new Map<string, VisitorLook>()
  readonly #waiting = new Map<string, SeenVisit>()
  /** Whose each visit is; undefined while it waits. */
  readonly #visitorOf = new Map<string, string | undefined>()
  /** In the order in which they changed. */
  readonly #touched = new Set<string>()
  readonly #nearest = new Map<string, string>()
  #repairedAt: VisitorLimits | undefined
  #means: TemplateIndex | undefined
  #waits: TemplateIndex | undefined

  /** @param limits asked at every use, so that they may change */
  constructor(
    limits: () => VisitorLimits,
    options: {
      /** Name of the place a camera watches; without one it is near every other. */
      readonly placeOf: (cameraId: string) => string | undefined
      /** Visitors who are not one, whatever they look like. */
      readonly apart: Iterable<readonly [string, string]>
    },
  ) {
    this.#limits = limits
    this.#meet = apartInSpace(options.placeOf)
    for (const [a, b] of options.apart) this.keepApart(a, b)
  }

  get visitors(): number {
    return this.#looks.size
  }

  get visits(): number {
    return this.#visitorOf.size
  }

  /** What each visitor looked like in all. */
  means(): readonly { readonly visitorId: string; readonly template: Template }[] {
    return [...this.#looks.values()].flatMap(({ id, mean }) => (mean ? [{ visitorId: id, template: mean }] : []))
  }

  /** Whose visit this is. Changes nothing. */
  place(sighting: Sighting): Placement {
    const limits = this.#limits()
    const near = this.#visitorsLike(sighting)
    const [first, second] = near
    const nearest = first && { visitorId: first.look.id, similarity: first.similarity }
    const wait = (why: 'too_little' | 'like_a_person' | 'ambiguous'): Placement => ({
      kind: 'waits',
      why,
      ...(nearest && { nearest }),
    })
    const { nearestPerson = -1 } = sighting
    if (nearest && this.#joins(first, second, limits))
      return nearestPerson > nearest.similarity ? wait('like_a_person') : { kind: 'joins', ...nearest }
    if (nearestPerson >= sighting.threshold - limits.unlikePeople) return wait('like_a_person')
    // Somebody like this waits already: together they tell more, and that this is neither of those a little like it.
    const twin = this.#waitingLike(sighting).find(({ similarity }) => similarity >= limits.join)
    const isNew = (nearest?.similarity ?? -1) < limits.found
    const isTwin = twin !== undefined && twin.similarity >= (nearest?.similarity ?? -1) + limits.margin
    if (!isNew && !isTwin) return wait('ambiguous')
    return isEnough(sighting, isTwin ? twin.visit : undefined, limits) ? { kind: 'founds' } : wait('too_little')
  }

  /** Adds or replaces a visit and whose it is. */
  put({ visitId, visitorId, cameraId, arrivedAt, departedAt, template, weight, quality }: RememberedVisit): void {
    const times = { fromMs: arrivedAt.getTime(), toMs: departedAt.getTime() }
    this.#set({ visitId, cameraId, ...times, template, weight, quality }, visitorId)
  }

  /** No such visit is no error. */
  remove(visitId: string): void {
    if (!this.#visitorOf.has(visitId)) return
    const visitorId = this.#visitorOf.get(visitId)
    this.#visitorOf.delete(visitId)
    this.#waiting.delete(visitId)
    this.#waits?.remove(visitId)
    const look = visitorId === undefined ? undefined : this.#looks.get(visitorId)
    if (!look) return
    look.remove(visitId)
    this.#changed(look)
  }

  /** No such visit is no error. */
  move(visitId: string, visitorId: string | undefined): void {
    const before = this.#visitorOf.get(visitId)
    const visit = before === undefined ? this.#waiting.get(visitId) : this.#looks.get(before)?.visits.get(visitId)
    if (visit) this.#set(visit, visitorId)
  }

  /** Never joined, merged or suggested together again. */
  keepApart(a: string, b: string): void {
    this.#apart.add(pairOf(a, b))
  }

  /** Visitors who look like one and are not surely so, most alike first; as repairs() last saw them. */
  suggestions(limit: number): readonly VisitorPair[] {
    const { found } = this.#limits()
    const pairs = new Map<string, VisitorPair>()
    for (const [id, other] of this.#nearest) {
      const [a, b] = [this.#looks.get(id)?.mean, this.#looks.get(other)?.mean]
      if (!a || !b || alike(a, b) < found || this.#apart.has(pairOf(id, other))) continue
      const [first, second] = id < other ? [id, other] : [other, id]
      pairs.set(pairOf(id, other), { first, second, similarity: alike(a, b) })
    }
    return [...pairs.values()]
      .sort((a, b) => b.similarity - a.similarity || (pairOf(a.first, a.second) < pairOf(b.first, b.second) ? -1 : 1))
      .slice(0, limit)
  }

  /** What the visits of visitors changed since the last call now say should change; whoever does so tells the book. */
  repairs(): Repair[] {
    const limits = this.#limits()
    this.#touchAllWhenNew(limits)
    const repairs: Repair[] = []
    const busy = new Set<string>()
    for (const id of [...this.#touched].reverse().slice(0, REPAIRED_AT_ONCE)) {
      const look = this.#looks.get(id)
      // One thing at a time: who is part of a repair is looked at again when that is done.
      if (busy.has(id)) continue
      const found = look?.mean ? this.#repairsOf(look, look.mean, limits, busy) : []
      if (repairs.length + found.length > MOST_REPAIRS) break
      this.#touched.delete(id)
      for (const repair of found) {
        repairs.push(repair)
        for (const part of partsOf(repair)) busy.add(part)
      }
    }
    return repairs
  }

  /** Other limits may say something else of those nobody changed; their turn comes last. */
  #touchAllWhenNew(limits: VisitorLimits): void {
    const before = this.#repairedAt
    this.#repairedAt = limits
    if (!before || (before.merge === limits.merge && before.split === limits.split)) return
    const touched = [...this.#touched]
    for (const id of [...this.#looks.keys(), ...touched]) {
      this.#touched.delete(id)
      this.#touched.add(id)
    }
  }

  #repairsOf(look: VisitorLook, mean: Template, limits: VisitorLimits, busy: ReadonlySet<string>): Repair[] {
    const odd = oddVisits(mean, [...look.visits.values()], limits.split)
    if (odd) return [{ kind: 'split', visitorId: look.id, visitIds: odd }]
    const other = this.#othersLike(look, mean, limits.found).find(({ look: { id } }) => !busy.has(id))
    if (other) this.#nearest.set(look.id, other.look.id)
    else this.#nearest.delete(look.id)
    if (other && other.similarity >= limits.merge) {
      const [into, from] = elderFirst(look, other.look)
      return [{ kind: 'merge', into: into.id, from: from.id }]
    }
    const waiting = this.#waits?.search(mean.vector, WAITING_CANDIDATES) ?? []
    return waiting.flatMap(({ key, similarity }): Repair[] => {
      if (similarity < limits.join) return []
      const [first, second] = this.#visitorsLike(this.#waiting.get(key)!)
      const isTheirs = first?.look === look && this.#joins(first, second, limits)
      return isTheirs ? [{ kind: 'join', visitId: key, visitorId: look.id }] : []
    })
  }

  /** Visitors this one can be, most similar first. All visits of both are compared: not for those who are too little like it. */
  #othersLike(look: VisitorLook, mean: Template, least: number): Near[] {
    return this.#means!.search(mean.vector, CANDIDATES)
      .filter(({ key, similarity }) => similarity >= least && key !== look.id && !this.#apart.has(pairOf(look.id, key)))
      .map(({ key, similarity }) => ({ look: this.#looks.get(key)!, similarity }))
      .filter(other => ![...look.visits.values()].some(visit => this.#meets(other.look, visit)))
  }

  #joins(first: Near | undefined, second: Near | undefined, { join, margin }: VisitorLimits): boolean {
    return first !== undefined && first.similarity >= join && first.similarity - (second?.similarity ?? -1) >= margin
  }

  /** Who this can be, most similar first. */
  #visitorsLike(visit: SeenVisit): Near[] {
    return (this.#means?.search(visit.template.vector, CANDIDATES) ?? [])
      .map(({ key, similarity }) => ({ look: this.#looks.get(key)!, similarity }))
      .filter(({ look }) => !this.#meets(look, visit))
  }

  #waitingLike(visit: SeenVisit): { readonly visit: SeenVisit; readonly similarity: number }[] {
    return (this.#waits?.search(visit.template.vector, WAITING_CANDIDATES) ?? [])
      .map(({ key, similarity }) => ({ visit: this.#waiting.get(key)!, similarity }))
      .filter(other => other.visit.visitId !== visit.visitId && !this.#meet(other.visit, visit))
  }

  #meets(look: VisitorLook, visit: SeenVisit): boolean {
    for (const other of look.visits.values()) if (this.#meet(other, visit)) return true
    return false
  }

  #set(visit: SeenVisit, visitorId: string | undefined): void {
    this.remove(visit.visitId)
    this.#visitorOf.set(visit.visitId, visitorId)
    if (visitorId === undefined) {
      this.#waits ??= new TemplateIndex(visit.template.vector.length)
      this.#waiting.set(visit.visitId, visit)
      this.#waits.set(visit.visitId, visit.template.vector)
      return
    }
    const look = this.#looks.get(visitorId) ?? new VisitorLook(visitorId, visit.template)
    this.#looks.set(visitorId, look)
    look.add(visit)
    this.#changed(look)
  }

  #changed(look: VisitorLook): void {
    const { mean, visits } = look
    this.#touched.delete(look.id)
    if (visits.size === 0) this.#looks.delete(look.id)
    // Visits that cancel each other out have no mean: nobody is like them.
    if (visits.size === 0 || !mean) {
      this.#nearest.delete(look.id)
      this.#means?.remove(look.id)
      return
    }
    this.#means ??= new TemplateIndex(mean.vector.length)
    this.#means.set(look.id, mean.vector)
    this.#touched.add(look.id)
  }
}

/** Several good frames, and more than a moment. */
function isEnough(sighting: Sighting, twin: SeenVisit | undefined, limits: VisitorLimits): boolean {
  if (twin) return Math.max(sighting.quality, twin.quality) >= limits.minQuality
  return (
    sighting.weight >= limits.minWeight &&
    sighting.frames >= limits.minFrames &&
    sighting.quality >= limits.minQuality &&
    sighting.toMs - sighting.fromMs >= limits.minSpanMs
  )
}

/** Who was here first stays. */
function elderFirst(a: VisitorLook, b: VisitorLook): [VisitorLook, VisitorLook] {
  const firstOf = ({ visits }: VisitorLook) =>
    [...visits.values()].reduce((first, { fromMs }) => Math.min(first, fromMs), Infinity)
  const [firstA, firstB] = [firstOf(a), firstOf(b)]
  return firstA < firstB || (firstA === firstB && a.id < b.id) ? [a, b] : [b, a]
}

const partsOf = (repair: Repair): readonly string[] => (repair.kind === 'merge' ? [repair.into, repair.from] : [repair.visitorId])

const pairOf = (a: string, b: string): string => (a < b ? `${a} ${b}` : `${b} ${a}`)
