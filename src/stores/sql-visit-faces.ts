// What remembered strangers looked like: kept with their visit, read to be compared, and held back while a change may be undone.

import type { EmbeddingSpace } from '../core/types.ts'
import type { RememberedVisit, VisitFace, Visits } from '../core/visits.ts'
import { openRow, openRows, sealRow } from './sealed-rows.ts'
import { leave, type Db, type Tx } from './sql.ts'
import { damagedFace, faceRow, toFace, toRemembered, type FaceRow } from './visit-rows.ts'

export async function faceOf(db: Db, visitId: string): Promise<VisitFace | undefined> {
  const row = await db
    .selectFrom('visit_faces')
    .selectAll()
    .where('visit_id', '=', visitId)
    .where('held_by', 'is', null)
    .executeTakeFirst()
  if (!row) return undefined
  return openedFace(row, await openRow(db, 'visit_faces', row))
}

/** @throws RostroError store_corrupt */
function openedFace(kept: FaceRow, opened: FaceRow | undefined): VisitFace {
  if (opened) return toFace(opened)
  throw damagedFace(kept.visit_id)
}

/** In place of what was kept of this visit. */
export async function putFace(tx: Tx, visitId: string, face: VisitFace): Promise<void> {
  const row = await sealRow(tx, 'visit_faces', faceRow(visitId, face))
  const there = await tx.selectFrom('visit_faces').select('visit_id').where('visit_id', '=', visitId).executeTakeFirst()
  if (there) await tx.updateTable('visit_faces').set(row).where('visit_id', '=', visitId).execute()
  else await tx.insertInto('visit_faces').values(row).execute()
}

/** @returns whether there was one; what is held for an undo stays */
export async function dropFace(tx: Tx, visitId: string): Promise<boolean> {
  const dropped = await tx
    .deleteFrom('visit_faces')
    .where('visit_id', '=', visitId)
    .where('held_by', 'is', null)
    .executeTakeFirst()
  leave(tx, 'visit', [visitId])
  return dropped.numDeletedRows > 0n
}

export async function rememberedOf(
  db: Db,
  space: EmbeddingSpace,
  { after, since, limit }: Parameters<Visits['remembered']>[1],
): Promise<readonly RememberedVisit[]> {
  const found: RememberedVisit[] = []
  let from = after === undefined ? since && { arrived_at: since.getTime(), id: '' } : await positionOf(db, after)
  for (;;) {
    const wanted = limit - found.length
    let query = db
      .selectFrom('visits')
      .innerJoin('visit_faces', 'visit_faces.visit_id', 'visits.id')
      .select(['visits.id', 'visit_faces.visit_id', 'visitor_id', 'camera_id', 'arrived_at', 'departed_at'])
      .select(['space', 'vector', 'vector_crc', 'weight', 'quality'])
      .where('face_quality', 'is not', null)
      .where('space', '=', space)
      .orderBy('arrived_at')
      .orderBy('visits.id')
      .limit(wanted)
    if (from) {
      const { arrived_at, id } = from
      query = query
        .where('arrived_at', '>=', arrived_at)
        .where(eb => eb.or([eb('arrived_at', '>', arrived_at), eb('visits.id', '>', id)]))
    }
    const rows = await query.execute()
    const opened = await openRows(db, 'visit_faces', rows)
    found.push(...opened.flatMap(row => (row && toRemembered(row)) ?? []))
    // Damaged ones were left out: a short page would mean the end.
    if (rows.length < wanted || found.length === limit) return found
    from = rows.at(-1)
  }
}

/** Undefined for a visit that has gone: reading begins anew. */
const positionOf = (db: Db, visitId: string) =>
  db.selectFrom('visits').select(['arrived_at', 'id']).where('id', '=', visitId).executeTakeFirst()

/** A visitor's best of the space they were last seen in: faces of other spaces would be compared with nobody. */
export async function bestFaces(db: Db, visitorId: string, limit: number): Promise<readonly VisitFace[]> {
  const theirs = db
    .selectFrom('visits')
    .innerJoin('visit_faces', 'visit_faces.visit_id', 'visits.id')
    .where('visitor_id', '=', visitorId)
    .where('face_quality', 'is not', null)
  const newest = await theirs.select('space').orderBy('arrived_at', 'desc').limit(1).executeTakeFirst()
  if (!newest) return []
  const rows = await theirs
    .selectAll('visit_faces')
    .where('space', '=', newest.space)
    .orderBy('visit_faces.quality', 'desc')
    .orderBy('visits.arrived_at', 'desc')
    .limit(limit)
    .execute()
  return (await openRows(db, 'visit_faces', rows)).map((row, i) => openedFace(rows[i]!, row))
}

/** Keeps a visitor's faces out of sight, for the change that would bring them back. */
export async function holdFaces(tx: Tx, visitorId: string, changeId: string): Promise<void> {
  await tx
    .updateTable('visit_faces')
    .set({ held_by: changeId })
    .where('visit_id', 'in', tx.selectFrom('visits').select('id').where('visitor_id', '=', visitorId))
    .execute()
}

/** Those of visits that are a visitor's again; others have gone another way. */
export async function releaseFaces(tx: Tx, visitorId: string, changeId: string): Promise<void> {
  const held = await tx
    .selectFrom('visit_faces')
    .innerJoin('visits', 'visits.id', 'visit_faces.visit_id')
    .select(['visit_faces.visit_id', 'visit_faces.quality'])
    .where('held_by', '=', changeId)
    .where('visitor_id', '=', visitorId)
    .execute()
  for (const { visit_id, quality } of held) {
    await tx.updateTable('visit_faces').set({ held_by: null }).where('visit_id', '=', visit_id).execute()
    await tx.updateTable('visits').set({ face_quality: quality }).where('id', '=', visit_id).execute()
  }
}
