// How strangers are forgotten: now, all at once, or when their time is over. Their visits stay as somebody's.

import { sql } from 'kysely'
import { forgetInAlerts } from './sql-alerts-leaving.ts'
import { recount, requireVisitor } from './sql-visitors.ts'
import { leave, type Db, type Tx } from './sql.ts'
import { NOBODY } from './visit-rows.ts'

/** Visits forgotten in one transaction, so that many do not stop the cameras. */
const AT_ONCE = 200

/** A clock may be put right by as much, and a visit is not of another time for it. */
const TREMBLE_MS = 24 * 3_600_000

/** Milliseconds since 1970. */
export interface Before {
  readonly faces: number
  readonly visits: number
  readonly changes: number
}

export interface Forgotten {
  readonly faces: number
  /** Whether visitors, or whose a visit is, changed. */
  readonly changed: boolean
  /** Whether anything was deleted that had a face. */
  readonly deleted: boolean
  readonly more: boolean
}

/** @throws RostroError visitor_not_found */
export async function forgetVisitor(tx: Tx, visitorId: string): Promise<void> {
  await requireVisitor(tx, visitorId)
  const theirs = tx.selectFrom('visits').select('id').where('visitor_id', '=', visitorId)
  leave(tx, 'visit', ids(await theirs.execute()))
  await tx.deleteFrom('visit_faces').where('visit_id', 'in', theirs).execute()
  await tx.updateTable('visits').set(NOBODY).where('visitor_id', '=', visitorId).execute()
  await removeVisitors(tx, [visitorId])
}

/** One part of all that is older: of faces, and then of visits. */
export async function forgetOld(tx: Tx, before: Before): Promise<Forgotten> {
  const due = await remembered(tx, before.faces).select(['id', 'visitor_id', 'face_quality']).limit(AT_ONCE).execute()
  const old = await tx
    .selectFrom('visits')
    .select(['id', 'visitor_id', 'face_quality'])
    .where('kind', 'in', ['person', 'visitor', 'waiting', 'anonymous'])
    .where('arrived_at', '<', before.visits)
    .where('departed_at', '<', before.visits)
    .limit(AT_ONCE)
    .execute()
  const held = await heldBefore(tx, before.faces)
  await dropFaces(tx, [...ids(due), ...held])
  if (due.length > 0) await tx.updateTable('visits').set(NOBODY).where('id', 'in', ids(due)).execute()
  // With their faces.
  leave(tx, 'visit', ids(old))
  if (old.length > 0) await tx.deleteFrom('visits').where('id', 'in', ids(old)).execute()
  const touched = [...due, ...old]
  await recount(
    tx,
    touched.flatMap(({ visitor_id }) => visitor_id ?? []),
  )
  const empty = await tx
    .selectFrom('visitors')
    .select('id')
    .where('state', 'in', ['active', 'ignored'])
    .where('visits', '=', 0)
    // Somebody who has just been founded has no visit yet.
    .where('last_seen_at', '<', before.faces)
    .limit(AT_ONCE)
    .execute()
  await removeVisitors(tx, ids(empty))
  const changes = await tx.selectFrom('visitor_changes').select('id').where('at', '<', before.changes).limit(AT_ONCE).execute()
  await dropChanges(tx, ids(changes))
  const crossed = await tx
    .selectFrom('crossings')
    .select('sequence')
    .where('at', '<', before.visits)
    .orderBy('at')
    .limit(AT_ONCE)
    .execute()
  if (crossed.length > 0) {
    const sequences = crossed.map(({ sequence }) => sequence)
    await tx.deleteFrom('crossings').where('sequence', 'in', sequences).execute()
  }
  const faces = new Set(ids(touched.filter(({ face_quality }) => face_quality !== null))).size
  return {
    faces,
    changed: due.length > 0 || empty.length > 0 || old.some(({ visitor_id }) => visitor_id !== null),
    deleted: faces > 0 || held.length > 0 || changes.length > 0,
    more: [due, old, held, empty, changes, crossed].some(part => part.length === AT_ONCE),
  }
}

export async function facesBefore(db: Db, faces: number): Promise<number> {
  const { total } = await remembered(db, faces)
    .select(({ fn }) => fn.count('face_quality').as('total'))
    .executeTakeFirstOrThrow()
  return Number(total)
}

