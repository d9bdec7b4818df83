// Alerts newest first, out of a server that tells them oldest first; and where each one leads. Knows no words.

import { infiniteQueryOptions } from '@tanstack/react-query'
import type { NoticeJson } from '../../../src/client.ts'
import { api } from '../api.ts'
import { dayKey } from '../timeline/days.ts'
import { toSearch } from '../timeline/filters.ts'

const PAGE = 50

/** The sequences after `after`, `limit` of them at most. */
export interface Span {
  readonly after: number
  readonly limit: number
}

/** The span that ends with `last`, and begins no earlier than the oldest alert kept; undefined when that is later. */
export function spanUpTo(last: number, oldest: number): Span | undefined {
  const after = Math.max(oldest - 1, last - PAGE)
  return after < last ? { after, limit: last - after } : undefined
}

export interface NoticePage {
  /** Newest first. */
  readonly items: readonly NoticeJson[]
  /** What is older. */
  readonly older: Span | undefined
  readonly oldest: number
}

async function pageOf({ after, limit }: Span, oldest: number, signal: AbortSignal): Promise<NoticePage> {
  const { items } = await api('GET /alerts', { query: { after, limit } }, { signal })
  return { items: items.toReversed(), older: spanUpTo(after, oldest), oldest }
}

/** The newest page is found in two steps: the oldest alert comes with the number of the newest. */
async function newestPage(signal: AbortSignal): Promise<NoticePage> {
  const { items, newest } = await api('GET /alerts', { query: { after: 0, limit: 1 } }, { signal })
  const oldest = items[0]?.sequence
  const span = oldest === undefined ? undefined : spanUpTo(newest, oldest)
  return span && oldest !== undefined ? pageOf(span, oldest, signal) : { items: [], older: undefined, oldest: newest }
}

interface Older extends Span {
  readonly oldest: number
}

/** For useInfiniteQuery. */
export const noticePages = infiniteQueryOptions({
  queryKey: ['GET /alerts', 'newest first'],
  queryFn: ({ pageParam, signal }) => (pageParam ? pageOf(pageParam, pageParam.oldest, signal) : newestPage(signal)),
  initialPageParam: null as Older | null,
  getNextPageParam: ({ older, oldest }: NoticePage): Older | undefined => older && { ...older, oldest },
})

/** Where one sees more of it: the person, the visitor, or that day of the camera. Undefined: nowhere. */
export function leadsTo({
  person,
  visitor,
  camera,
  at,
}: Pick<NoticeJson, 'person' | 'visitor' | 'camera' | 'at'>): string | undefined {
  if (person) return `/people/${person.id}`
  if (visitor) return `/visitors/${visitor.id}`
  if (!camera) return undefined
  const day = dayKey(new Date(at))
  return `/timeline${toSearch({ cameraId: camera.id, outcome: 'unknown', from: day, to: day })}`
}
