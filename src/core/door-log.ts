// How a decision at a door is written in the audit, and read back from it.

import type { AuditEntry } from './audit.ts'
import type { DoorDecision, DoorLogEntry } from './doors.ts'

/** Action of the audit under which decisions at doors are kept. */
export const DOOR_DECISION = 'door.decision'

/** What every detail of this door's decisions begins with: the audit is searched by it. */
export const detailStart = (doorId: string): string => `{"doorId":${JSON.stringify(doorId)},`

export const toDetail = ({ doorId, ...decision }: DoorDecision): string => JSON.stringify({ doorId, ...decision })

export const toLogEntry = ({ sequence, at, hash, detail }: AuditEntry): DoorLogEntry => ({
  ...{ sequence, at, hash },
  decision: JSON.parse(detail) as DoorDecision,
})
