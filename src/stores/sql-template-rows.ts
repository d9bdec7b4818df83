// Templates of photos in one embedding space: those a photo came with, and those it was given beside.

import type { Kysely } from 'kysely'
import type { EmbeddingSpace } from '../core/types.ts'
import type { Schema } from './schema.ts'

export interface TemplateRow {
  /** Of the photo. */
  readonly id: string
  readonly person_id: string
  readonly space: string
  readonly vector: ArrayBuffer | Uint8Array
  readonly vector_crc: number
}

const PHOTO = ['refs.id', 'refs.person_id'] as const

/** Where templates lie; whoever reads all of a space reads each. */
export const KINDS = ['own', 'further'] as const

export const rowsOf = (db: Kysely<Schema>, kind: (typeof KINDS)[number], space: EmbeddingSpace) =>
  kind === 'own' ? own(db, space) : further(db, space)

const own = (db: Kysely<Schema>, space: EmbeddingSpace) =>
  db
    .selectFrom('refs')
    .select([...PHOTO, 'refs.space', 'refs.vector', 'refs.vector_crc'])
    .where('refs.space', '=', space)

const further = (db: Kysely<Schema>, space: EmbeddingSpace) =>
  db
    .selectFrom('refs')
    .innerJoin('reference_templates as beside', 'beside.reference_id', 'refs.id')
    .select([...PHOTO, 'beside.space', 'beside.vector', 'beside.vector_crc'])
    .where('beside.space', '=', space)
