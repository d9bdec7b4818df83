// Reads people: one, all, a page; those whose deletion can still be undone are never among them.

import { sql, type ExpressionBuilder, type SqlBool } from 'kysely'
import { RostroError } from '../core/errors.ts'
import type { PeopleQuery, PersonEntry, PersonSummary } from '../core/ports.ts'
import type { Page, PageRequest } from '../core/records.ts'
import type { Person } from '../core/types.ts'
import { pageOf, parseCursor, toCursor } from './cursors.ts'
import { foldName, nameKey } from './names.ts'
import { toPerson } from './rows.ts'
import type { Schema } from './schema.ts'
import type { Db } from './sql.ts'

const PERSON_COLUMNS = ['people.id', 'people.name', 'people.name_key', 'people.created_at'] as const

/** People nobody is deleting. */
const visible = (db: Db) =>
  db
    .selectFrom('people')
    .where(eb => eb.not(eb.exists(eb.selectFrom('departing').select('at').whereRef('departing.person_id', '=', 'people.id'))))

export const departingIds = (db: Db) => db.selectFrom('departing').select('person_id')

/** @throws RostroError person_not_found */
export async function requirePerson(db: Db, id: string): Promise<Person> {
  const row = await visible(db).select(PERSON_COLUMNS).where('people.id', '=', id).executeTakeFirst()
  if (row) return toPerson(row)
  throw new RostroError('person_not_found', `There is no person ${JSON.stringify(id)}; list the people to see who is enrolled.`)
}

export async function findPerson(db: Db, nameOrId: string): Promise<Person | undefined> {
  const rows = await visible(db)
    .select(PERSON_COLUMNS)
    .where(eb => eb.or([eb('people.id', '=', nameOrId), eb('name_key', '=', nameKey(nameOrId))]))
    .execute()
  const found = rows.find(row => row.id === nameOrId) ?? rows[0]
  return found && toPerson(found)
}

/** Those of the ids whom everybody may see. */
export async function visiblePeople(db: Db, ids: ReadonlySet<string>): Promise<Map<string, Person>> {
  if (ids.size === 0) return new Map()
  const rows = await visible(db)
    .select(PERSON_COLUMNS)
    .where('people.id', 'in', [...ids])
    .execute()
  return new Map(rows.map(row => [row.id, toPerson(row)]))
}

export async function allPeople(db: Db): Promise<readonly PersonSummary[]> {
  const rows = await visible(db)
    .leftJoin('refs', 'refs.person_id', 'people.id')
    .select(PERSON_COLUMNS)
    .select(({ fn }) => [fn.count('refs.id').as('references'), fn.avg('refs.quality').as('mean_quality')])
    .groupBy(PERSON_COLUMNS)
    .execute()
  // Sorted here and not by the database, so that every database gives the same order.
  const collator = new Intl.Collator('en')
  return rows
    .map(row => ({ ...toPerson(row), references: Number(row.references), meanQuality: Number(row.mean_quality) }))
    .sort((a, b) => collator.compare(a.name, b.name))
}

export async function personEntry(db: Db, id: string): Promise<PersonEntry> {
  await requirePerson(db, id)
  const [entry] = await entriesOf(db, [id])
  return entry!
}

/** How the orders differ. Keys of people never seen are 0. */
const ORDERS = {
  name: { direction: 'asc', beyond: '>', type: 'string', key: () => sql<string | number>`people.folded_name` },
  newest: { direction: 'desc', beyond: '<', type: 'number', key: () => sql<string | number>`people.created_at` },
  last_seen: {
    direction: 'desc',
    beyond: '<',
    type: 'number',
    key: (eb: ExpressionBuilder<Schema, 'people'>) => sql<string | number>`coalesce(${lastSeen(eb)}, 0)`,
  },
} as const

