// Reads people: one, all, a page; those whose deletion can still be undone are never among them.

import { sql, type ExpressionBuilder, type Selectable, type SqlBool } from 'kysely'
import { RostroError } from '../core/errors.ts'
import type { PeopleQuery, PersonEntry, PersonSummary } from '../core/ports.ts'
import type { Page, PageRequest } from '../core/records.ts'
import type { Person } from '../core/types.ts'
import { pageOf, parseCursor, toCursor } from './cursors.ts'
import { foldName, nameKey } from './names.ts'
import { damagedName, toPerson } from './rows.ts'
import type { Schema } from './schema.ts'
import { openRows } from './sealed-rows.ts'
import type { SealedNames } from './sealed-names.ts'
import type { Db } from './sql.ts'

const PERSON_COLUMNS = ['people.id', 'people.name', 'people.name_key', 'people.created_at'] as const

type PersonRow = Pick<Selectable<Schema['people']>, 'id' | 'name' | 'name_key' | 'created_at'>

/** People nobody is deleting. */
const visible = (db: Db) =>
  db
    .selectFrom('people')
    .where(eb => eb.not(eb.exists(eb.selectFrom('departing').select('at').whereRef('departing.person_id', '=', 'people.id'))))

export const departingIds = (db: Db) => db.selectFrom('departing').select('person_id')

/** @throws RostroError person_not_found */
export async function requirePerson(db: Db, id: string): Promise<Person> {
  const row = await visible(db).select(PERSON_COLUMNS).where('people.id', '=', id).executeTakeFirst()
  if (row) return open(db, row)
  throw notFound(id)
}

/** For what is to be done to somebody whose name may be damaged. @throws RostroError person_not_found */
export async function requireId(db: Db, id: string): Promise<void> {
  if (!(await visible(db).select('people.id').where('people.id', '=', id).executeTakeFirst())) throw notFound(id)
}

const notFound = (id: string): RostroError =>
  new RostroError('person_not_found', `There is no person ${JSON.stringify(id)}; list the people to see who is enrolled.`)

/** @throws RostroError store_corrupt */
async function open(db: Db, row: PersonRow): Promise<Person> {
  const [opened] = await openRows(db, 'people', [row])
  if (opened) return toPerson(opened, db.vault)
  throw damagedName(row.id)
}

/** Where names are sealed, somebody whose name was tampered with is left out, and nobody else is lost for it. */
async function openThere<R extends PersonRow>(db: Db, rows: readonly R[]): Promise<{ row: R; person: Person }[]> {
  const opened = await openRows(db, 'people', rows)
  return opened.flatMap((row, i) => {
    if (row) return { row, person: toPerson(row, db.vault) }
    if (db.vault.seals) return []
    throw damagedName(rows[i]!.id)
  })
}

export async function findPerson(db: Db, nameOrId: string): Promise<Person | undefined> {
  const rows = await visible(db)
    .select(PERSON_COLUMNS)
    .where(eb => eb.or([eb('people.id', '=', nameOrId), eb('name_key', '=', db.vault.nameKey(nameKey(nameOrId)))]))
    .execute()
  const found = rows.find(row => row.id === nameOrId) ?? rows[0]
  return found && open(db, found)
}

/** Those of the ids whom everybody may see. */
export async function visiblePeople(db: Db, ids: ReadonlySet<string>): Promise<Map<string, Person>> {
  if (ids.size === 0) return new Map()
  const rows = await visible(db)
    .select(PERSON_COLUMNS)
    .where('people.id', 'in', [...ids])
    .execute()
  return new Map((await openThere(db, rows)).map(({ person }) => [person.id, person]))
}

/**
 * Some of those who can be seen, by id: those after one, or those of the ids.
 * @returns the id to go on after; undefined: there are no more
 */
export async function visiblePart(
  db: Db,
  { limit, ...which }: { readonly limit: number } & ({ readonly after: string } | { readonly ids: readonly string[] }),
): Promise<{ readonly people: readonly Person[]; readonly next: string | undefined }> {
  const part = visible(db).select(PERSON_COLUMNS).orderBy('people.id').limit(limit)
  const wanted = 'ids' in which ? part.where('people.id', 'in', which.ids) : part.where('people.id', '>', which.after)
  const rows = await wanted.execute()
  const people = (await openThere(db, rows)).map(({ person }) => person)
  return { people, next: rows.length < limit ? undefined : rows.at(-1)!.id }
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
  return (await openThere(db, rows))
    .map(({ row, person }) => ({ ...person, references: Number(row.references), meanQuality: Number(row.mean_quality) }))
    .sort((a, b) => collator.compare(a.name, b.name))
}

