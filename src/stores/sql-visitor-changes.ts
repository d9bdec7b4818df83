// What is done to visitors, each with what takes it back: named, merged, split, ignored.

import { randomUUID } from 'node:crypto'
import { RostroError } from '../core/errors.ts'
import type { Person } from '../core/types.ts'
import type { By, Named, Visitor, VisitorChange, VisitorState } from '../core/visits.ts'
import { toName } from './names.ts'
import { insertConsent, insertPerson } from './sql-naming.ts'
import { requirePerson } from './sql-people.ts'
import { insertReferences } from './sql-references.ts'
import { keepPairs, notPeopleOf, pairsOf, setNotPeople, type Pair } from './sql-apart.ts'
import { deleteVisitors, firstNumber, insertVisitor, recount, renumber, requireVisitor } from './sql-visitors.ts'
import type { Db, Tx } from './sql.ts'
import { bestFaces, holdFaces } from './sql-visit-faces.ts'

/** A visitor as they were. What is counted of them is counted anew. */
export type VisitorBefore = Pick<Visitor, 'id' | 'number' | 'state'> & {
  readonly firstSeenMs: number
  /** Ids of people an operator said they are not. */
  readonly notPeople: readonly string[]
}

/** What takes a change back. Faces wait with their visits. */
export type Undo =
  | {
      readonly op: 'name'
      readonly visitor: VisitorBefore
      readonly visitIds: readonly string[]
      readonly pairs: readonly Pair[]
      readonly personId: string
      readonly isNew: boolean
      readonly referenceIds: readonly string[]
    }
  | {
      readonly op: 'merge'
      readonly into: VisitorBefore
      readonly from: readonly { readonly visitor: VisitorBefore; readonly visitIds: readonly string[] }[]
      /** Of the merged, as they were; and those that took their place. */
      readonly pairs: readonly Pair[]
      readonly newPairs: readonly Pair[]
    }
  | { readonly op: 'split'; readonly from: VisitorBefore; readonly partId: string }
  | { readonly op: 'state'; readonly visitor: VisitorBefore }

/** Photos made of a visitor: as many as different looks may add something, and few enough to look through. */
const MOST_PHOTOS = 10

/** @throws RostroError visitor_not_found, person_not_found, name_taken, name_invalid, shot_not_kept */
export async function nameVisitor(
  tx: Tx,
  visitorId: string,
  named: Named,
  by: By,
): Promise<{ readonly change: VisitorChange; readonly person: Person }> {
  const visitor = await requireVisitor(tx, visitorId)
  const isNew = 'newName' in named
  const person = isNew
    ? { id: randomUUID(), name: toName(named.newName), createdAt: by.at }
    : await requirePerson(tx, named.personId)
  const faces = await bestFaces(tx, visitorId, MOST_PHOTOS)
  if (isNew) {
    if (faces.length === 0) {
      const sentence = `No picture of visitor ${visitor.number} is kept any more; register the person with photos.`
      throw new RostroError('shot_not_kept', sentence)
    }
    await insertPerson(tx, person)
    await insertConsent(tx, person.id, named.consent)
  }
  const source = `visitor ${visitor.number}`
  const photos = faces.map(({ template, quality, crop }) => ({ template, quality, crop, source }))
  const referenceIds = await insertReferences(tx, person.id, photos)
  const visitIds = await visitsOf(tx, visitorId)
  const change = await note(tx, isNew ? 'name' : 'same_as', [visitor], by, {
    ...{ op: 'name', visitor: await before(tx, visitor), visitIds, pairs: await pairsOf(tx, [visitorId]) },
    ...{ personId: person.id, isNew, referenceIds },
  })
  const first = (await firstNumber(tx, 'person_id', person.id)) + (await firstNumber(tx, 'visitor_id', visitorId)) - 1
  await holdFaces(tx, visitorId, change.id)
  await tx
    .updateTable('visits')
    .set({ kind: 'person', person_id: person.id, visitor_id: null, face_quality: null })
    .where('visitor_id', '=', visitorId)
    .execute()
  await deleteVisitors(tx, [visitorId])
  await renumber(tx, 'person_id', person.id, first)
  return { change, person }
}

/** @throws RostroError visitor_not_found */
export async function mergeVisitors(
  tx: Tx,
  intoId: string,
  fromIds: readonly string[],
  by: By,
  kind: 'merge' | 'repair',
): Promise<VisitorChange> {
  const into = await requireVisitor(tx, intoId)
  const others = [...new Set(fromIds)].filter(id => id !== intoId)
  const from: { readonly visitor: VisitorBefore; readonly visitIds: readonly string[] }[] = []
  for (const id of others) {
    const visitor = await before(tx, await requireVisitor(tx, id))
    from.push({ visitor, visitIds: await visitsOf(tx, id) })
  }
  const pairs = await pairsOf(tx, others)
  // Who was somebody else than one of them is somebody else than all of them.
  const strangers = pairs.map(pair => pair.find(id => !others.includes(id))).filter(id => id !== undefined && id !== intoId)
  const newPairs = await keepPairs(
    tx,
    strangers.map(id => [intoId, id!]),
  )
  const intoBefore = await before(tx, into)
  await setNotPeople(
    tx,
    intoId,
    [intoBefore, ...from.map(({ visitor }) => visitor)].flatMap(({ notPeople }) => notPeople),
  )
  let first = await firstNumber(tx, 'visitor_id', intoId)
  for (const id of others) {
    first += (await firstNumber(tx, 'visitor_id', id)) - 1
    await tx.updateTable('visits').set({ visitor_id: intoId }).where('visitor_id', '=', id).execute()
  }
  await deleteVisitors(tx, others)
  await recount(tx, [intoId])
  await renumber(tx, 'visitor_id', intoId, first)
  return note(tx, kind, [into, ...from.map(({ visitor }) => visitor)], by, {
    op: 'merge',
    into: intoBefore,
    from,
    pairs,
    newPairs,
  })
}

