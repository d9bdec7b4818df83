// Everybody who is remembered, read from the store into a book of visitors.

import type { EmbeddingSpace } from '../../core/types.ts'
import type { RememberedVisit, Visits } from '../../core/visits.ts'
import type { VisitorBook } from '../../recognition/visitors.ts'

const READ_AT_ONCE = 1000

type Readable = Pick<Visits, 'remembered' | 'apart' | 'expire'>
type Fillable = Pick<VisitorBook, 'put' | 'keepApart'>

export async function readBook<Book extends Fillable>(visits: Readable, space: EmbeddingSpace, book: Book): Promise<Book> {
  for (const [a, b] of await visits.apart()) book.keepApart(a, b)
  for await (const page of remembered(visits, space)) for (const visit of page) book.put(visit)
  return book
}

/** What a face looks like is known within minutes of an arrival. */
const LATELY_MS = 600_000

/** Who arrived lately, other servers' visitors among them; those this server writes itself it knows better. */
export async function readLately(
  visits: Pick<Visits, 'remembered'>,
  space: EmbeddingSpace,
  now: Date,
  book: Pick<Fillable, 'put'>,
  isOwn: (visitId: string) => boolean,
): Promise<void> {
  for await (const page of remembered(visits, space, new Date(now.getTime() - LATELY_MS)))
    for (const visit of page) if (!isOwn(visit.visitId)) book.put(visit)
}

/** Which visits lose their face to `expire`. */
export async function departedBefore(visits: Readable, space: EmbeddingSpace, before: Date): Promise<readonly string[]> {
  const ids: string[] = []
  for await (const page of remembered(visits, space)) {
    const due = page.filter(({ departedAt }) => departedAt < before)
    // By arrival: a page without any is followed by none worth reading.
    if (due.length === 0) break
    ids.push(...due.map(({ visitId }) => visitId))
  }
  return ids
}

/** Oldest arrival first; of who arrived since, or of all. */
async function* remembered(
  visits: Pick<Visits, 'remembered'>,
  space: EmbeddingSpace,
  since?: Date,
): AsyncGenerator<readonly RememberedVisit[], void, void> {
  let after: string | undefined
  do {
    const page = await visits.remembered(space, { limit: READ_AT_ONCE, since, after })
    yield page
    after = page.length < READ_AT_ONCE ? undefined : page.at(-1)?.visitId
  } while (after !== undefined)
}
