// Turns rows of events and shots into core values and back; runs no queries.

import type { Selectable } from 'kysely'
import { RostroError } from '../core/errors.ts'
import type { Correction, FaceEvent, KeptEvent, Shot } from '../core/records.ts'
import type { Outcome, Person } from '../core/types.ts'
import { idsIn, namedDecision, readDecision, writeDecision, type KeptDecision } from './decisions.ts'
import { bytesOf, readTemplate, templateColumns } from './rows.ts'
import type { Schema } from './schema.ts'

export type EventRow = Selectable<Schema['events']>
type CorrectionColumns = Pick<EventRow, 'correction_kind' | 'correction_person_id' | 'corrected_at' | 'corrected_by'>

export const NO_CORRECTION: CorrectionColumns = {
  correction_kind: null,
  correction_person_id: null,
  corrected_at: null,
  corrected_by: null,
}

export const correctionColumns = ({ kind, personId, at, by }: Correction): CorrectionColumns => ({
  correction_kind: kind,
  correction_person_id: personId,
  corrected_at: at.getTime(),
  corrected_by: by,
})

/** What was decided, without the correction. */
export const eventColumns = (event: FaceEvent, decision: KeptDecision, savedAt: number) => ({
  source_id: event.sourceId,
  source_name: event.sourceName,
  started_at: event.startedAt.getTime(),
  ended_at: event.endedAt?.getTime() ?? null,
  saved_at: savedAt,
  decided_person_id: decidedPerson(decision),
  decision: writeDecision(decision),
  frames: event.frames,
  quality: event.quality,
})

const decidedPerson = ({ outcome, candidate }: KeptDecision): string | null =>
  outcome === 'known' ? (candidate?.personId ?? null) : null

/** What the event shows after all. */
export function effective(decision: KeptDecision, correction: CorrectionColumns): Pick<EventRow, 'outcome' | 'person_id'> {
  if (correction.correction_kind === 'is') return { outcome: 'known', person_id: correction.correction_person_id }
  if (correction.correction_kind === 'not') return { outcome: 'unknown', person_id: null }
  return { outcome: decision.outcome, person_id: decidedPerson(decision) }
}

/** Everybody an event names. */
export function peopleIn(row: EventRow): string[] {
  const { person_id, correction_person_id, id, decision } = row
  return [person_id, correction_person_id, ...idsIn(readDecision(id, decision))].filter(named => named !== null)
}

/** `people` are those there are: an event of anybody else shows somebody unknown. */
export function toEvent(row: EventRow & { shot: unknown }, people: ReadonlyMap<string, Person>): KeptEvent {
  const person = row.person_id === null ? undefined : people.get(row.person_id)
  return {
    id: row.id,
    sourceId: row.source_id,
    sourceName: row.source_name,
    startedAt: new Date(row.started_at),
    endedAt: row.ended_at === null ? undefined : new Date(row.ended_at),
    decision: namedDecision(readDecision(row.id, row.decision), people),
    frames: row.frames,
    quality: row.quality,
    outcome: row.person_id === null || person ? (row.outcome as Outcome) : 'unknown',
    person,
    correction: toCorrection(row, people),
    shot: Boolean(row.shot),
  }
}

function toCorrection(row: CorrectionColumns, people: ReadonlyMap<string, Person>): Correction | undefined {
  const { correction_kind: kind, correction_person_id: personId, corrected_at, corrected_by } = row
  if (kind === null || personId === null || !people.has(personId)) return undefined
  return { kind: kind as Correction['kind'], personId, at: new Date(corrected_at ?? 0), by: corrected_by ?? '' }
}

export const shotRow = (eventId: string, { template, quality, crop }: Shot) => ({
  event_id: eventId,
  ...templateColumns(template),
  quality,
  crop,
})

/** @throws RostroError store_corrupt */
export function toShot(row: Selectable<Schema['shots']>): Shot {
  const template = readTemplate(row)
  if (template) return { template, quality: row.quality, crop: bytesOf(row.crop) }
  throw damagedShot(row.event_id)
}

export const damagedShot = (eventId: string): RostroError =>
  new RostroError('store_corrupt', `The face of event ${eventId} is damaged; delete the event, or restore a backup.`)
