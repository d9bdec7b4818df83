// Who is inside of which area, as doors with anti-passback saw it.

import type { Presence } from '../core/doors.ts'
import { departingIds } from './sql-people.ts'
import type { Db, Tx } from './sql.ts'

/** Who came last first. */
export async function presences(db: Db): Promise<readonly Presence[]> {
  const rows = await db
    .selectFrom('door_presence')
    .select(['person_id', 'area', 'at'])
    .where('inside', '=', 1)
    .where('person_id', 'not in', departingIds(db))
    .orderBy('at', 'desc')
    .orderBy('person_id')
    .orderBy('area')
    .execute()
  return rows.map(({ person_id, area, at }) => ({ personId: person_id, area, since: new Date(at) }))
}

/** @returns the areas in which they had been seen going in or out */
export async function forgetPresence(tx: Tx, personId: string, area: string | undefined): Promise<readonly string[]> {
  let theirs = tx.selectFrom('door_presence').select('area').where('person_id', '=', personId)
  if (area !== undefined) theirs = theirs.where('area', '=', area)
  const areas = (await theirs.orderBy('area').execute()).map(row => row.area)
  for (const one of areas) {
    await tx.deleteFrom('door_presence').where('person_id', '=', personId).where('area', '=', one).execute()
  }
  return areas
}
