// Reads, adds, deletes and moves photos of people.

import { randomUUID } from 'node:crypto'
import { RostroError } from '../core/errors.ts'
import type { NewReference } from '../core/ports.ts'
import type { EmbeddingSpace, Reference } from '../core/types.ts'
import { damagedReference, isQuality, templateColumns, toReference } from './rows.ts'
import { openRow, openRows, resealedColumns, sealRow } from './sealed-rows.ts'
import { departingIds } from './sql-people.ts'
import type { Db, Tx } from './sql.ts'

/** All but the picture. */
export const TEMPLATE_COLUMNS = [
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
  const rows = await visible(db)
    .select(TEMPLATE_COLUMNS)
    .select('crop')
    .where('person_id', '=', personId)
    .orderBy('sequence')
    .execute()
  const opened = (await openRows(db, 'refs', rows)).map((row, i) => {
    if (row) return row
    throw damagedReference(rows[i]!.id, personId)
  })
  if (space === undefined || rows.every(row => row.space === space)) return opened.map(toReference)
  const further = await db
    .selectFrom('reference_templates')
    .innerJoin('refs', 'refs.id', 'reference_templates.reference_id')
    .selectAll('reference_templates')
    .where('refs.person_id', '=', personId)
    .where('reference_templates.space', '=', space)
    .execute()
  const theirs = further.map(row => ({ ...row, person_id: personId }))
  const templates = new Map(
    (await openRows(db, 'reference_templates', theirs)).map((row, i) => {
      if (!row) throw damagedReference(theirs[i]!.reference_id, personId)
      const { reference_id, ...template } = row
      return [reference_id, template]
    }),
  )
  return opened.map(row => toReference({ ...row, ...templates.get(row.id) }))
}

/** Each with its picture; a server takes 16 MB at once. */
const INSERTED_AT_ONCE = 20

/** @throws RostroError reference_not_found */
export async function findReference(db: Db, id: string): Promise<Reference> {
  const row = await visible(db).select(TEMPLATE_COLUMNS).select('crop').where('id', '=', id).executeTakeFirst()
  if (!row) throw notFound(id)
  const opened = await openRow(db, 'refs', row)
  if (!opened) throw damagedReference(id, row.person_id)
  return toReference(opened)
}

/** `correctionEvent` is the event whose correction makes them. @returns their ids */
export async function insertReferences(
  tx: Tx,
  personId: string,
  references: readonly NewReference[],
  correctionEvent: string | null = null,
): Promise<readonly string[]> {
  const now = Date.now()
  const ids: string[] = []
  for (let first = 0; first < references.length; first += INSERTED_AT_ONCE) {
    const rows = references.slice(first, first + INSERTED_AT_ONCE).map(({ template, quality, source, crop, createdAt }) => {
      if (!isQuality(quality))
        throw new RostroError('usage_invalid', `The quality of ${source} is ${quality}; it must be 0 to 100.`)
      const created_at = createdAt?.getTime() ?? now
      const row = { id: randomUUID(), person_id: personId, quality, source, created_at, crop, correction_event: correctionEvent }
      return { ...row, ...templateColumns(template) }
    })
    const sealed: typeof rows = []
    // One after another: the first makes the person's key.
    for (const row of rows) sealed.push(await sealRow(tx, 'refs', row))
    await tx.insertInto('refs').values(sealed).execute()
    ids.push(...rows.map(({ id }) => id))
  }
  return ids
}

/** @returns whose it was. @throws RostroError reference_not_found, last_reference */
export async function deleteReference(tx: Tx, id: string): Promise<string> {
  const [owner] = await ownersOf(tx, [id])
  if ((await countOf(tx, owner!)) === 1) {
    const sentence = 'This is the only photo of its person; add another first, or delete the person.'
    throw new RostroError('last_reference', sentence)
  }
  await tx.deleteFrom('refs').where('id', '=', id).execute()
  return owner!
}

/**
 * Gives photos to a person.
 * @returns whose they were, and who of them has none left. @throws RostroError reference_not_found
 */
export async function reassign(
  tx: Tx,
  ids: readonly string[],
  personId: string,
): Promise<{ readonly owners: readonly string[]; readonly emptied: readonly string[] }> {
  const owners = (await ownersOf(tx, ids)).filter(owner => owner !== personId)
  for (const id of ids) await giveReference(tx, id, personId)
  const emptied: string[] = []
  for (const owner of owners) if ((await countOf(tx, owner)) === 0) emptied.push(owner)
  return { owners, emptied }
}

/** A photo, its templates in further spaces included, becomes a person's. */
export async function giveReference(tx: Tx, id: string, personId: string): Promise<void> {
  const change = { person_id: personId }
  const photo = await tx.selectFrom('refs').select(TEMPLATE_COLUMNS).select('crop').where('id', '=', id).executeTakeFirstOrThrow()
  const further = await tx.selectFrom('reference_templates').selectAll().where('reference_id', '=', id).execute()
  for (const row of further) {
    const columns = await resealedColumns(tx, 'reference_templates', { ...row, person_id: photo.person_id }, change)
    if (Object.keys(columns).length === 0) continue
    const same = tx.updateTable('reference_templates').set(columns).where('reference_id', '=', id)
    await same.where('space', '=', row.space).execute()
  }
  const columns = await resealedColumns(tx, 'refs', { ...photo }, change)
  await tx
    .updateTable('refs')
    .set({ ...columns, ...change })
    .where('id', '=', id)
    .execute()
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
