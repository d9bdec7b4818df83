// The FurtherTemplates port: the same faces in the embedding spaces of other packs.

import { sql } from 'kysely'
import type { EmbeddedFace, FaceToEmbed, FurtherTemplates, Gap } from '../core/records.ts'
import type { EmbeddingSpace } from '../core/types.ts'
import { bytesOf, templateColumns } from './rows.ts'
import { departingIds } from './sql-people.ts'
import { openRow, openRows, sealRow } from './sealed-rows.ts'
import type { Db, Sql, Tx } from './sql.ts'

export class SqlTemplates implements FurtherTemplates {
  readonly #sql: Sql

  constructor(sql: Sql) {
    this.#sql = sql
  }

  missing(space: EmbeddingSpace): ReturnType<FurtherTemplates['missing']> {
    return this.#sql.read(async db => {
      const { count } = await bareReferences(db, space)
        .select(({ fn }) => fn.countAll().as('count'))
        .executeTakeFirstOrThrow()
      const refusals = await bareRefusals(db, space)
      const lost = refusals.filter(({ kept }) => !kept).length
      return { references: Number(count), refusals: refusals.length, lost }
    })
  }

  toEmbed(
    of: 'reference' | 'refusal',
    space: EmbeddingSpace,
    range: { readonly after: number; readonly limit: number },
  ): Promise<readonly FaceToEmbed[]> {
    return this.#sql.read(db => (of === 'reference' ? referencesToEmbed(db, space, range) : refusalsToEmbed(db, space, range)))
  }

  async keep(faces: readonly EmbeddedFace[]): Promise<void> {
    await this.#sql.record(async tx => {
      for (const face of faces) await KEEPERS[face.of](tx, face)
    })
  }

  async announce(): Promise<void> {
    await this.#sql.change(() => Promise.resolve())
  }

  gaps(space: EmbeddingSpace): Promise<readonly Gap[]> {
    return this.#sql.read(async db => {
      const rows = await db
        .selectFrom('refs')
        .innerJoin('people', 'people.id', 'refs.person_id')
        .leftJoin('reference_templates as further', join =>
          join.onRef('further.reference_id', '=', 'refs.id').on('further.space', '=', space),
        )
        .where('person_id', 'not in', departingIds(db))
        .select(['person_id', 'people.name'])
        .select(eb => eb.fn.countAll().as('photos'))
        .select(
          sql<number | string>`sum(case when refs.space = ${space} or further.space is not null then 1 else 0 end)`.as(
            'comparable',
          ),
        )
        .groupBy(['person_id', 'people.name'])
        .execute()
      const names = await openRows(
        db,
        'people',
        rows.map(({ person_id, name }) => ({ id: person_id, name })),
      )
      const collator = new Intl.Collator('en')
      return rows
        .map((row, i) => ({ name: names[i]?.name, row, photos: Number(row.photos), remaining: Number(row.comparable) }))
        .filter(({ photos, remaining }) => remaining < photos)
        .map(({ name, row, photos, remaining }): Gap => ({
          personId: row.person_id,
          name: name ?? '',
          photos: photos - remaining,
          remaining,
        }))
        .sort((a, b) => collator.compare(a.name, b.name))
    })
  }
}

/** Photos without a template in the space. */
const bareReferences = (db: Db, space: string) =>
  db
    .selectFrom('refs')
    .where('refs.space', '!=', space)
    .where(eb =>
      eb.not(
        eb.exists(
          eb
            .selectFrom('reference_templates as further')
            .select('further.space')
            .whereRef('further.reference_id', '=', 'refs.id')
            .where('further.space', '=', space),
        ),
      ),
    )

async function referencesToEmbed(
  db: Db,
  space: string,
  { after, limit }: { readonly after: number; readonly limit: number },
): Promise<FaceToEmbed[]> {
  const rows = await bareReferences(db, space)
    .select(['refs.id', 'refs.person_id', 'refs.sequence', 'refs.crop'])
    .where('refs.sequence', '>', after)
    .orderBy('refs.sequence')
    .limit(limit)
    .execute()
  return (await openRows(db, 'refs', rows))
    .flatMap(row => row ?? [])
    .map(row => ({ id: row.id, position: row.sequence, crop: bytesOf(row.crop) }))
}

