// Whose name or photos are not what was written: everything of everybody is read, so it is for whoever asks, not for every start.

import type { Damage } from '../core/ports.ts'
import { nameKey } from './names.ts'
import { isQuality, readTemplate } from './rows.ts'
import { openRows } from './sealed-rows.ts'
import type { Db } from './sql.ts'

const ROWS_AT_ONCE = 500

export async function damageIn(db: Db): Promise<readonly Damage[]> {
  return [
    ...(await damagedNames(db)),
    ...(await damagedPhotos(db)),
    ...(await damagedTemplates(db)),
    ...(await damagedRefusals(db)),
  ]
}

async function damagedNames(db: Db): Promise<Damage[]> {
  const kept = await db.selectFrom('people').select(['id', 'name', 'name_key']).execute()
  const leaving = new Set((await db.selectFrom('departing').select('person_id').execute()).map(({ person_id }) => person_id))
  const opened = await openRows(db, 'people', kept)
  return kept.flatMap(({ id }, i) => {
    const row = opened[i]
    const isWhole = row && (leaving.has(id) || db.vault.nameKey(nameKey(row.name)) === row.name_key)
    return isWhole ? [] : [{ personId: id, of: 'name' as const, id }]
  })
}

async function damagedPhotos(db: Db): Promise<Damage[]> {
  const found: Damage[] = []
  for (let after = 0; ;) {
    const kept = await db
      .selectFrom('refs')
      .select(['sequence', 'id', 'person_id', 'space', 'quality', 'source', 'vector', 'vector_crc', 'crop'])
      .where('sequence', '>', after)
      .orderBy('sequence')
      .limit(ROWS_AT_ONCE)
      .execute()
    const opened = await openRows(db, 'refs', kept)
    for (const [i, { id, person_id }] of kept.entries()) {
      const row = opened[i]
      if (!row || !isQuality(row.quality) || !readTemplate(row)) found.push({ personId: person_id, of: 'photo', id })
    }
    if (kept.length < ROWS_AT_ONCE) return found
    after = kept.at(-1)!.sequence
  }
}

async function damagedTemplates(db: Db): Promise<Damage[]> {
  const found: Damage[] = []
  for (let after = 0; ;) {
    const photos = await db
      .selectFrom('refs')
      .select(['sequence', 'id', 'person_id'])
      .where('sequence', '>', after)
      .orderBy('sequence')
      .limit(ROWS_AT_ONCE)
      .execute()
    if (photos.length === 0) return found
    const owners = new Map(photos.map(({ id, person_id }) => [id, person_id]))
    const rows = await db
      .selectFrom('reference_templates')
      .selectAll()
      .where('reference_id', 'in', [...owners.keys()])
      .execute()
    const kept = rows.map(row => ({ ...row, person_id: owners.get(row.reference_id)! }))
    const opened = await openRows(db, 'reference_templates', kept)
    for (const [i, { reference_id, person_id }] of kept.entries()) {
      const row = opened[i]
      if (!row || !readTemplate(row)) found.push({ personId: person_id, of: 'photo', id: reference_id })
    }
    after = photos.at(-1)!.sequence
  }
}

async function damagedRefusals(db: Db): Promise<Damage[]> {
  const kept = await db.selectFrom('refusals').selectAll().execute()
  const opened = await openRows(db, 'refusals', kept)
  return kept.flatMap(({ person_id, event_id }, i) => {
    const row = opened[i]
    return row && readTemplate(row) ? [] : [{ personId: person_id, of: 'refusal' as const, id: event_id }]
  })
}
