// One visit that is still going on: which faces it is made of, and what they showed in all. Decides nothing and stores nothing.

import { randomUUID } from 'node:crypto'
import type { FaceEvent, Shot } from '../../core/records.ts'
import { meanTemplate } from '../../core/template.ts'
import type { EmbeddingSpace } from '../../core/types.ts'
import type { Crossing, Visit, VisitFace, VisitOf } from '../../core/visits.ts'
import type { PooledFace } from '../../recognition/recognized.ts'

/** One word of the engine about a face, and when it was heard. */
export interface Heard {
  readonly event: FaceEvent
  readonly shot: Shot | undefined
  readonly pooled: PooledFace | undefined
  /** Time of day. */
  readonly at: Date
  readonly monotonicMs: number
}

/** Of what waits to be taken in and what is newer. */
export const joined = (before: Heard | Crossing, newer: Heard | Crossing): Heard | Crossing =>
  'event' in before && 'event' in newer
    ? { ...newer, shot: newer.shot ?? before.shot, pooled: newer.pooled ?? before.pooled }
    : newer

/** A poster on the wall makes a track a minute: of the oldest only their frames are counted. */
const MAX_EVENTS = 200
/** As evidence of a track fades, so does that of a visit. */
const MAX_WEIGHT = 800
/** An event is told of at least every 30 s: one that is silent for longer has gone with its camera. */
const SILENT_MS = 60_000

interface Part {
  readonly frames: number
  readonly pooled: PooledFace | undefined
  readonly nearestPerson: number | undefined
  readonly isThere: boolean
}

export class OpenVisit {
  readonly id: string
  readonly cameraId: string
  readonly cameraName: string
  arrivedAt: Date
  departedAt: Date
  heardMs = -Infinity
  firstHeardMs = Infinity
  of: VisitOf = { kind: 'anonymous' }
  nth: number | undefined
  /** Somebody else than this camera said whose it is, or it was known once: a stranger's face changes nothing and is not kept. */
  settled = false
  saved = false
  /** Whose it was when it was last told. */
  told: string | undefined
  readonly #parts = new Map<string, Part>()
  #olderFrames = 0
  #best: Shot | undefined

  constructor(
    { sourceId, sourceName, startedAt }: Pick<FaceEvent, 'sourceId' | 'sourceName' | 'startedAt'>,
    id = randomUUID() as string,
  ) {
    this.id = id
    this.cameraId = sourceId
    this.cameraName = sourceName
    this.arrivedAt = startedAt
    this.departedAt = startedAt
  }

  /** One that another process kept, as it is in the store: new tracks go on with it. */
  static keptBefore(kept: Visit, face: VisitFace | undefined, heardMs: number): OpenVisit {
    const { cameraId: sourceId, cameraName: sourceName, arrivedAt: startedAt, of, nth } = kept
    const visit = new OpenVisit({ sourceId, sourceName, startedAt }, kept.id)
    visit.takeIn(kept)
    // Of somebody with a name it was told; of strangers perhaps not yet, and it is told once however often it is said.
    Object.assign(visit, { of, nth, heardMs, firstHeardMs: heardMs, saved: true, told: identityOf(of) })
    if (face) visit.#lookedLike(face)
    return visit
  }

  get eventIds(): readonly string[] {
    return [...this.#parts.keys()]
  }

  hear({ event, shot, pooled, at, monotonicMs }: Heard): void {
    const { id, frames, decision, startedAt, endedAt } = event
    this.#set(id, {
      frames,
      pooled: pooled ?? this.#parts.get(id)?.pooled,
      nearestPerson: decision.candidates[0]?.similarity,
      isThere: endedAt === undefined,
    })
    if (shot && shot.quality > (this.#best?.quality ?? -1)) this.#best = shot
    this.#widen(startedAt, endedAt ?? at)
    this.heardMs = Math.max(this.heardMs, monotonicMs)
    this.firstHeardMs = Math.min(this.firstHeardMs, monotonicMs)
  }

  /** Takes over all that the other is made of. */
  absorb(other: OpenVisit): void {
    for (const [id, part] of other.#parts) this.#set(id, part)
    this.#olderFrames += other.#olderFrames
    if (other.#best && other.#best.quality > (this.#best?.quality ?? -1)) this.#best = other.#best
    this.#widen(other.arrivedAt, other.departedAt)
    this.heardMs = Math.max(this.heardMs, other.heardMs)
  }

  /** Takes over a visit that has ended. Its look is left: it was too poor to tell by. */
  takeIn({ eventIds, frames, arrivedAt, departedAt }: Visit): void {
    for (const id of eventIds) this.#set(id, { frames: 0, pooled: undefined, nearestPerson: undefined, isThere: false })
    this.#olderFrames += frames
    this.#widen(arrivedAt, departedAt)
  }

  #lookedLike({ template, weight, quality, crop, nearestPerson }: VisitFace): void {
    const [first = this.id] = this.eventIds
    this.#set(first, { frames: 0, pooled: { template, weight }, nearestPerson, isThere: false })
    this.#best = { template, quality, crop }
  }

  /** This face turned out to be somebody else's. */
  leave(eventId: string): void {
    this.#parts.delete(eventId)
  }

  forgetFace(): void {
    this.#best = undefined
    for (const [id, part] of this.#parts) this.#parts.set(id, { ...part, pooled: undefined })
  }

  /** Whether one of its faces is before the camera now. */
  isThere(monotonicMs: number): boolean {
    return monotonicMs - this.heardMs < SILENT_MS && [...this.#parts.values()].some(part => part.isThere)
  }

  get frames(): number {
    return [...this.#parts.values()].reduce((sum, { frames }) => sum + frames, this.#olderFrames)
  }

  /** What it showed in this space; undefined without a picture and evidence. */
  face(space: EmbeddingSpace): VisitFace | undefined {
    const seen = [...this.#parts.values()].flatMap(({ pooled }) => (pooled?.template.space === space ? [pooled] : []))
    const template = meanTemplate(seen)
    if (!template || !this.#best) return undefined
    const nearest = [...this.#parts.values()].flatMap(({ nearestPerson }) => nearestPerson ?? [])
    return {
      template,
      weight: Math.min(
        MAX_WEIGHT,
        seen.reduce((sum, { weight }) => sum + weight, 0),
      ),
      quality: this.#best.quality,
      crop: this.#best.crop,
      nearestPerson: nearest.length > 0 ? Math.max(...nearest) : undefined,
    }
  }

  toVisit(hasEnded: boolean): Visit {
    const { id, cameraId, cameraName, of, arrivedAt, departedAt, nth, frames, eventIds } = this
    return { id, cameraId, cameraName, of, arrivedAt, departedAt, hasEnded, nth, frames, eventIds }
  }

  #set(eventId: string, part: Part): void {
    this.#parts.set(eventId, part)
    const [oldest] = this.#parts
    if (this.#parts.size <= MAX_EVENTS || !oldest) return
    this.#parts.delete(oldest[0])
    this.#olderFrames += oldest[1].frames
  }

  #widen(from: Date, to: Date): void {
    if (from < this.arrivedAt) this.arrivedAt = from
    if (to > this.departedAt) this.departedAt = to
  }
}

/** The person's or visitor's id; strangers have none. */
export const identityOf = (of: VisitOf): string | undefined =>
  of.kind === 'person' ? of.personId : of.kind === 'visitor' ? of.visitorId : undefined
