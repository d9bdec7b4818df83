// Pairs of visitors an operator said are two, and people a visitor is not.

import type { Db, Tx } from './sql.ts'

export type Pair = readonly [string, string]

export async function allPairs(db: Db): Promise<readonly Pair[]> {
  const rows = await db.selectFrom('apart').selectAll().orderBy('first').orderBy('second').execute()
  return rows.map(({ first, second }) => [first, second])
}

/** Those in which any of these visitors is. */
export async function pairsOf(db: Db, visitorIds: readonly string[]): Promise<readonly Pair[]> {
  if (visitorIds.length === 0) return []
  const rows = await db
    .selectFrom('apart')
    .selectAll()
    .where(eb => eb.or([eb('first', 'in', visitorIds), eb('second', 'in', visitorIds)]))
    .execute()
  return rows.map(({ first, second }) => [first, second])
}

/** Of visitors who are there. @returns those that were not kept before */
export async function keepPairs(tx: Tx, pairs: readonly Pair[]): Promise<readonly Pair[]> {
  const kept: Pair[] = []
  for (const pair of pairs) {
    const [first, second] = pair[0] < pair[1] ? pair : [pair[1], pair[0]]
    const both = await tx.selectFrom('visitors').select('id').where('id', 'in', [first, second]).execute()
    const there = await tx
      .selectFrom('apart')
      .select('first')
      .where('first', '=', first)
      .where('second', '=', second)
      .executeTakeFirst()
    if (both.length < 2 || there) continue
    await tx.insertInto('apart').values({ first, second }).execute()
    kept.push([first, second])
  }
  return kept
}

export async function dropPairs(tx: Tx, pairs: readonly Pair[]): Promise<void> {
  for (const [first, second] of pairs) {
    await tx.deleteFrom('apart').where('first', '=', first).where('second', '=', second).execute()
  }
}

/** All that is said of the visitor from now on; people who are gone are passed over. */
export async function setNotPeople(tx: Tx, visitorId: string, personIds: readonly string[]): Promise<void> {
  await tx.deleteFrom('not_people').where('visitor_id', '=', visitorId).execute()
  if (personIds.length === 0) return
  const there = await tx.selectFrom('people').select('id').where('id', 'in', personIds).execute()
  const rows = there.map(({ id }) => ({ visitor_id: visitorId, person_id: id }))
  if (rows.length > 0) await tx.insertInto('not_people').values(rows).execute()
}

/** Ids of people. */
export async function notPeopleOf(db: Db, visitorId: string): Promise<readonly string[]> {
  const rows = await db.selectFrom('not_people').select('person_id').where('visitor_id', '=', visitorId).execute()
  return rows.map(row => row.person_id)
}

export async function allNotPeople(db: Db): Promise<readonly { readonly visitorId: string; readonly personId: string }[]> {
  const rows = await db.selectFrom('not_people').selectAll().orderBy('visitor_id').orderBy('person_id').execute()
  return rows.map(row => ({ visitorId: row.visitor_id, personId: row.person_id }))
}
