// People with what they can be compared by, a few at a time: of a gallery of a million no more is in memory than is being read. Without crops.

import type { Enrolled } from '../core/ports.ts'
import type { EmbeddingSpace, Person, Reference } from '../core/types.ts'
import { toEnrolledTemplate } from './rows.ts'
import { openRows } from './sealed-rows.ts'
import { departingIds, visiblePart } from './sql-people.ts'
import { TEMPLATE_COLUMNS } from './sql-references.ts'
import type { Db } from './sql.ts'

const PEOPLE_AT_ONCE = 100
/** Templates of one answer, some milliseconds' worth: of whoever has more, all. */
const TEMPLATES_AT_ONCE = 100
/** Ids of one answer: they are short. */
const IDS_AT_ONCE = 2000

/** Asks in one turn, which may be tried again. */
type Read = <T>(query: (db: Db) => Promise<T>) => Promise<T>

/**
 * Whoever is sealed and was tampered with is left out, so is one of their templates: they must not name anybody, and nobody else is
 * lost for it. Unsealed, it is an error. Whoever needs to know that nobody changed meanwhile asks for the store's version before.
 * @param ids of those who are wanted; undefined: everybody
 */
export async function* enrolledIn(
  read: Read,
  space: EmbeddingSpace,
  ids: readonly string[] | undefined,
): AsyncGenerator<readonly Enrolled[]> {
  for await (const people of ids ? those(read, ids) : everybody(read)) {
    const photos = await read(db => photosOf(db, people))
    for (const group of groupsOf(people, photos)) {
      yield await read(db => withTemplates(db, space, group))
      // A database in this process answers at once, and nobody else would have a turn.
      await new Promise(setImmediate)
    }
  }
}

/** Ids of everybody who can be seen. */
export async function* idsOfPeople(read: Read): AsyncGenerator<readonly string[]> {
  for (let after: string | undefined = ''; after !== undefined;) {
    const last: string = after
    const rows = await read(db =>
      db
        .selectFrom('people')
        .select('id')
        .where('id', '>', last)
        .where('id', 'not in', departingIds(db))
        .orderBy('id')
        .limit(IDS_AT_ONCE)
        .execute(),
    )
    yield rows.map(({ id }) => id)
    after = rows.length < IDS_AT_ONCE ? undefined : rows.at(-1)!.id
    await new Promise(setImmediate)
  }
}

async function* everybody(read: Read): AsyncGenerator<readonly Person[]> {
  for (let after: string | undefined = ''; after !== undefined;) {
    const last: string = after
    const { people, next } = await read(db => visiblePart(db, { after: last, limit: PEOPLE_AT_ONCE }))
    yield people
    after = next
  }
}

async function* those(read: Read, ids: readonly string[]): AsyncGenerator<readonly Person[]> {
  for (let first = 0; first < ids.length; first += PEOPLE_AT_ONCE) {
    const part = ids.slice(first, first + PEOPLE_AT_ONCE)
    yield (await read(db => visiblePart(db, { ids: part, limit: part.length }))).people
  }
}

/** The places of a person's photos in the order of enrolment: an index has them. */
type Photos = ReadonlyMap<string, readonly number[]>

async function photosOf(db: Db, people: readonly Person[]): Promise<Photos> {
  const photos = new Map<string, number[]>(people.map(({ id }) => [id, []]))
  if (people.length === 0) return photos
  const rows = await db
    .selectFrom('refs')
    .select(['person_id', 'sequence'])
    .where('person_id', 'in', [...photos.keys()])
    .execute()
  for (const { person_id, sequence } of rows) photos.get(person_id)!.push(sequence)
  return photos
}

interface Group {
  readonly people: readonly Person[]
  readonly photos: readonly number[]
}

function groupsOf(people: readonly Person[], photos: Photos): readonly Group[] {
  const groups: { people: Person[]; photos: number[] }[] = []
  for (const person of people) {
    const theirs = photos.get(person.id)!
    const last = groups.at(-1)
    if (last && last.photos.length + theirs.length <= TEMPLATES_AT_ONCE) {
      last.people.push(person)
      last.photos.push(...theirs)
    } else groups.push({ people: [person], photos: [...theirs] })
  }
  return groups
}

interface Placed {
  readonly sequence: number
  readonly reference: Omit<Reference, 'crop'>
}

async function withTemplates(db: Db, space: EmbeddingSpace, { people, photos }: Group): Promise<readonly Enrolled[]> {
  const placed = photos.length === 0 ? [] : [...(await own(db, space, photos)), ...(await further(db, space, photos))]
  const of = new Map<string, Omit<Reference, 'crop'>[]>(people.map(({ id }) => [id, []]))
  for (const { reference } of placed.sort((a, b) => a.sequence - b.sequence)) of.get(reference.personId)?.push(reference)
  return people.map(person => ({ person, references: of.get(person.id)! }))
}

async function own(db: Db, space: EmbeddingSpace, photos: readonly number[]): Promise<readonly Placed[]> {
  const rows = await db
    .selectFrom('refs')
    .select([...TEMPLATE_COLUMNS, 'sequence'])
    .where('sequence', 'in', photos)
    .where('space', '=', space)
    .execute()
  const opened = await openRows(db, 'refs', rows)
  return rows.flatMap(({ sequence }, i) => (opened[i] ? { sequence, reference: toEnrolledTemplate(opened[i]) } : []))
}

/** The same photos in the spaces of other packs. */
async function further(db: Db, space: EmbeddingSpace, photos: readonly number[]): Promise<readonly Placed[]> {
  const rows = await db
    .selectFrom('refs')
    .innerJoin('reference_templates as further', 'further.reference_id', 'refs.id')
    .where('refs.sequence', 'in', photos)
    .where('further.space', '=', space)
    .select(['refs.id', 'further.reference_id', 'refs.person_id', 'further.space', 'further.quality', 'refs.source'])
    .select(['refs.created_at', 'further.vector', 'further.vector_crc', 'refs.correction_event', 'refs.sequence'])
    .execute()
  const sources = rows.map(({ id, person_id, source }) => ({ id, person_id, source }))
  const [openedSources, opened] = [await openRows(db, 'refs', sources), await openRows(db, 'reference_templates', rows)]
  return rows.flatMap(({ sequence }, i) => {
    const [template, photo] = [opened[i], openedSources[i]]
    return template && photo ? { sequence, reference: toEnrolledTemplate({ ...template, source: photo.source }) } : []
  })
}