/** @throws RostroError visitor_not_found, visit_not_found */
export async function splitVisitor(
  tx: Tx,
  visitorId: string,
  visitIds: readonly string[],
  by: By,
  kind: 'split' | 'repair',
): Promise<{ readonly change: VisitorChange; readonly visitor: Visitor }> {
  const from = await requireVisitor(tx, visitorId)
  const moving = new Set(visitIds)
  const theirs = await tx.selectFrom('visits').select(['id', 'arrived_at']).where('visitor_id', '=', visitorId).execute()
  const firstNth = await firstNumber(tx, 'visitor_id', visitorId)
  const moved = theirs.filter(({ id }) => moving.has(id))
  if (moved.length === 0 || moved.length < moving.size) {
    const missing = visitIds.find(id => !theirs.some(visit => visit.id === id)) ?? ''
    throw new RostroError(
      'visit_not_found',
      `Visitor ${from.number} has no visit ${JSON.stringify(missing)}; list their visits again.`,
    )
  }
  const first = (visits: typeof theirs) => new Date(Math.min(...visits.map(visit => visit.arrived_at)))
  const part = await insertVisitor(tx, { id: randomUUID(), firstSeenAt: first(moved) })
  for (const { id } of moved) await tx.updateTable('visits').set({ visitor_id: part.id }).where('id', '=', id).execute()
  const rest = theirs.filter(({ id }) => !moving.has(id))
  if (rest.length > 0) {
    await tx
      .updateTable('visitors')
      .set({ first_seen_at: first(rest).getTime() })
      .where('id', '=', visitorId)
      .execute()
  }
  await tx.updateTable('visitors').set({ state: from.state }).where('id', '=', part.id).execute()
  await recount(tx, [visitorId, part.id])
  await renumber(tx, 'visitor_id', visitorId, firstNth)
  await renumber(tx, 'visitor_id', part.id, 1)
  const change = await note(tx, kind, [from, part], by, { op: 'split', from: await before(tx, from), partId: part.id })
  return { change, visitor: await requireVisitor(tx, part.id) }
}

/** @throws RostroError visitor_not_found */
export async function setVisitorState(tx: Tx, visitorId: string, state: VisitorState, by: By): Promise<VisitorChange> {
  const visitor = await requireVisitor(tx, visitorId)
  await tx.updateTable('visitors').set({ state }).where('id', '=', visitorId).execute()
  return note(tx, state === 'ignored' ? 'ignore' : 'show', [visitor], by, { op: 'state', visitor: await before(tx, visitor) })
}

export async function changesOf(db: Db, limit: number): Promise<readonly VisitorChange[]> {
  const rows = await db
    .selectFrom('visitor_changes')
    .select(['id', 'kind', 'at', 'changed_by', 'visitor_ids', 'visitor_numbers'])
    .orderBy('sequence', 'desc')
    .limit(limit)
    .execute()
  return rows.map(row => ({
    id: row.id,
    kind: row.kind as VisitorChange['kind'],
    at: new Date(row.at),
    by: row.changed_by,
    visitorIds: JSON.parse(row.visitor_ids) as string[],
    visitorNumbers: JSON.parse(row.visitor_numbers) as number[],
  }))
}

async function note(
  tx: Tx,
  kind: VisitorChange['kind'],
  visitors: readonly Pick<Visitor, 'id' | 'number'>[],
  { by, at }: By,
  undo: Undo,
): Promise<VisitorChange> {
  const id = randomUUID()
  const [visitorIds, visitorNumbers] = [visitors.map(visitor => visitor.id), visitors.map(({ number }) => number)]
  const told = { visitor_ids: JSON.stringify(visitorIds), visitor_numbers: JSON.stringify(visitorNumbers) }
  const row = { id, kind, at: at.getTime(), changed_by: by, ...told }
  const person_id = undo.op === 'name' ? undo.personId : null
  await tx
    .insertInto('visitor_changes')
    .values({ ...row, person_id, undo: JSON.stringify(undo) })
    .execute()
  for (const visitor_id of visitorIds) await tx.insertInto('changed_visitors').values({ visitor_id, change_id: id }).execute()
  return { id, kind, at, by, visitorIds, visitorNumbers }
}

const before = async (tx: Tx, { id, number, state, firstSeenAt }: Visitor): Promise<VisitorBefore> => ({
  ...{ id, number, state },
  firstSeenMs: firstSeenAt.getTime(),
  notPeople: await notPeopleOf(tx, id),
})

const visitsOf = async (tx: Tx, visitorId: string): Promise<readonly string[]> =>
  (await tx.selectFrom('visits').select('id').where('visitor_id', '=', visitorId).execute()).map(({ id }) => id)
