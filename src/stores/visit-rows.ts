// Turns rows of visits, their faces and visitors into core values and back; runs no queries.

import type { Selectable } from 'kysely'
import { RostroError } from '../core/errors.ts'
import type { Person } from '../core/types.ts'
import type { KeptVisit, RememberedVisit, Visit, VisitFace, Visitor, VisitOf, VisitorState, VisitSpan } from '../core/visits.ts'
import { bytesOf, isQuality, readTemplate, templateColumns } from './rows.ts'
import type { VisitSchema } from './visit-schema.ts'

export type VisitRow = Selectable<VisitSchema['visits']>
export type FaceRow = Selectable<VisitSchema['visit_faces']>

/** Whose visit it is, as columns. */
type OfColumns = Pick<VisitRow, 'kind' | 'person_id' | 'visitor_id'>

/** What is left of a visit when nobody is remembered by it: that somebody was there. */
export const NOBODY = { kind: 'anonymous', person_id: null, visitor_id: null, nth: null, face_quality: null } as const

export const ofColumns = (of: VisitOf): OfColumns => ({
  kind: of.kind,
  person_id: of.kind === 'person' ? of.personId : null,
  visitor_id: of.kind === 'visitor' ? of.visitorId : null,
})

export const visitColumns = (visit: Visit) => ({
  camera_id: visit.cameraId,
  camera_name: visit.cameraName,
  ...ofColumns(visit.of),
  arrived_at: visit.arrivedAt.getTime(),
  departed_at: visit.departedAt.getTime(),
  ended: visit.hasEnded ? 1 : 0,
  nth: visit.nth ?? null,
  frames: visit.frames,
  event_ids: JSON.stringify(visit.eventIds),
})

/** `people` are those there are: a visit of anybody else is anonymous. */
export function toVisit(row: VisitRow & { visitor_number: number | null }, people: ReadonlyMap<string, Person>): KeptVisit {
  const person = row.person_id === null ? undefined : people.get(row.person_id)
  const of = person || row.person_id === null ? toOf(row) : ({ kind: 'anonymous' } as const)
  return {
    id: row.id,
    cameraId: row.camera_id,
    cameraName: row.camera_name,
    of,
    arrivedAt: new Date(row.arrived_at),
    departedAt: new Date(row.departed_at),
    hasEnded: row.ended !== 0,
    nth: of.kind === 'anonymous' ? undefined : (row.nth ?? undefined),
    frames: row.frames,
    eventIds: JSON.parse(row.event_ids) as string[],
    person,
    visitorNumber: row.visitor_number ?? undefined,
    face: row.face_quality !== null,
  }
}

/** @throws RostroError store_corrupt */
function toOf({ kind, person_id, visitor_id }: OfColumns): VisitOf {
  if (kind === 'person' && person_id !== null) return { kind, personId: person_id }
  if (kind === 'visitor' && visitor_id !== null) return { kind, visitorId: visitor_id }
  if (kind === 'waiting' || kind === 'anonymous') return { kind }
  throw new RostroError('store_corrupt', `Whose a visit was is damaged (${JSON.stringify(kind)}); restore a backup.`)
}

/** From columns of many rows, each a JSON array. `gone`: people nobody may see. */
export function toSpans(
  columns: Readonly<Record<'camera_id' | 'kind' | 'identity' | 'nth' | 'arrived_at' | 'departed_at', string>>,
  gone: ReadonlySet<string>,
): VisitSpan[] {
  const cameras = JSON.parse(columns.camera_id) as string[]
  const kinds = JSON.parse(columns.kind) as VisitSpan['kind'][]
  const identities = JSON.parse(columns.identity) as (string | null)[]
  const nths = JSON.parse(columns.nth) as (number | null)[]
  const arrivals = JSON.parse(columns.arrived_at) as number[]
  const departures = JSON.parse(columns.departed_at) as number[]
  return cameras.map((cameraId, i) => {
    const identity = identities[i] ?? undefined
    const isGone = identity !== undefined && gone.has(identity)
    return {
      cameraId,
      kind: isGone ? 'anonymous' : kinds[i]!,
      identity: isGone ? undefined : identity,
      nth: isGone ? undefined : (nths[i] ?? undefined),
      arrivedAtMs: arrivals[i]!,
      departedAtMs: departures[i]!,
    }
  })
}

/** @throws RostroError usage_invalid */
export function faceRow(visitId: string, { template, weight, quality, crop, nearestPerson }: VisitFace) {
  if (!isQuality(quality)) throw new RostroError('usage_invalid', `The quality of a face is ${quality}; it must be 0 to 100.`)
  const columns = { visit_id: visitId, held_by: null, quality, weight, nearest_person: nearestPerson ?? null }
  return { ...columns, ...templateColumns(template), crop }
}

/** @throws RostroError store_corrupt */
export function toFace(row: FaceRow): VisitFace {
  const template = readTemplate(row)
  if (!template) throw damagedFace(row.visit_id)
  const { weight, quality, nearest_person } = row
  return { template, weight, quality, crop: bytesOf(row.crop), nearestPerson: nearest_person ?? undefined }
}

export const damagedFace = (visitId: string): RostroError =>
  new RostroError('store_corrupt', `The face of visit ${visitId} is damaged; forget the visitor, or restore a backup.`)

/** Undefined for a damaged one: a stranger who is not recognised by it harms nobody, a place that cannot be watched does. */
export function toRemembered(
  row: Pick<VisitRow, 'id' | 'visitor_id' | 'camera_id' | 'arrived_at' | 'departed_at'> &
    Pick<FaceRow, 'space' | 'vector' | 'vector_crc' | 'weight' | 'quality'>,
): RememberedVisit | undefined {
  const template = readTemplate(row)
  if (!template) return undefined
  return {
    visitId: row.id,
    visitorId: row.visitor_id ?? undefined,
    cameraId: row.camera_id,
    arrivedAt: new Date(row.arrived_at),
    departedAt: new Date(row.departed_at),
    template,
    weight: row.weight,
    quality: row.quality,
  }
}

export const toVisitor = (row: Selectable<VisitSchema['visitors']>): Visitor => ({
  id: row.id,
  number: row.number,
  state: row.state as VisitorState,
  firstSeenAt: new Date(row.first_seen_at),
  lastSeenAt: new Date(row.last_seen_at),
  visits: row.visits,
  coverVisitId: row.cover_visit_id ?? undefined,
})