export async function peoplePage(db: Db, query: PeopleQuery, page: PageRequest): Promise<Page<PersonEntry>> {
  const { direction, beyond, type, key } = ORDERS[query.sort]
  const list = `people by ${query.sort}`
  const folded = foldName(query.search ?? '')
  const found = folded === '' ? visible(db) : visible(db).where(contains(folded))
  let positions = db
    .selectFrom(found.select(eb => ['people.id as id', key(eb).as('key')]).as('positions'))
    .select(['id', 'key'])
    .orderBy('key', direction)
    .orderBy('id', direction)
    .limit(page.limit + 1)
  if (page.cursor !== undefined) {
    const [after, id] = parseCursor(list, page.cursor, type)
    positions = positions.where(eb =>
      eb.or([eb('key', beyond, after), eb.and([eb('key', '=', after), eb('id', direction === 'asc' ? '>' : '<', id)])]),
    )
  }
  const rows = await positions.execute()
  const { total } = await found.select(({ fn }) => fn.countAll().as('total')).executeTakeFirstOrThrow()
  const entries = new Map(
    (
      await entriesOf(
        db,
        rows.map(row => row.id),
      )
    ).map(entry => [entry.id, entry]),
  )
  const { items, next } = pageOf(
    rows,
    page,
    row => entries.get(row.id)!,
    row => toCursor(list, [row.key, row.id]),
  )
  return { items, next, total: Number(total) }
}

/** Not escaped by a backslash: in MySQL that escapes the quote after it, too. */
const contains = (folded: string) => sql<SqlBool>`people.folded_name like ${`%${folded.replace(/[!%_]/g, '!$&')}%`} escape '!'`

/** The end of a person's newest event or visit, each with an index of its own; a visitor who got a name has visits only. */
const lastSeen = (eb: ExpressionBuilder<Schema, 'people'>) => {
  const event = eb
    .selectFrom('events')
    .select(sql<number>`coalesce(ended_at, started_at)`.as('seen_at'))
    .whereRef('events.person_id', '=', 'people.id')
    .orderBy('started_at', 'desc')
    .limit(1)
  const visit = eb
    .selectFrom('visits')
    .select('departed_at')
    .whereRef('visits.person_id', '=', 'people.id')
    .orderBy('arrived_at', 'desc')
    .limit(1)
  const never = sql.lit(0)
  const newest = eb.fn<number>('greatest', [eb.fn.coalesce(event, never), eb.fn.coalesce(visit, never)])
  return eb.fn<number | null>('nullif', [newest, never])
}

/** Reads no crops and no vectors, only indexes. */
async function entriesOf(db: Db, ids: readonly string[]): Promise<PersonEntry[]> {
  if (ids.length === 0) return []
  const people = await db
    .selectFrom('people')
    .select(PERSON_COLUMNS)
    .select(eb => lastSeen(eb).as('seen_at'))
    .where('people.id', 'in', ids)
    .execute()
  const photos = await db
    .selectFrom('refs')
    .select(['person_id', 'id', 'quality', 'space'])
    .where('person_id', 'in', ids)
    .orderBy('quality', 'desc')
    .orderBy('sequence')
    .execute()
  const further = await db
    .selectFrom('reference_templates as further')
    .innerJoin('refs', 'refs.id', 'further.reference_id')
    .select(['refs.person_id', 'further.space'])
    .where('refs.person_id', 'in', ids)
    .distinct()
    .execute()
  const photosOf = new Map<string, typeof photos>()
  for (const photo of photos) {
    const own = photosOf.get(photo.person_id)
    if (own) own.push(photo)
    else photosOf.set(photo.person_id, [photo])
  }
  return people.map(row => {
    const own = photosOf.get(row.id) ?? []
    return {
      ...toPerson(row),
      references: own.length,
      meanQuality: own.reduce((sum, { quality }) => sum + quality, 0) / Math.max(1, own.length),
      coverId: own[0]?.id,
      lastSeenAt: row.seen_at === null ? undefined : new Date(row.seen_at),
      spaces: [...new Set([...own, ...further.filter(({ person_id }) => person_id === row.id)].map(({ space }) => space))].sort(),
    }
  })
}
