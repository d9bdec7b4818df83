// The tables of groups, alerts and the audit as the queries see them. Times are milliseconds since 1970.

import type { Generated } from 'kysely'

export interface AlertSchema {
  /** `allowed`: JSON, windows of time. */
  groups: { id: string; name: string; name_key: string; allowed: string }
  group_people: { sequence: Generated<number>; group_id: string; person_id: string }
  alert_rules: { sequence: Generated<number>; id: string; body: string }
  /** With how delivering goes: one row is all that a delivered alert writes. */
  alert_targets: {
    sequence: Generated<number>
    id: string
    body: string
    position: number
    failures: number
    next_at: number | null
    last_error: string | null
    dropped: number
  }
  notices: { sequence: number; id: string; at: number; body: string }
  /** What must be said once only, or not too often. Kept longer than the notices: a pause may be longer than they wait. */
  spoken: { once: string; sequence: number; at: number }
  /** One row: the sequence of the newest notice there ever was. */
  outbox: { newest: number }
  audit: { sequence: number; at: number; done_by: string; action: string; detail: string; hash: string }
  /** One row: the newest entry there ever was, so that one taken off the end is missed. */
  audit_head: { sequence: number; hash: string }
}
