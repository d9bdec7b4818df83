// Lists visits by every filter: a page as people read it, or all of a time as statistics count it.

import { sql } from 'kysely'
import type { Page, PageRequest } from '../core/records.ts'
import type { KeptVisit, VisitFilter, VisitSpan } from '../core/visits.ts'
import { pageOf, parseCursor, toCursor } from './cursors.ts'
import { departingIds, visiblePeople } from './sql-people.ts'
import type { Db } from './sql.ts'
import { toSpans, toVisit } from './visit-rows.ts'

const MOST_SPANS = 100_000
const SPAN_COLUMNS = ['camera_id', 'kind', 'identity', 'nth', 'arrived_at', 'departed_at'] as const

export async function visitsPage(db: Db, filter: VisitFilter, page: PageRequest): Promise<Page<KeptVisit>> {
  const found = await filtered(db, filter)
  let part = whole(found)
    .orderBy('arrived_at', 'desc')
    .orderBy('id', 'desc')
    .limit(page.limit + 1)
  if (page.cursor !== undefined) {
    const [at, id] = parseCursor('visits', page.cursor, 'number')
    part = part.where('arrived_at', '<=', at).where(eb => eb.or([eb('arrived_at', '<', at), eb('id', '<', id)]))
  }
  const rows = await part.execute()
  const people = await peopleOf(db, rows)
  const { total } = await found.select(({ fn }) => fn.countAll().as('total')).executeTakeFirstOrThrow()
  const { items, next } = pageOf(
    rows,
    page,
    row => toVisit(row, people),
    row => toCursor('visits', [row.arrived_at, row.id]),
  )
  return { items, next, total: Number(total) }
}

export async function findVisit(db: Db, id: string): Promise<KeptVisit | undefined> {
  const row = await whole(db.selectFrom('visits')).where('id', '=', id).executeTakeFirst()
  return row && toVisit(row, await peopleOf(db, [row]))
}

export async function spansOf(db: Db, filter: VisitFilter): Promise<readonly VisitSpan[]> {
  const newest = (await filtered(db, filter))
    .select(['camera_id', 'kind', 'nth', 'arrived_at', 'departed_at'])
    .select(({ fn }) => fn.coalesce('person_id', 'visitor_id').as('identity'))
    .orderBy('arrived_at', 'desc')
    .orderBy('id', 'desc')
    .limit(MOST_SPANS)
  // A column of all rows at once, as JSON: 100,000 rows of their own take the driver three times as long.
  const columns = await db
    .selectFrom(newest.as('newest'))
    .select(({ fn }) => SPAN_COLUMNS.map(name => fn.coalesce(fn<string>('json_arrayagg', [name]), sql.lit('[]')).as(name)))
    .executeTakeFirstOrThrow()
  const gone = new Set((await departingIds(db).execute()).map(row => row.person_id))
  return toSpans(columns, gone).reverse()
}

/** Visits of ignored visitors are among them only where one visitor is asked for. */
async function filtered(db: Db, { personId, visitorId, cameraId, kind, from, to, here }: VisitFilter) {
  let query = db.selectFrom('visits')
  if (personId !== undefined) query = query.where('person_id', '=', personId).where('person_id', 'not in', departingIds(db))
  if (visitorId !== undefined) query = query.where('visitor_id', '=', visitorId)
  else if (await db.selectFrom('visitors').select('id').where('state', '=', 'ignored').limit(1).executeTakeFirst()) {
    const ignored = db.selectFrom('visitors').select('id').where('state', '=', 'ignored')
    query = query.where(eb => eb.or([eb('visitor_id', 'is', null), eb('visitor_id', 'not in', ignored)]))
  }
  if (cameraId !== undefined) query = query.where('camera_id', '=', cameraId)
  if (from) query = query.where('departed_at', '>=', from.getTime())
  if (to) query = query.where('arrived_at', '<', to.getTime())
  if (here === true) query = query.where('ended', '=', sql.lit(0))
  if (kind === undefined) return query
  // Seldom anybody. A person who is being deleted counts as nobody.
  const departing = (await departingIds(db).execute()).map(row => row.person_id)
  if (departing.length > 0 && kind === 'anonymous') {
    return query.where(eb => eb.or([eb('kind', '=', kind), eb('person_id', 'in', departing)]))
  }
  if (departing.length > 0 && kind === 'person') query = query.where('person_id', 'not in', departing)
  return query.where('kind', '=', kind)
}

const whole = (query: Awaited<ReturnType<typeof filtered>>) =>
  query
    .selectAll('visits')
    .select(eb =>
      eb.selectFrom('visitors').select('visitors.number').whereRef('visitors.id', '=', 'visits.visitor_id').as('visitor_number'),
    )

const peopleOf = (db: Db, rows: readonly { readonly person_id: string | null }[]) =>
  visiblePeople(db, new Set(rows.flatMap(({ person_id }) => person_id ?? [])))
