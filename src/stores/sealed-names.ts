// The names of a sealed store, opened and in order, as long as nobody changes: no database can search or sort what it cannot read.

import { foldName } from './names.ts'
import { openRows } from './sealed-rows.ts'
import type { Db } from './sql.ts'

interface FoldedName {
  readonly id: string
  readonly key: string
}

export class SealedNames {
  #version: number | undefined
  #names: readonly FoldedName[] = []

  /** Of everybody whose name opens, by name; people being deleted among them. */
  async of(db: Db): Promise<readonly FoldedName[]> {
    const { count } = await db.selectFrom('changes').select('count').executeTakeFirstOrThrow()
    if (count === this.#version) return this.#names
    const rows = await openRows(db, 'people', await db.selectFrom('people').select(['id', 'name']).execute())
    this.#names = rows
      .flatMap(row => (row ? { id: row.id, key: foldName(row.name) } : []))
      .sort((a, b) => compare(a.key, b.key) || compare(a.id, b.id))
    this.#version = count
    return this.#names
  }
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
