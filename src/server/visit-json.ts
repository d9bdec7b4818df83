// Visits, visitors and what was done to them, as the API tells them: dates as text, undefined as null, no template and no picture.

import { forgottenAt, type Remembering } from '../app/place/remembering.ts'
import type { AuditEntry } from '../core/audit.ts'
import type { Group } from '../core/groups.ts'
import { dwellSeconds, type KeptVisit, type Visitor, type VisitorChange } from '../core/visits.ts'
import type { GroupJson } from './contract/groups.ts'
import type { auditEntry, VisitJson } from './contract/place.ts'
import type { RememberingJson, VisitorChangeJson, VisitorJson } from './contract/visitors.ts'
import type { z } from 'zod'

export const toRememberingJson = (decision: Remembering): RememberingJson =>
  decision.on
    ? {
        ...decision,
        cameraIds: decision.cameraIds ? [...decision.cameraIds] : null,
        since: decision.since.toISOString(),
      }
    : { on: false }

export const toVisitorJson = (visitor: Visitor, decision: Remembering): VisitorJson => ({
  ...visitor,
  firstSeenAt: visitor.firstSeenAt.toISOString(),
  lastSeenAt: visitor.lastSeenAt.toISOString(),
  coverVisitId: visitor.coverVisitId ?? null,
  forgottenAt: forgottenAt(visitor, decision).toISOString(),
})

export const toChangeJson = ({ id, kind, at, by, visitorIds, visitorNumbers }: VisitorChange): VisitorChangeJson => ({
  ...{ id, kind, by },
  at: at.toISOString(),
  visitorIds: [...visitorIds],
  visitorNumbers: [...visitorNumbers],
})

export const toVisitJson = (visit: KeptVisit): VisitJson => ({
  id: visit.id,
  camera: { id: visit.cameraId, name: visit.cameraName },
  kind: visit.of.kind,
  person: visit.person ? { id: visit.person.id, name: visit.person.name } : null,
  visitor:
    visit.of.kind === 'visitor' && visit.visitorNumber !== undefined
      ? { id: visit.of.visitorId, number: visit.visitorNumber }
      : null,
  arrivedAt: visit.arrivedAt.toISOString(),
  departedAt: visit.departedAt.toISOString(),
  hasEnded: visit.hasEnded,
  dwellSeconds: dwellSeconds(visit),
  nth: visit.nth ?? null,
  face: visit.face,
})

export const toGroupJson = ({ id, name, personIds, allowed }: Group): GroupJson => ({
  ...{ id, name },
  personIds: [...personIds],
  allowed: allowed.map(({ days, from, to }) => ({ days: [...days], from, to })),
})

export const toAuditJson = ({ sequence, at, by, action, detail }: AuditEntry): z.infer<typeof auditEntry> => ({
  ...{ sequence, by, action },
  at: at.toISOString(),
  detail: JSON.parse(detail) as Record<string, unknown>,
})
