// Turns rows into core values and back, and refuses a row that cannot be what was written; runs no queries.

import { crc32 } from 'node:zlib'
import type { Selectable } from 'kysely'
import { RostroError } from '../core/errors.ts'
import { toTemplate } from '../core/template.ts'
import type { EmbeddingSpace, Person, Reference, Template } from '../core/types.ts'
import type { Vault } from '../sealing/vault.ts'
import { nameKey } from './names.ts'
import type { Schema } from './schema.ts'

type PersonRow = Pick<Selectable<Schema['people']>, 'id' | 'name' | 'name_key' | 'created_at'>
type ReferenceRow = Selectable<Omit<Schema['refs'], 'sequence'>>
type TemplateRow = Omit<ReferenceRow, 'crop'>
type TemplateColumns = Pick<TemplateRow, 'space' | 'vector' | 'vector_crc'>

/** @throws RostroError store_corrupt when the name is not the one its key was made of */
export function toPerson(row: PersonRow, { nameKey: keyOf }: Pick<Vault, 'nameKey'>): Person {
  if (keyOf(nameKey(row.name)) !== row.name_key) throw damagedName(row.id)
  return { id: row.id, name: row.name, createdAt: new Date(row.created_at) }
}

export const damagedName = (id: string): RostroError =>
  new RostroError('store_corrupt', `The name of person ${id} is damaged; rename the person, or restore a backup.`)

/** @throws RostroError store_corrupt when the template is not what toTemplate() once made */
export function toEnrolledTemplate(row: TemplateRow): Omit<Reference, 'crop'> {
  const { id, person_id: personId, quality, source } = row
  const template = isQuality(quality) ? readTemplate(row) : undefined
  if (!template) throw damagedReference(id, personId)
  const reference = { id, personId, template, quality, source, createdAt: new Date(row.created_at) }
  return row.correction_event === null ? reference : { ...reference, addedByCorrection: true }
}

export const damagedReference = (id: string, personId: string): RostroError => {
  const remedy = `restore a backup, or delete person ${personId} and register again`
  return new RostroError('store_corrupt', `The template of reference ${id} is damaged; ${remedy}.`)
}

/** @throws RostroError store_corrupt */
export function toReference(row: ReferenceRow): Reference {
  return { ...toEnrolledTemplate(row), crop: bytesOf(row.crop) }
}

export const isQuality = (quality: number): boolean => quality >= 0 && quality <= 100

/** Copied where they are a driver's Buffer, which may be a window into a larger one. */
export const bytesOf = (blob: ArrayBuffer | Uint8Array): Uint8Array =>
  blob instanceof ArrayBuffer ? new Uint8Array(blob) : new Uint8Array(blob)

/** The vector's bytes are little-endian, as every platform of our SQLite binding is. */
export function templateColumns({ space, vector }: Template): { space: string; vector: Uint8Array; vector_crc: number } {
  const bytes = new Uint8Array(vector.buffer, vector.byteOffset, vector.byteLength)
  return { space, vector: bytes, vector_crc: crc32(bytes) }
}

/** Undefined for a damaged one. Where everybody is read it fails the read: leaving one out would quietly stop recognising somebody. */
export function readTemplate({ space, vector, vector_crc }: TemplateColumns): Template | undefined {
  const bytes = bytesOf(vector)
  if (crc32(bytes) !== vector_crc) return undefined
  return toTemplate({ space: space as EmbeddingSpace, vector: new Float32Array(bytes.slice().buffer) })
}
