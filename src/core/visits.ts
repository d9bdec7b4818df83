// What a watched place keeps: visits of people and of visitors nobody registered, what crossed a line, and the port that keeps them.

import type { Consent, Page, PageRequest } from './records.ts'
import type { EmbeddingSpace, Person, Template } from './types.ts'

/** Whose visit it is. `anonymous`: of a stranger who is not remembered, or not any more. */
export type VisitOf =
  | { readonly kind: 'person'; readonly personId: string }
  | { readonly kind: 'visitor'; readonly visitorId: string }
  /** Remembered, and not yet clear whether it is a visitor who was here before. */
  | { readonly kind: 'waiting' }
  | { readonly kind: 'anonymous' }

/** One stay before one camera: of one face, or of several of the same person with short gaps between them. */
export interface Visit {
  readonly id: string
  readonly cameraId: string
  readonly cameraName: string
  readonly of: VisitOf
  readonly arrivedAt: Date
  /** When last seen, so far or for good. */
  readonly departedAt: Date
  readonly hasEnded: boolean
  /** The first, second, … visit of this person or visitor by arrival; undefined when that is not known. */
  readonly nth: number | undefined
  /** Frames of evidence. */
  readonly frames: number
  /** The events of the timeline it is made of. */
  readonly eventIds: readonly string[]
}

/** 0 where the clock was put back meanwhile. */
export const dwellSeconds = ({ arrivedAt, departedAt }: Pick<Visit, 'arrivedAt' | 'departedAt'>): number =>
  Math.max(0, (departedAt.getTime() - arrivedAt.getTime()) / 1000)

/** What a remembered stranger looked like during one visit. */
export interface VisitFace {
  /** Of all frames of evidence, weighted by quality. */
  readonly template: Template
  /** Sum of the qualities of these frames, capped: 100 is one perfect frame. */
  readonly weight: number
  /** Of the best picture, 0–100. */
  readonly quality: number
  /** JPEG of the best picture, the face with some surroundings. */
  readonly crop: Uint8Array
  /** Cosine to the nearest registered person; undefined when nobody was registered. */
  readonly nearestPerson: number | undefined
}

export interface KeptVisit extends Visit {
  readonly person: Person | undefined
  /** The visitor's number, when it is one's. */
  readonly visitorNumber: number | undefined
  /** Whether a picture is kept. */
  readonly face: boolean
}

export interface VisitFilter {
  readonly personId?: string | undefined
  readonly visitorId?: string | undefined
  readonly cameraId?: string | undefined
  readonly kind?: VisitOf['kind'] | undefined
  /** Visits that were under way at some moment from `from` (inside) to `to` (outside). */
  readonly from?: Date | undefined
  readonly to?: Date | undefined
  /** Only those that have not ended. */
  readonly here?: boolean | undefined
}

/** A visit as statistics count it: 100,000 of them are read at once. */
export interface VisitSpan {
  readonly cameraId: string
  readonly kind: VisitOf['kind']
  /** The person's or visitor's id. */
  readonly identity: string | undefined
  readonly nth: number | undefined
  readonly arrivedAtMs: number
  readonly departedAtMs: number
}

/** What became known of a visit. `identified`: whose it is changed after it began. */
export interface VisitNews {
  readonly kind: 'arrived' | 'identified' | 'departed'
  readonly visit: KeptVisit
}

export const VISITOR_STATES = ['active', 'ignored'] as const
/** `ignored`: the postman, a poster on the wall. Recognised, never shown, never alerted. */
export type VisitorState = (typeof VISITOR_STATES)[number]

/** A stranger who is recognised when they come back. */
export interface Visitor {
  readonly id: string
  /** What people call them by: "visitor 12". Never given twice. */
  readonly number: number
  readonly state: VisitorState
  readonly firstSeenAt: Date
  readonly lastSeenAt: Date
  readonly visits: number
  /** The visit with the best picture. */
  readonly coverVisitId: string | undefined
}

export interface VisitorQuery {
  readonly state: VisitorState
  readonly sort: 'last_seen' | 'visits'
}

/** A visit's face as joining compares it. */
export interface RememberedVisit {
  readonly visitId: string
  /** Undefined while it waits. */
  readonly visitorId: string | undefined
  readonly cameraId: string
  readonly arrivedAt: Date
  readonly departedAt: Date
  readonly template: Template
  readonly weight: number
  readonly quality: number
}

export const VISITOR_CHANGES = ['name', 'same_as', 'merge', 'split', 'ignore', 'show', 'repair'] as const

/** Something that was done to visitors and can be undone for a while. */
export interface VisitorChange {
  readonly id: string
  readonly kind: (typeof VISITOR_CHANGES)[number]
  readonly at: Date
  /** Name of the account, or `rostro` for a repair. */
  readonly by: string
  readonly visitorIds: readonly string[]
  /** What they were called by, in the same order: some of them may be gone. */
  readonly visitorNumbers: readonly number[]
}

export interface By {
  readonly by: string
  readonly at: Date
}

/** To whom a visitor turned out to be. */
export type Named = { readonly personId: string } | { readonly newName: string; readonly consent: Consent }

/**
 * Every method is one transaction, but for those that delete many at once. What strangers looked like leaves no bytes behind when it
 * is deleted.
 */
