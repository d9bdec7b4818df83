// What people show at a door beside their face, and where they are: with them it comes, and with them it goes.

import { RostroError } from '../core/errors.ts'
import type { DoorFactor } from '../core/doors.ts'
import { departingIds, requirePerson } from './sql-people.ts'
import { openRows, resealedColumns, sealRow } from './sealed-rows.ts'
import type { Db, Tx } from './sql.ts'

/** In the order in which they were given. */
export async function factorsOf(db: Db, personId: string): Promise<readonly DoorFactor[]> {
  const rows = await db
    .selectFrom('door_factors')
    .selectAll()
    .where('person_id', '=', personId)
    .where('person_id', 'not in', departingIds(db))
    .orderBy('sequence')
    .execute()
  // One that was tampered with opens no door.
  const opened = await openRows(db, 'door_factors', rows)
  return opened
    .flatMap(row => row ?? [])
    .map(({ id, person_id, kind, secret, created_at }) => {
      return { id, personId: person_id, kind: kind as DoorFactor['kind'], secret, createdAt: new Date(created_at) }
    })
}

/** @throws RostroError person_not_found */
export async function addFactor(tx: Tx, { id, personId, kind, secret, createdAt }: DoorFactor): Promise<void> {
  await requirePerson(tx, personId)
  const row = { id, person_id: personId, kind, secret, created_at: createdAt.getTime() }
  await tx
    .insertInto('door_factors')
    .values(await sealRow(tx, 'door_factors', row))
    .execute()
}

/** @throws RostroError factor_not_found */
export async function deleteFactor(tx: Tx, id: string): Promise<void> {
  const row = await tx.selectFrom('door_factors').select('id').where('id', '=', id).executeTakeFirst()
  if (!row) throw new RostroError('factor_not_found', `There is no PIN, badge or code ${JSON.stringify(id)}; list them again.`)
  await tx.deleteFrom('door_factors').where('id', '=', id).execute()
}

/** @returns false when this counter or a later one was used before, and when there is no such factor */
export async function useCode(tx: Tx, id: string, counter: number): Promise<boolean> {
  const row = await tx.selectFrom('door_factors').select('last_counter').where('id', '=', id).executeTakeFirst()
  if (!row || (row.last_counter !== null && counter <= row.last_counter)) return false
  await tx.updateTable('door_factors').set({ last_counter: counter }).where('id', '=', id).execute()
  return true
}

export async function leaveDoors(tx: Tx, personId: string): Promise<void> {
  await tx.deleteFrom('door_factors').where('person_id', '=', personId).execute()
  await tx.deleteFrom('door_presence').where('person_id', '=', personId).execute()
}

/** The person has what both had, and is where either was seen last. */
export async function moveDoors(tx: Tx, fromId: string, intoId: string): Promise<void> {
  for (const row of await tx.selectFrom('door_factors').selectAll().where('person_id', '=', fromId).execute()) {
    const change = { person_id: intoId }
    const columns = await resealedColumns(tx, 'door_factors', { ...row }, change)
    await tx
      .updateTable('door_factors')
      .set({ ...columns, ...change })
      .where('id', '=', row.id)
      .execute()
  }
  const theirs = (personId: string) => tx.selectFrom('door_presence').selectAll().where('person_id', '=', personId).execute()
  const before = new Map((await theirs(intoId)).map(row => [row.area, row]))
  for (const row of await theirs(fromId)) {
    if ((before.get(row.area)?.at ?? -Infinity) >= row.at) continue
    await tx.deleteFrom('door_presence').where('person_id', '=', intoId).where('area', '=', row.area).execute()
    await tx
      .insertInto('door_presence')
      .values({ ...row, person_id: intoId })
      .execute()
  }
  await leaveDoors(tx, fromId)
}
