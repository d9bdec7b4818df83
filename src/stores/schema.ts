// The tables as the queries see them; knows no database and no SQL.

import type { ColumnType, Generated } from 'kysely'

/** Drivers take bytes and give bytes or a buffer of their own (libsql an ArrayBuffer, pg a Buffer). */
type Blob = ColumnType<ArrayBuffer | Uint8Array, Uint8Array>

export interface Schema {
  people: { id: string; name: string; name_key: string; created_at: number }
  refs: {
    /** Grows with every row: references come back in the order in which they were enrolled. */
    sequence: Generated<number>
    id: string
    person_id: string
    space: string
    quality: number
    source: string
    /** Milliseconds since 1970. */
    created_at: number
    /** float32, little-endian. */
    vector: Blob
    /** CRC-32 of the vector's bytes: a sign that flipped would pass every other check. */
    vector_crc: number
    crop: Blob
  }
  settings: { key: string; value: string }
  /** One row that counts committed writes. */
  changes: { count: number }
}
