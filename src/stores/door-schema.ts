// The tables of doors as the queries see them. Times are milliseconds since 1970.

import type { Generated } from 'kysely'

export interface DoorSchema {
  /** `body`: JSON of all but id and name. */
  doors: { id: string; name: string; name_key: string; body: string }
  door_locks: { door_id: string; refusals: number; paused_until: number | null; locked: number }
  door_factors: {
    sequence: Generated<number>
    id: string
    person_id: string
    kind: string
    secret: string
    created_at: number
    /** Of the newest one-time password used. */
    last_counter: number | null
  }
  door_presence: { person_id: string; area: string; inside: number; at: number }
}