export interface Visits {
  /**
   * Inserts, or replaces what was there under this id. A face replaces the one kept; without one it stays, but that of a visit
   * which is a person's or anonymous goes. @throws RostroError visitor_not_found, person_not_found
   */
  save(visit: Visit, face?: VisitFace): Promise<void>
  /** A visit that turned out to be part of another: it goes, with its face. No such visit is no error. */
  delete(visitId: string): Promise<void>
  /**
   * Newest arrival first; those of an ignored visitor only where `visitorId` asks for them, here and in `spans`.
   * @throws RostroError request_invalid for a cursor that is none
   */
  list(filter: VisitFilter, page: PageRequest): Promise<Page<KeptVisit>>
  /** @throws RostroError visit_not_found */
  find(visitId: string): Promise<KeptVisit>
  face(visitId: string): Promise<VisitFace | undefined>
  /** By arrival; 100,000 at most, the newest. */
  spans(filter: VisitFilter): Promise<readonly VisitSpan[]>
  /** How many visits this person or visitor has, those under way included. */
  count(of: VisitOf): Promise<number>
  /** Ends those a crash left open, at the time they were last saved; before these cameras, or before all, and with some left out. */
  endOpen(cameraIds?: readonly string[], butIds?: readonly string[]): Promise<void>

  /** Remembered faces of a space, oldest arrival first, from the first after `after` on, or of who arrived since then. */
  remembered(
    space: EmbeddingSpace,
    range: { readonly after?: string | undefined; readonly since?: Date | undefined; readonly limit: number },
  ): Promise<readonly RememberedVisit[]>
  addVisitor(visitor: { readonly id: string; readonly firstSeenAt: Date }): Promise<Visitor>
  /** @throws RostroError visitor_not_found */
  visitor(visitorId: string): Promise<Visitor>
  /** By id or number; undefined when there is none. */
  findVisitor(idOrNumber: string): Promise<Visitor | undefined>
  visitors(query: VisitorQuery, page: PageRequest): Promise<Page<Visitor>>

  /**
   * The visits of a visitor become a person's: their best pictures photos of that person, their visitor gone.
   * @throws RostroError visitor_not_found, person_not_found, name_taken, name_invalid, shot_not_kept for a newcomer without any picture
   */
  name(visitorId: string, named: Named, by: By): Promise<{ readonly change: VisitorChange; readonly person: Person }>
  /** All visits of the others become this visitor's. @throws RostroError visitor_not_found */
  merge(intoId: string, fromIds: readonly string[], by: By, kind?: 'merge' | 'repair'): Promise<VisitorChange>
  /** These visits become a visitor of their own. @throws RostroError visitor_not_found, visit_not_found */
  split(
    visitorId: string,
    visitIds: readonly string[],
    by: By,
    kind?: 'split' | 'repair',
  ): Promise<{ readonly change: VisitorChange; readonly visitor: Visitor }>
  /** @throws RostroError visitor_not_found */
  setState(visitorId: string, state: VisitorState, by: By): Promise<VisitorChange>
  /** Newest first. */
  changes(limit: number): Promise<readonly VisitorChange[]>
  /**
   * Takes a change back where nothing later touched the same visitors. @throws RostroError change_not_found, change_overtaken
   */
  undo(changeId: string): Promise<void>
  /** Pairs an operator said are two: never suggested nor repaired together again. */
  keepApart(visitorIds: readonly [string, string]): Promise<void>
  apart(): Promise<readonly (readonly [string, string])[]>
  /** An operator said that this visitor is not that person: never suggested again. @throws RostroError visitor_not_found, person_not_found */
  isNot(visitorId: string, personId: string): Promise<void>
  notPeople(): Promise<readonly { readonly visitorId: string; readonly personId: string }[]>
  /** Deletes visitor, faces and what could undo; the visits stay as anonymous ones. @throws RostroError visitor_not_found */
  forget(visitorId: string): Promise<void>
  /** Forgets all visitors and waiting faces. @returns how many visits lost their face */
  forgetAll(): Promise<number>
  /**
   * Forgets faces of visits that departed before `faces`, visitors without a visit left, changes made before `changes`, and
   * deletes visits that departed before `visits`. @returns how many faces
   */
  expire(before: {
    readonly faces: Date
    readonly visits: Date
    readonly changes: Date
    /** Where the time of day is sure: remembered visits of more than a day later count as of now. */
    readonly now?: Date | undefined
  }): Promise<number>
  /** How many faces `expire` would forget. */
  overdue(faces: Date): Promise<number>
  /** Moves whenever visitors or whose a visit is changed other than by `save`, in whichever process. */
  version(): Promise<number>

  addCrossings(crossings: readonly Crossing[]): Promise<void>
  crossings(filter: {
    readonly from: Date
    readonly to: Date
    readonly cameraId?: string | undefined
  }): Promise<readonly Crossing[]>
}

export const CROSSED = ['in', 'out'] as const

/** A face went over a line, or into or out of a zone. */
export interface Crossing {
  readonly cameraId: string
  /** Of the line or zone. */
  readonly name: string
  readonly kind: 'line' | 'zone'
  readonly direction: (typeof CROSSED)[number]
  readonly at: Date
  /** The event of the timeline. */
  readonly eventId: string
}
