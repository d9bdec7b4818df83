// Takes back what was done to visitors, where nothing later touched them.

import { RostroError } from '../core/errors.ts'
import { dropPairs, keepPairs, setNotPeople } from './sql-apart.ts'
import type { Changed } from './sql-changed-people.ts'
import { unregister } from './sql-leaving.ts'
import { requirePerson } from './sql-people.ts'
import { releaseFaces } from './sql-visit-faces.ts'
import type { Undo, VisitorBefore } from './sql-visitor-changes.ts'
import { deleteVisitors, firstNumber, recount, renumber } from './sql-visitors.ts'
import { dropChanges } from './sql-forgetting.ts'
import type { Db, Tx } from './sql.ts'

/** @returns the people whose photos were taken back; undefined: nobody's could be. @throws RostroError change_not_found, change_overtaken */
export async function undoChange(tx: Tx, changeId: string): Promise<Changed> {
  const row = await tx.selectFrom('visitor_changes').selectAll().where('id', '=', changeId).executeTakeFirst()
  if (!row) {
    const sentence = `There is no change ${JSON.stringify(changeId)} to undo; it is too old, was undone, or somebody was forgotten.`
    throw new RostroError('change_not_found', sentence)
  }
  const later = await tx
    .selectFrom('changed_visitors')
    .innerJoin('visitor_changes', 'visitor_changes.id', 'changed_visitors.change_id')
    .select('change_id')
    .where('sequence', '>', row.sequence)
    .where('visitor_id', 'in', JSON.parse(row.visitor_ids) as string[])
    .limit(1)
    .executeTakeFirst()
  if (later) throw overtaken()
  const undo = JSON.parse(row.undo) as Undo
  let people: Changed
  switch (undo.op) {
    case 'name':
      people = await unname(tx, undo, changeId)
      break
    case 'merge':
      await unmerge(tx, undo)
      break
    case 'split':
      await unsplit(tx, undo)
      break
    case 'state':
      await requireThere(tx, [undo.visitor.id])
      await tx.updateTable('visitors').set({ state: undo.visitor.state }).where('id', '=', undo.visitor.id).execute()
  }
  await dropChanges(tx, [changeId])
  return people
}

type UndoOf<Op extends Undo['op']> = Extract<Undo, { op: Op }>

async function unname(tx: Tx, undo: UndoOf<'name'>, changeId: string): Promise<Changed> {
  const { visitor, visitIds, pairs, personId, isNew, referenceIds } = undo
  await requirePerson(tx, personId).catch((error: unknown) => {
    throw overtaken(error)
  })
  const photos = await tx.selectFrom('refs').select(['id', 'person_id']).where('person_id', '=', personId).execute()
  const others = photos.filter(({ id }) => !referenceIds.includes(id))
  // More photos make a newcomer somebody registered; without any other, nobody would be left.
  if (isNew ? others.length > 0 : others.length === 0) throw overtaken()
  await bringBack(tx, visitor)
  const theirs = await tx.selectFrom('visits').select('id').where('person_id', '=', personId).execute()
  const first = await firstNumber(tx, 'person_id', personId)
  const moving = new Set(visitIds)
  for (const { id } of theirs) {
    // Of a newcomer, also those since: it was the same face.
    if (!isNew && !moving.has(id)) continue
    await tx
      .updateTable('visits')
      .set({ kind: 'visitor', person_id: null, visitor_id: visitor.id })
      .where('id', '=', id)
      .execute()
  }
  await releaseFaces(tx, visitor.id, changeId)
  await recount(tx, [visitor.id])
  await renumber(tx, 'visitor_id', visitor.id, 1)
  await renumber(tx, 'person_id', personId, first)
  await keepPairs(tx, pairs)
  if (referenceIds.length > 0)
    await tx.deleteFrom('refs').where('id', 'in', referenceIds).where('person_id', '=', personId).execute()
  await tx.updateTable('visitor_changes').set({ person_id: null }).where('id', '=', changeId).execute()
  if (!isNew) return { ids: [personId] }
  return { ids: await unregister(tx, personId), gone: [personId] }
}

async function unmerge(tx: Tx, { into, from, pairs, newPairs }: UndoOf<'merge'>): Promise<void> {
  await requireThere(tx, [into.id])
  const first = await firstNumber(tx, 'visitor_id', into.id)
  await tx.updateTable('visitors').set({ first_seen_at: into.firstSeenMs }).where('id', '=', into.id).execute()
  for (const { visitor, visitIds } of from) {
    await bringBack(tx, visitor)
    for (const id of visitIds) {
      const theirs = tx.updateTable('visits').set({ visitor_id: visitor.id }).where('id', '=', id)
      await theirs.where('visitor_id', '=', into.id).execute()
    }
  }
  await recount(tx, [into.id, ...from.map(({ visitor }) => visitor.id)])
  await renumber(tx, 'visitor_id', into.id, first)
  for (const { visitor } of from) await renumber(tx, 'visitor_id', visitor.id, 1)
  await setNotPeople(tx, into.id, into.notPeople)
  await dropPairs(tx, newPairs)
  await keepPairs(tx, pairs)
}

async function unsplit(tx: Tx, { from, partId }: UndoOf<'split'>): Promise<void> {
  await requireThere(tx, [from.id, partId])
  const first = await firstNumber(tx, 'visitor_id', from.id)
  await tx.updateTable('visits').set({ visitor_id: from.id }).where('visitor_id', '=', partId).execute()
  await tx.updateTable('visitors').set({ first_seen_at: from.firstSeenMs }).where('id', '=', from.id).execute()
  await deleteVisitors(tx, [partId])
  await recount(tx, [from.id])
  await renumber(tx, 'visitor_id', from.id, first)
}

async function bringBack(tx: Tx, { id, number, state, firstSeenMs, notPeople }: VisitorBefore): Promise<void> {
  const seen = { first_seen_at: firstSeenMs, last_seen_at: firstSeenMs }
  await tx
    .insertInto('visitors')
    .values({ id, number, state, ...seen, visits: 0, cover_visit_id: null })
    .execute()
  await setNotPeople(tx, id, notPeople)
}

async function requireThere(db: Db, visitorIds: readonly string[]): Promise<void> {
  const rows = await db.selectFrom('visitors').select('id').where('id', 'in', visitorIds).execute()
  if (rows.length < visitorIds.length) throw overtaken()
}

const overtaken = (cause?: unknown): RostroError => {
  const sentence = 'This cannot be undone any more: the same visitors were changed since; undo that first, or change them again.'
  return new RostroError('change_overtaken', sentence, { cause })
}