/** Refused faces without a template in the space, once each, and whether a picture of them is kept. */
async function bareRefusals(db: Db, space: string) {
  const rows = await db
    .selectFrom('refusals')
    .select(['sequence', 'person_id', 'event_id', 'space'])
    .select(eb =>
      eb
        .or([
          eb.exists(eb.selectFrom('shots').select('shots.event_id').whereRef('shots.event_id', '=', 'refusals.event_id')),
          eb.exists(eb.selectFrom('refs').select('refs.id').whereRef('refs.correction_event', '=', 'refusals.event_id')),
        ])
        .as('kept'),
    )
    .orderBy('sequence')
    .execute()
  const key = (row: (typeof rows)[number]) => `${row.person_id} ${row.event_id}`
  const seen = new Set(rows.filter(row => row.space === space).map(key))
  return rows
    .filter(row => {
      const isFirst = !seen.has(key(row))
      seen.add(key(row))
      return isFirst
    })
    .map(({ sequence, event_id, kept }) => ({ sequence, event_id, kept: Boolean(kept) }))
}

async function refusalsToEmbed(
  db: Db,
  space: string,
  { after, limit }: { readonly after: number; readonly limit: number },
): Promise<FaceToEmbed[]> {
  const bare = (await bareRefusals(db, space)).filter(({ kept, sequence }) => kept && sequence > after).slice(0, limit)
  const faces: FaceToEmbed[] = []
  for (const { sequence, event_id } of bare) {
    const crop =
      (await openRow(db, 'shots', await pictureOf(db, event_id))) ?? (await openRow(db, 'refs', await photoOf(db, event_id)))
    if (crop) faces.push({ id: String(sequence), position: sequence, crop: bytesOf(crop.crop) })
  }
  return faces
}

const pictureOf = (db: Db, eventId: string) =>
  db.selectFrom('shots').select(['event_id', 'crop']).where('event_id', '=', eventId).executeTakeFirst()

const photoOf = (db: Db, eventId: string) =>
  db.selectFrom('refs').select(['id', 'person_id', 'crop']).where('correction_event', '=', eventId).executeTakeFirst()

const KEEPERS: Readonly<Record<EmbeddedFace['of'], (tx: Tx, face: EmbeddedFace) => Promise<void>>> = {
  async reference(tx, { id, template, quality }) {
    const there = await tx.selectFrom('refs').select(['space', 'person_id']).where('id', '=', id).executeTakeFirst()
    if (!there || there.space === template.space) return
    await tx.deleteFrom('reference_templates').where('reference_id', '=', id).where('space', '=', template.space).execute()
    const row = { reference_id: id, quality, ...templateColumns(template) }
    const { person_id } = there
    await tx
      .insertInto('reference_templates')
      .values(await sealRow(tx, 'reference_templates', row, { person_id }))
      .execute()
  },

  async shot(tx, { id, template, quality }) {
    const there = await tx.selectFrom('shots').select('space').where('event_id', '=', id).executeTakeFirst()
    if (!there || there.space === template.space) return
    await tx.deleteFrom('shot_templates').where('event_id', '=', id).where('space', '=', template.space).execute()
    const row = { event_id: id, quality, ...templateColumns(template) }
    await tx
      .insertInto('shot_templates')
      .values(await sealRow(tx, 'shot_templates', row))
      .execute()
  },

  async refusal(tx, { id, template }) {
    const refusal = await tx
      .selectFrom('refusals')
      .select(['person_id', 'event_id'])
      .where('sequence', '=', Number(id))
      .executeTakeFirst()
    if (!refusal) return
    const { person_id, event_id } = refusal
    await tx
      .deleteFrom('refusals')
      .where('person_id', '=', person_id)
      .where('event_id', '=', event_id)
      .where('space', '=', template.space)
      .execute()
    const row = { person_id, event_id, ...templateColumns(template) }
    await tx
      .insertInto('refusals')
      .values(await sealRow(tx, 'refusals', row))
      .execute()
  },
}
