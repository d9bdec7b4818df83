// Carries out what an operator said about an event, and takes it back: the photo and the refusal a correction makes bear the event's id.

import type { Correction, Shot } from '../core/records.ts'
import { readDecision } from './decisions.ts'
import { correctionColumns, effective, NO_CORRECTION, type EventRow } from './event-rows.ts'
import { templateColumns } from './rows.ts'
import { requirePerson, visiblePeople } from './sql-people.ts'
import { insertReferences } from './sql-references.ts'
import { sealRow } from './sealed-rows.ts'
import { leave, type Tx } from './sql.ts'

/**
 * `shot` becomes a photo of the person; what is refused may be `kept` too.
 * @throws RostroError person_not_found
 */
export async function applyCorrection(
  tx: Tx,
  event: EventRow,
  correction: Correction,
  shot: Shot | undefined,
  kept: Shot | undefined,
): Promise<void> {
  const { kind, personId } = correction
  await requirePerson(tx, personId)
  const face = shot ?? kept
  const wrongly = kind === 'not' ? personId : event.decided_person_id
  if (face && wrongly !== null && (kind === 'not' || wrongly !== personId)) await refuse(tx, event.id, wrongly, face)
  if (kind === 'is' && shot) {
    await insertReferences(tx, personId, [{ ...shot, source: event.source_name }], event.id)
  }
  await update(tx, event, correctionColumns(correction))
}

/** Leaves the event as it was decided. @returns who had a reference of it */
export async function removeCorrection(tx: Tx, event: EventRow): Promise<readonly string[]> {
  const owners = await tx.selectFrom('refs').select('person_id').where('correction_event', '=', event.id).execute()
  await tx.deleteFrom('refs').where('correction_event', '=', event.id).execute()
  await tx.deleteFrom('refusals').where('event_id', '=', event.id).execute()
  leave(tx, 'event', [event.id])
  await update(tx, event, NO_CORRECTION)
  return owners.map(({ person_id }) => person_id)
}

async function refuse(tx: Tx, eventId: string, personId: string, { template }: Shot): Promise<void> {
  const there = await visiblePeople(tx, new Set([personId]))
  if (!there.has(personId)) return
  await tx
    .insertInto('refusals')
    .values(await sealRow(tx, 'refusals', { person_id: personId, event_id: eventId, ...templateColumns(template) }))
    .execute()
}

async function update(tx: Tx, event: EventRow, columns: typeof NO_CORRECTION): Promise<void> {
  const decision = readDecision(event.id, event.decision)
  await tx
    .updateTable('events')
    .set({ ...columns, ...effective(decision, columns) })
    .where('id', '=', event.id)
    .execute()
}
