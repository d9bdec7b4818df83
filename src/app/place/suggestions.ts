// Visitors who look like one, and visitors who look like somebody registered: worth an operator's look. Decides nothing.

import type { Candidate } from '../../core/types.ts'
import type { Visitor, Visits } from '../../core/visits.ts'
import type { VisitorBook } from '../../recognition/visitors.ts'

export interface Suggestions {
  readonly visitors: readonly { readonly first: Visitor; readonly second: Visitor; readonly similarity: number }[]
  readonly people: readonly { readonly visitor: Visitor; readonly person: Candidate }[]
}

export interface SuggestionsOptions {
  readonly visits: Pick<Visits, 'findVisitor'>
  readonly book: Pick<VisitorBook, 'suggestions'>
  readonly likePeople: (limit: number) => Promise<readonly { readonly visitorId: string; readonly person: Candidate }[]>
}

/** Most alike first, those who are ignored left out. @throws RostroError store_* */
export async function suggestionsOf({ visits, book, likePeople }: SuggestionsOptions, limit: number): Promise<Suggestions> {
  const find = async (visitorId: string): Promise<Visitor | undefined> => {
    const visitor = await visits.findVisitor(visitorId)
    return visitor?.state === 'active' ? visitor : undefined
  }
  const visitors = await Promise.all(
    book.suggestions(limit).map(async ({ first, second, similarity }) => {
      const [a, b] = await Promise.all([find(first), find(second)])
      return a && b ? [{ first: a, second: b, similarity }] : []
    }),
  )
  const people = await Promise.all(
    (await likePeople(limit)).map(async ({ visitorId, person }) => {
      const visitor = await find(visitorId)
      return visitor ? [{ visitor, person }] : []
    }),
  )
  return { visitors: visitors.flat(), people: people.flat() }
}
