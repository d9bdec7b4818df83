// Turns rows into core values and back, and refuses a row that cannot be what was written; runs no queries.

import { crc32 } from 'node:zlib'
import type { Selectable } from 'kysely'
import { RostroError } from '../core/errors.ts'
import { toTemplate } from '../core/template.ts'
import type { EmbeddingSpace, Person, Reference, Template } from '../core/types.ts'
import { nameKey } from './names.ts'
import type { Schema } from './schema.ts'

type PersonRow = Selectable<Schema['people']>
type ReferenceRow = Selectable<Omit<Schema['refs'], 'sequence'>>
type TemplateRow = Omit<ReferenceRow, 'crop'>

/** @throws RostroError store_corrupt when the name is not the one its key was made of */
export function toPerson(row: PersonRow): Person {
  if (nameKey(row.name) !== row.name_key) {
    throw new RostroError('store_corrupt', `The name of person ${row.id} is damaged; rename the person, or restore a backup.`)
  }
  return { id: row.id, name: row.name, createdAt: new Date(row.created_at) }
}

/** @throws RostroError store_corrupt when the template is not what toTemplate() once made */
export function toEnrolledTemplate(row: TemplateRow): Omit<Reference, 'crop'> {
  const { id, quality, source } = row
  return { id, personId: row.person_id, template: readTemplate(row), quality, source, createdAt: new Date(row.created_at) }
}

/** @throws RostroError store_corrupt */
export function toReference(row: ReferenceRow): Reference {
  const { crop } = row
  return { ...toEnrolledTemplate(row), crop: crop instanceof ArrayBuffer ? new Uint8Array(crop) : crop }
}

export const isQuality = (quality: number): boolean => quality >= 0 && quality <= 100

/** The vector's bytes; every platform of our SQLite binding is little-endian. */
export function vectorBytes({ vector }: Template): Uint8Array {
  return new Uint8Array(vector.buffer, vector.byteOffset, vector.byteLength)
}

// One damaged template fails the whole read: leaving it out would quietly stop recognising somebody.
function readTemplate({ id, person_id, space, vector, vector_crc, quality }: TemplateRow): Template {
  const bytes = vector instanceof ArrayBuffer ? new Uint8Array(vector) : vector
  if (crc32(bytes) === vector_crc && isQuality(quality)) {
    const template = toTemplate({ space: space as EmbeddingSpace, vector: new Float32Array(bytes.slice().buffer) })
    if (template) return template
  }
  const remedy = `restore a backup, or delete person ${person_id} and register again`
  throw new RostroError('store_corrupt', `The template of reference ${id} is damaged; ${remedy}.`)
}
