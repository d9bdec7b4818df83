// The tables as the queries see them; knows no database and no SQL. Times are milliseconds since 1970.

import type { ColumnType, Generated } from 'kysely'
import type { AlertSchema } from './alert-schema.ts'
import type { DoorSchema } from './door-schema.ts'
import type { VisitSchema } from './visit-schema.ts'

/** Drivers take bytes and give bytes or a buffer of their own (libsql an ArrayBuffer, pg a Buffer). */
export type Blob = ColumnType<ArrayBuffer | Uint8Array, Uint8Array>

/** A template as three columns. */
export interface TemplateColumns {
  space: string
  /** float32, little-endian. */
  vector: Blob
  /** CRC-32 of the vector's bytes: a sign that flipped would pass every other check. */
  vector_crc: number
}

export interface Schema extends AlertSchema, DoorSchema, VisitSchema {
  people: {
    id: string
    name: string
    /** Of a person in `departing` a key that no name has, so that a newcomer may take the name. */
    name_key: string
    /** For searching and sorting: without case and accents. */
    folded_name: string
    created_at: number
  }
  /**
   * People whose deletion can still be undone; nobody sees them. A table of its own and not a column of `people`: one bit that
   * flips there could hide somebody, or delete them for good.
   */
  departing: { person_id: string; at: number }
  refs: TemplateColumns & {
    /** Grows with every row: references come back in the order in which they were enrolled. */
    sequence: Generated<number>
    id: string
    person_id: string
    quality: number
    source: string
    created_at: number
    crop: Blob
    /** The event whose correction made it; the event may be gone. */
    correction_event: string | null
  }
  /** Of photos and shots in further embedding spaces; they go with them. */
  reference_templates: TemplateColumns & { reference_id: string; quality: number }
  shot_templates: TemplateColumns & { event_id: string; quality: number }
  consents: { sequence: Generated<number>; person_id: string; text: string; given_at: number; taken_by: string }
  events: {
    id: string
    source_id: string
    source_name: string
    started_at: number
    ended_at: number | null
    /** When it was last written: an event left open by a crash ended about then. */
    saved_at: number
    /** With the correction taken in, as is `person_id`. */
    outcome: string
    person_id: string | null
    /** As decided. */
    decided_person_id: string | null
    /** JSON without names: those are read from `people`, where they are current and can be deleted. */
    decision: string
    frames: number
    quality: number
    correction_kind: string | null
    correction_person_id: string | null
    corrected_at: number | null
    corrected_by: string | null
  }
  shots: TemplateColumns & { event_id: string; quality: number; crop: Blob }
  refusals: TemplateColumns & { sequence: Generated<number>; person_id: string; event_id: string }
  cameras: {
    id: string
    name: string
    name_key: string
    address: string
    enabled: number
    settings: string
    created_at: number
  }
  accounts: {
    id: string
    name: string
    name_key: string
    role: string
    password_hash: string
    created_at: number
    last_sign_in_at: number | null
  }
  sessions: { token_hash: string; account_id: string; created_at: number; last_used_at: number; expires_at: number }
  api_keys: {
    id: string
    name: string
    prefix: string
    key_hash: string
    /** JSON. */
    scopes: string
    account_id: string
    created_at: number
    expires_at: number | null
    last_used_at: number | null
  }
  attempts: { who: string; failures: number; last_at: number }
  settings: { key: string; value: string }
  leases: { name: string; holder: string; renewals: number; about: string }
  /** One row that counts committed writes of what the gallery is made of. */
  changes: { count: number }
  /** Who changed at which of these counts last; nobody's id is from which on all are there. */
  changed_people: { person_id: string; version: number }
}
