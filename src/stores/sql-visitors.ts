// Reads and counts visitors: one, a page; and keeps what is counted of them in step with their visits.

import { RostroError } from '../core/errors.ts'
import type { Page, PageRequest } from '../core/records.ts'
import type { Visitor, VisitorQuery } from '../core/visits.ts'
import { pageOf, parseCursor, toCursor } from './cursors.ts'
import type { Db, Tx } from './sql.ts'
import { toVisitor } from './visit-rows.ts'

/** @throws RostroError visitor_not_found */
export async function requireVisitor(db: Db, id: string): Promise<Visitor> {
  const row = await db.selectFrom('visitors').selectAll().where('id', '=', id).executeTakeFirst()
  if (row) return toVisitor(row)
  throw new RostroError('visitor_not_found', `There is no visitor ${JSON.stringify(id)}; they may have been forgotten.`)
}

export async function findVisitor(db: Db, idOrNumber: string): Promise<Visitor | undefined> {
  const all = db.selectFrom('visitors').selectAll()
  const row =
    (await all.where('id', '=', idOrNumber).executeTakeFirst()) ??
    (/^\d{1,15}$/.test(idOrNumber) ? await all.where('number', '=', Number(idOrNumber)).executeTakeFirst() : undefined)
  return row && toVisitor(row)
}

export async function visitorsPage(db: Db, { state, sort }: VisitorQuery, page: PageRequest): Promise<Page<Visitor>> {
  const list = `${state} visitors by ${sort}`
  const key = sort === 'visits' ? 'visits' : 'last_seen_at'
  const found = db.selectFrom('visitors').where('state', '=', state)
  let part = found
    .selectAll()
    .orderBy(key, 'desc')
    .orderBy('number', 'desc')
    .limit(page.limit + 1)
  if (page.cursor !== undefined) {
    const [at, number] = parseCursor(list, page.cursor, 'number')
    part = part.where(key, '<=', at).where(eb => eb.or([eb(key, '<', at), eb('number', '<', Number(number))]))
  }
  const rows = await part.execute()
  const { total } = await found.select(({ fn }) => fn.countAll().as('total')).executeTakeFirstOrThrow()
  const { items, next } = pageOf(rows, page, toVisitor, row => toCursor(list, [row[key], String(row.number)]))
  return { items, next, total: Number(total) }
}

/** Gives them the next number. */
export async function insertVisitor(tx: Tx, visitor: { readonly id: string; readonly firstSeenAt: Date }): Promise<Visitor> {
  await tx
    .updateTable('place')
    .set(eb => ({ last_number: eb('last_number', '+', 1) }))
    .execute()
  const { last_number: number } = await tx.selectFrom('place').select('last_number').executeTakeFirstOrThrow()
  const [id, seen] = [visitor.id, visitor.firstSeenAt.getTime()]
  const row = { id, number, state: 'active', first_seen_at: seen, last_seen_at: seen, visits: 0, cover_visit_id: null }
  await tx.insertInto('visitors').values(row).execute()
  return toVisitor(row)
}

/** Whoever counts them next waits, and sees what this transaction wrote. In one order, so that no two wait for each other. */
export async function lockVisitors(tx: Tx, visitorIds: Iterable<string>): Promise<void> {
  for (const id of [...new Set(visitorIds)].sort()) {
    await tx
      .updateTable('visitors')
      .set(eb => ({ visits: eb.ref('visits') }))
      .where('id', '=', id)
      .execute()
  }
}

/** Counts anew what is counted of a visitor's visits. Without any, when they were seen stays. */
export async function recount(tx: Tx, visitorIds: Iterable<string>): Promise<void> {
  const ids = [...new Set(visitorIds)]
  if (ids.length === 0) return
  await tx
    .updateTable('visitors')
    .set(eb => {
      const theirs = eb.selectFrom('visits').whereRef('visits.visitor_id', '=', 'visitors.id')
      const first = theirs.select(({ fn }) => fn.min<number>('arrived_at').as('at'))
      const last = theirs.select(({ fn }) => fn.max<number>('departed_at').as('at'))
      return {
        visits: theirs.select(({ fn }) => fn.countAll<number>().as('count')),
        first_seen_at: eb.fn.coalesce(first.whereRef('arrived_at', '<', 'first_seen_at'), 'first_seen_at'),
        last_seen_at: eb.fn.coalesce(last, 'last_seen_at'),
        cover_visit_id: theirs
          .select('visits.id')
          .where('face_quality', 'is not', null)
          .orderBy('face_quality', 'desc')
          .orderBy('arrived_at', 'desc')
          .limit(1),
      }
    })
    .where('id', 'in', ids)
    .execute()
}

type Whose = 'visitor_id' | 'person_id'

/** The number of the first visit kept of somebody: more than 1 when earlier ones were deleted since. */
export async function firstNumber(tx: Tx, whose: Whose, id: string): Promise<number> {
  const lowest = tx.selectFrom('visits').select(({ fn }) => fn.min<number | null>('nth').as('nth'))
  return (await lowest.where(whose, '=', id).executeTakeFirstOrThrow()).nth ?? 1
}

/** Numbers somebody's visits anew by arrival, after some came or went. */
export async function renumber(tx: Tx, whose: Whose, id: string, first: number): Promise<void> {
  const theirs = tx.selectFrom('visits').select(['id', 'nth']).where(whose, '=', id)
  const visits = await theirs.orderBy('arrived_at').orderBy('id').execute()
  for (const [i, visit] of visits.entries()) {
    const nth = first + i
    if (visit.nth !== nth) await tx.updateTable('visits').set({ nth }).where('id', '=', visit.id).execute()
  }
}

/** Their visits become somebody else's or nobody's before; pairs they are in go along. */
export async function deleteVisitors(tx: Tx, ids: readonly string[]): Promise<void> {
  if (ids.length > 0) await tx.deleteFrom('visitors').where('id', 'in', ids).execute()
}
