// Goes through all pages of a list, one after the other.

import type { Page, PageRequest } from '../core/records.ts'

/** Each page is counted anew, and holds up others while it is read. */
const READ_AT_ONCE = 2000

/** Ends where there are no more, or after `most`. */
export async function* allPages<T>(
  read: (page: PageRequest) => Promise<Page<T>>,
  most = Infinity,
): AsyncGenerator<T, void, void> {
  let cursor: string | undefined
  let count = 0
  do {
    const page = await read({ cursor, limit: Math.min(READ_AT_ONCE, most - count) })
    yield* page.items
    count += page.items.length
    cursor = page.next
  } while (cursor !== undefined && count < most)
}

/** The whole list at once. */
export async function readAll<T>(read: (page: PageRequest) => Promise<Page<T>>, most?: number): Promise<T[]> {
  const all: T[] = []
  for await (const item of allPages(read, most)) all.push(item)
  return all
}
