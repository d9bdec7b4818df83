// The visits that are going on, and which of them each track is part of. Does not decide whose they are, and stores nothing.

import type { FaceEvent } from '../../core/records.ts'
import type { VisitOf } from '../../core/visits.ts'
import { identityOf, OpenVisit } from './open-visit.ts'

/** Tracks of one identity with gaps of this length at most are one visit. */
export const GAP_MS = 120_000

export class OpenVisits {
  readonly #all = new Set<OpenVisit>()
  readonly #byEvent = new Map<string, OpenVisit>()

  /** As they are now, in the order in which they began. */
  get all(): readonly OpenVisit[] {
    return [...this.#all]
  }

  find(visitId: string): OpenVisit | undefined {
    return this.all.find(({ id }) => id === visitId)
  }

  /** The visit this track is part of. */
  ofEvent(eventId: string): OpenVisit | undefined {
    return this.#byEvent.get(eventId)
  }

  /** The visit of the same identity before this camera that this face goes on with. */
  goingOn({ sourceId, startedAt }: FaceEvent, of: VisitOf): OpenVisit | undefined {
    const identity = identityOf(of)
    return this.all.find(
      visit =>
        visit.cameraId === sourceId &&
        identityOf(visit.of) === identity &&
        startedAt.getTime() - visit.departedAt.getTime() <= GAP_MS,
    )
  }

  begin(event: FaceEvent): OpenVisit {
    const visit = new OpenVisit(event)
    this.#all.add(visit)
    this.#byEvent.set(event.id, visit)
    return visit
  }

  /** Goes on with what another process kept. */
  add(visit: OpenVisit): void {
    if (!this.find(visit.id)) this.#all.add(visit)
  }

  /** One face of several leaves the visit and begins its own. */
  apart(visit: OpenVisit, event: FaceEvent): OpenVisit {
    visit.leave(event.id)
    return this.begin(event)
  }

  /** What was taken for two visits is one. */
  fold(part: OpenVisit, whole: OpenVisit): void {
    whole.absorb(part)
    for (const [eventId, of] of this.#byEvent) if (of === part) this.#byEvent.set(eventId, whole)
    this.#all.delete(part)
  }

  /** Nothing more is heard of this track; the visit goes on. */
  letGo(eventId: string): void {
    this.#byEvent.delete(eventId)
  }

  drop(visit: OpenVisit): void {
    this.#all.delete(visit)
    for (const [eventId, of] of this.#byEvent) if (of === visit) this.#byEvent.delete(eventId)
  }
}
