// Reads, adds, deletes and moves photos of people.

import { randomUUID } from 'node:crypto'
import { RostroError } from '../core/errors.ts'
import type { NewReference } from '../core/ports.ts'
import type { EmbeddingSpace, Reference } from '../core/types.ts'
import { isQuality, templateColumns, toEnrolledTemplate, toReference } from './rows.ts'
import { departingIds } from './sql-people.ts'
import type { Db, Tx } from './sql.ts'

const COLUMNS = [
  'id',
  'person_id',
  'space',
  'quality',
  'source',
  'created_at',
  'vector',
  'vector_crc',
  'correction_event',
] as const

const visible = (db: Db) => db.selectFrom('refs').where('person_id', 'not in', departingIds(db))

export async function referencesOf(db: Db, personId: string, space?: EmbeddingSpace): Promise<readonly Reference[]> {
  const rows = await visible(db).select(COLUMNS).select('crop').where('person_id', '=', personId).orderBy('sequence').execute()
  if (space === undefined || rows.every(row => row.space === space)) return rows.map(toReference)
  const further = await db
    .selectFrom('reference_templates')
    .innerJoin('refs', 'refs.id', 'reference_templates.reference_id')
    .selectAll('reference_templates')
    .where('refs.person_id', '=', personId)
    .where('reference_templates.space', '=', space)
    .execute()
  const templates = new Map(further.map(({ reference_id, ...template }) => [reference_id, template]))
  return rows.map(row => toReference({ ...row, ...templates.get(row.id) }))
}

export async function referencesIn(db: Db, space: EmbeddingSpace): Promise<readonly Omit<Reference, 'crop'>[]> {
  const enrolled = visible(db)
    .where('space', '=', space)
    .select([...COLUMNS, 'sequence'])
  const further = db
    .selectFrom('reference_templates as further')
    .innerJoin('refs', 'refs.id', 'further.reference_id')
    .where('further.space', '=', space)
    .where('refs.person_id', 'not in', departingIds(db))
    // In the order of COLUMNS.
    .select(['refs.id', 'refs.person_id', 'further.space', 'further.quality', 'refs.source', 'refs.created_at'])
    .select(['further.vector', 'further.vector_crc', 'refs.correction_event', 'refs.sequence'])
  const rows = await enrolled.unionAll(further).orderBy('sequence').execute()
  return rows.map(toEnrolledTemplate)
}

/** @throws RostroError reference_not_found */
export async function findReference(db: Db, id: string): Promise<Reference> {
  const row = await visible(db).select(COLUMNS).select('crop').where('id', '=', id).executeTakeFirst()
  if (!row) throw notFound(id)
  return toReference(row)
}

/** `correctionEvent` is the event whose correction makes them. @returns their ids */
export async function insertReferences(
  tx: Tx,
  personId: string,
  references: readonly NewReference[],
  correctionEvent: string | null = null,
): Promise<readonly string[]> {
  const created_at = Date.now()
  const ids: string[] = []
  for (const { template, quality, source, crop } of references) {
    if (!isQuality(quality))
      throw new RostroError('usage_invalid', `The quality of ${source} is ${quality}; it must be 0 to 100.`)
    const row = { id: randomUUID(), person_id: personId, quality, source, created_at, crop, correction_event: correctionEvent }
    await tx
      .insertInto('refs')
      .values({ ...row, ...templateColumns(template) })
      .execute()
    ids.push(row.id)
  }
  return ids
}

/** @throws RostroError reference_not_found, last_reference */
export async function deleteReference(tx: Tx, id: string): Promise<void> {
  const [owner] = await ownersOf(tx, [id])
  if ((await countOf(tx, owner!)) === 1) {
    const sentence = 'This is the only photo of its person; add another first, or delete the person.'
    throw new RostroError('last_reference', sentence)
  }
  await tx.deleteFrom('refs').where('id', '=', id).execute()
}

/**
 * Gives photos to a person.
 * @returns who has none left. @throws RostroError reference_not_found
 */
export async function reassign(tx: Tx, ids: readonly string[], personId: string): Promise<string[]> {
  const owners = (await ownersOf(tx, ids)).filter(owner => owner !== personId)
  await tx.updateTable('refs').set({ person_id: personId }).where('id', 'in', ids).execute()
  const emptied: string[] = []
  for (const owner of owners) if ((await countOf(tx, owner)) === 0) emptied.push(owner)
  return emptied
}

/** The people who have these photos. @throws RostroError reference_not_found */
async function ownersOf(tx: Tx, ids: readonly string[]): Promise<string[]> {
  const rows = await visible(tx).select(['id', 'person_id']).where('id', 'in', ids).execute()
  const found = new Set(rows.map(row => row.id))
  for (const id of ids) if (!found.has(id)) throw notFound(id)
  return [...new Set(rows.map(row => row.person_id))]
}

async function countOf(tx: Tx, personId: string): Promise<number> {
  const rows = await tx.selectFrom('refs').select('id').where('person_id', '=', personId).execute()
  return rows.length
}

const notFound = (id: string): RostroError =>
  new RostroError('reference_not_found', `There is no photo ${JSON.stringify(id)}; list the photos of the person again.`)
