// Where a page of a list ended, as opaque text for whoever asks for the next one; knows no list.

import { RostroError } from '../core/errors.ts'
import type { PageRequest } from '../core/records.ts'

/** What a list is sorted by, and the id that tells equals apart. */
export type Position = readonly [key: string | number, id: string]

export const toCursor = (list: string, [key, id]: Position): string =>
  Buffer.from(JSON.stringify([list, key, id])).toString('base64url')

/** @throws RostroError request_invalid for a cursor this list did not give */
export function parseCursor<Key extends 'string' | 'number'>(
  list: string,
  cursor: string,
  key: Key,
): readonly [Key extends 'string' ? string : number, string] {
  const parsed = parse(cursor)
  const valid = Array.isArray(parsed) && parsed.length === 3 && parsed[0] === list
  if (valid && typeof parsed[1] === key && typeof parsed[2] === 'string') {
    return [parsed[1] as Key extends 'string' ? string : number, parsed[2]]
  }
  throw new RostroError('request_invalid', 'The cursor is not one this list gave; begin with the first page.')
}

/** One page of rows of which one more was read than asked for. */
export function pageOf<Row, Item>(
  rows: readonly Row[],
  { limit }: PageRequest,
  toItem: (row: Row) => Item,
  cursorOf: (row: Row) => string,
): { items: Item[]; next: string | undefined } {
  const shown = rows.slice(0, limit)
  return { items: shown.map(toItem), next: rows.length > limit ? cursorOf(shown.at(-1)!) : undefined }
}

function parse(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString())
  } catch {
    return undefined
  }
}
