// What a database with an index for vectors calls things. Knows no driver.

import type { Kysely } from 'kysely'
import type { Schema } from './schema.ts'

export interface Indexable {
  /** Of the photo. */
  readonly id: string
  readonly vector: Float32Array
}

export interface VectorWords {
  /** What searches, and of which version. */
  readonly about: string
  /** Statements that make the table that says how far each index is, if it is not there. */
  state(name: string): readonly string[]
  /** Statements that make the table of an index, if it is not there: `reference_id` and `embedding`. */
  table(name: string, dimensions: number): readonly string[]
  /** Statements that undo `build()`, where putting many templates in is quicker without. */
  unindex(name: string): readonly string[]
  /** Makes searching quick, once templates are in; may take hours. */
  build(db: Kysely<Schema>, name: string): Promise<void>
  /** Templates of photos that are there by now are left as they are, and those of photos that are gone are left out. */
  put(db: Kysely<Schema>, name: string, templates: readonly Indexable[]): Promise<void>
  /** Whose the templates most similar to the probe are, most similar first. @param reach how many the index looks at */
  nearest(db: Kysely<Schema>, name: string, search: Wanted): Promise<readonly Hit[]>
  /** The most that an index can look at. */
  readonly mostReach: number
}

export interface Wanted {
  readonly probe: Float32Array
  readonly limit: number
  readonly reach: number
}

export interface Hit {
  readonly personId: string
  /** Nobody sees them: their deletion can still be undone. */
  readonly isHidden: boolean
}
