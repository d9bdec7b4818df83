// What crossed lines and zones.

import type { Crossing, Visits } from '../core/visits.ts'
import type { Db, Tx } from './sql.ts'

export async function insertCrossings(tx: Tx, crossings: readonly Crossing[]): Promise<void> {
  for (const { at, cameraId, name, kind, direction, eventId } of crossings) {
    const row = { at: at.getTime(), camera_id: cameraId, name, kind, direction, event_id: eventId }
    await tx.insertInto('crossings').values(row).execute()
  }
}

/** In order of time; `from` is inside, `to` is not. */
export async function crossingsOf(
  db: Db,
  { from, to, cameraId }: Parameters<Visits['crossings']>[0],
): Promise<readonly Crossing[]> {
  let query = db.selectFrom('crossings').selectAll().where('at', '>=', from.getTime()).where('at', '<', to.getTime())
  if (cameraId !== undefined) query = query.where('camera_id', '=', cameraId)
  const rows = await query.orderBy('at').orderBy('sequence').execute()
  return rows.map(row => ({
    cameraId: row.camera_id,
    name: row.name,
    kind: row.kind as Crossing['kind'],
    direction: row.direction as Crossing['direction'],
    at: new Date(row.at),
    eventId: row.event_id,
  }))
}