export async function personEntry(db: Db, id: string): Promise<PersonEntry> {
  await requirePerson(db, id)
  const [entry] = await entriesOf(db, [id])
  if (entry) return entry
  throw damagedName(id)
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

export async function peoplePage(db: Db, names: SealedNames, query: PeopleQuery, page: PageRequest): Promise<Page<PersonEntry>> {
  const { type } = ORDERS[query.sort]
  const list = `people by ${query.sort}`
  const after = page.cursor === undefined ? undefined : parseCursor(list, page.cursor, type)
  const positions = db.vault.seals ? await sealedPositions(db, names, query) : await plainPositions(db, query, page.limit, after)
  const beyond = after ? positions.items.filter(position => isBeyond(query, position, after)) : positions.items
  const rows = beyond.slice(0, page.limit + 1)
  const found = await entriesOf(
    db,
    rows.map(row => row.id),
  )
  const entries = new Map(found.map(entry => [entry.id, entry]))
  const { items, next } = pageOf(
    rows,
    page,
    row => entries.get(row.id)!,
    row => toCursor(list, [row.key, row.id]),
  )
  return { items, next, total: positions.total }
}

interface Position {
  readonly id: string
  readonly key: string | number
}
interface Positions {
  readonly items: readonly Position[]
  readonly total: number
}
type Cursor = readonly [key: string | number, id: string]

async function plainPositions(db: Db, query: PeopleQuery, limit: number, after: Cursor | undefined): Promise<Positions> {
  const { direction, beyond } = ORDERS[query.sort]
  const folded = foldName(query.search ?? '')
  const found = folded === '' ? visible(db) : visible(db).where(contains(folded))
  let part = positionsOf(db, found, query).limit(limit + 1)
  if (after) {
    const [key, id] = after
    part = part.where(eb =>
      eb.or([eb('key', beyond, key), eb.and([eb('key', '=', key), eb('id', direction === 'asc' ? '>' : '<', id)])]),
    )
  }
  const items = await part.execute()
  const { total } = await found.select(({ fn }) => fn.countAll().as('total')).executeTakeFirstOrThrow()
  return { items, total: Number(total) }
}

/** All of them: only here names can be read. */
async function sealedPositions(db: Db, names: SealedNames, query: PeopleQuery): Promise<Positions> {
  const folded = foldName(query.search ?? '')
  const wanted = (await names.of(db)).filter(({ key }) => key.includes(folded))
  const there = await positionsOf(db, visible(db), query).execute()
  const ids = new Set((query.sort === 'name' ? there : wanted).map(({ id }) => id))
  const items: readonly Position[] = query.sort === 'name' ? wanted : there
  const found = items.filter(({ id }) => ids.has(id))
  return { items: found, total: found.length }
}

const positionsOf = (db: Db, found: ReturnType<typeof visible>, { sort }: PeopleQuery) => {
  const { direction, key } = ORDERS[sort]
  return db
    .selectFrom(found.select(eb => ['people.id as id', key(eb).as('key')]).as('positions'))
    .select(['id', 'key'])
    .orderBy('key', direction)
    .orderBy('id', direction)
}

function isBeyond({ sort }: PeopleQuery, { id, key }: Position, [afterKey, afterId]: Cursor): boolean {
  if (ORDERS[sort].direction === 'asc') return key > afterKey || (key === afterKey && id > afterId)
  return key < afterKey || (key === afterKey && id < afterId)
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
  return (await openThere(db, people)).map(({ row, person }) => {
    const own = photosOf.get(row.id) ?? []
    return {
      ...person,
      references: own.length,
      meanQuality: own.reduce((sum, { quality }) => sum + quality, 0) / Math.max(1, own.length),
      coverId: own[0]?.id,
      lastSeenAt: row.seen_at === null ? undefined : new Date(row.seen_at),
      spaces: [...new Set([...own, ...further.filter(({ person_id }) => person_id === row.id)].map(({ space }) => space))].sort(),
    }
  })
}