/** Visits of strangers who are remembered. */
const remembered = (db: Db, before: number) =>
  db
    .selectFrom('visits')
    .where('kind', 'in', ['visitor', 'waiting'])
    .where('arrived_at', '<', before)
    .where('departed_at', '<', before)

/** Remembered visits of a time to come: of a clock that was ahead. */
export const visitsAhead = (db: Db, now: number) =>
  db
    .selectFrom('visits')
    .select(['id', 'visitor_id', 'arrived_at'])
    .where('kind', 'in', ['visitor', 'waiting'])
    .where('departed_at', '>', now + TREMBLE_MS)
    .limit(AT_ONCE)
    .execute()

/** They count as of now: nobody knows better, and by their own time their faces would stay for long. */
export async function bringBack(tx: Tx, visits: Awaited<ReturnType<typeof visitsAhead>>, now: number): Promise<void> {
  for (const { id, arrived_at } of visits) {
    const times = { arrived_at: Math.min(arrived_at, now), departed_at: now }
    await tx.updateTable('visits').set(times).where('id', '=', id).execute()
  }
  await recount(
    tx,
    visits.flatMap(({ visitor_id }) => visitor_id ?? []),
  )
}

/** Faces that wait for an undo are no longer kept than others. */
async function heldBefore(tx: Tx, before: number): Promise<readonly string[]> {
  const rows = await tx
    .selectFrom('visit_faces')
    .innerJoin('visits', 'visits.id', 'visit_faces.visit_id')
    .select('visits.id')
    .where('held_by', 'is not', null)
    .where('departed_at', '<', before)
    .limit(AT_ONCE)
    .execute()
  return ids(rows)
}

async function dropFaces(tx: Tx, visitIds: readonly string[]): Promise<void> {
  leave(tx, 'visit', visitIds)
  if (visitIds.length > 0) await tx.deleteFrom('visit_faces').where('visit_id', 'in', visitIds).execute()
}

/** With what could bring back any of them. */
async function removeVisitors(tx: Tx, visitorIds: readonly string[]): Promise<void> {
  if (visitorIds.length === 0) return
  await forgetInAlerts(tx, visitorIds)
  const theirs = await tx.selectFrom('changed_visitors').select('change_id as id').where('visitor_id', 'in', visitorIds).execute()
  await dropChanges(tx, ids(theirs))
  await tx.deleteFrom('visitors').where('id', 'in', visitorIds).execute()
}

const dropChangesOf = async (tx: Tx, personId: string): Promise<void> =>
  dropChanges(tx, ids(await tx.selectFrom('visitor_changes').select('id').where('person_id', '=', personId).execute()))

/** They cannot be taken back any more, and the faces held for that go along. */
export async function dropChanges(tx: Tx, changeIds: readonly string[]): Promise<void> {
  if (changeIds.length === 0) return
  const held = await tx.selectFrom('visit_faces').select('visit_id as id').where('held_by', 'in', changeIds).execute()
  leave(tx, 'visit', ids(held))
  await tx.deleteFrom('visitor_changes').where('id', 'in', changeIds).execute()
}

/** A person is deleted: their visits stay as somebody's. */
export async function leaveVisits(tx: Tx, personId: string): Promise<void> {
  await dropChangesOf(tx, personId)
  const left = await tx.updateTable('visits').set(NOBODY).where('person_id', '=', personId).executeTakeFirst()
  if (left.numUpdatedRows > 0n) await moveVersion(tx)
}

/** A person turned out to be another. */
export async function moveVisits(tx: Tx, fromId: string, intoId: string): Promise<void> {
  await dropChangesOf(tx, fromId)
  const moved = await tx.updateTable('visits').set({ person_id: intoId }).where('person_id', '=', fromId).executeTakeFirst()
  if (moved.numUpdatedRows > 0n) await moveVersion(tx)
}

/** Whoever watches the place in another process reads it anew. */
export async function moveVersion(tx: Tx): Promise<void> {
  await tx
    .updateTable('place')
    .set({ version: sql<number>`version + 1` })
    .execute()
}

const ids = (rows: readonly { readonly id: string }[]): string[] => rows.map(({ id }) => id)
