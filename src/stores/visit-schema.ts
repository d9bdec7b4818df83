// The tables of a watched place as the queries see them. Times are milliseconds since 1970.

import type { Generated } from 'kysely'
import type { Blob, TemplateColumns } from './schema.ts'

export interface VisitSchema {
  /** One row: a count of changes other than saves, and the newest visitor's number. */
  place: { version: number; last_number: number }
  visitors: {
    id: string
    number: number
    state: string
    first_seen_at: number
    /** This and what follows are counted from the visits whenever one comes or goes. */
    last_seen_at: number
    visits: number
    cover_visit_id: string | null
  }
  visits: {
    id: string
    camera_id: string
    camera_name: string
    kind: string
    person_id: string | null
    visitor_id: string | null
    arrived_at: number
    departed_at: number
    /** 0 or 1. */
    ended: number
    nth: number | null
    frames: number
    /** JSON. */
    event_ids: string
    /** Null without a face, or when one is only held for an undo. */
    face_quality: number | null
  }
  visit_faces: TemplateColumns & {
    visit_id: string
    /** The change that would bring it back when it is undone; nobody else sees it. */
    held_by: string | null
    quality: number
    weight: number
    nearest_person: number | null
    crop: Blob
  }
  visitor_changes: {
    sequence: Generated<number>
    id: string
    kind: string
    at: number
    changed_by: string
    /** JSON. */
    visitor_ids: string
    /** JSON. */
    visitor_numbers: string
    /** Whom a visitor turned out to be. */
    person_id: string | null
    /** JSON: what takes it back. */
    undo: string
  }
  /** Which change is the newest of a visitor. */
  changed_visitors: { visitor_id: string; change_id: string }
  /** Each pair once, in the order of the ids. */
  apart: { first: string; second: string }
  not_people: { visitor_id: string; person_id: string }
  crossings: {
    sequence: Generated<number>
    at: number
    camera_id: string
    name: string
    kind: string
    direction: string
    event_id: string
  }
}
