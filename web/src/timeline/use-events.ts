// The events a timeline shows and those that wait to be shown, from the server and kept up to date. Knows no words and no layout.

import { useEffect } from 'react'
import {
  infiniteQueryOptions,
  queryOptions,
  useInfiniteQuery,
  useQuery,
  useQueryClient,
  type InfiniteData,
  type QueryClient,
} from '@tanstack/react-query'
import type { AnswerOf, FaceEventJson } from '../../../src/client.ts'
import { api, ask } from '../api.ts'
import { toQuery, type Filters } from './filters.ts'
import { joined, refreshed, waiting } from './news.ts'

export const PAGE_LIMIT = 50
/** While the live connection is down, and for what it did not tell. */
const ASK_AGAIN_MS = 5000

type EventPage = AnswerOf<'GET /events'>
type EventPages = InfiniteData<EventPage, string | null>

/** Not under the route's own key: a refresh of it would move what is being read. */
const PAGES = 'timeline pages'
const NEWEST = 'timeline newest'

const pagesOf = (filters: Filters) =>
  infiniteQueryOptions({
    queryKey: [PAGES, filters],
    queryFn: ({ pageParam, signal }) =>
      api(
        'GET /events',
        { query: { ...toQuery(filters), limit: PAGE_LIMIT, ...(pageParam !== null && { cursor: pageParam }) } },
        { signal },
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page: EventPage) => page.next,
    staleTime: Infinity,
    refetchOnMount: 'always',
    refetchOnWindowFocus: false,
  })

const newestOf = (filters: Filters) =>
  queryOptions({
    queryKey: [NEWEST, filters],
    queryFn: ({ signal }) => api('GET /events', { query: { ...toQuery(filters), limit: PAGE_LIMIT } }, { signal }),
    staleTime: 0,
  })

export function useEvents(filters: Filters) {
  const client = useQueryClient()
  const pages = useInfiniteQuery(pagesOf(filters))
  const newest = useQuery({ ...newestOf(filters), enabled: pages.isSuccess, refetchInterval: ASK_AGAIN_MS })

  const loaded = joined((pages.data?.pages ?? []).map(page => page.items))
  const firstPage = newest.data?.items ?? []
  const news = pages.isSuccess ? waiting(loaded, firstPage) : []

  const showNews = () => {
    const { queryKey } = pagesOf(filters)
    const { data } = newest
    if (!data) return
    // A page on its way belongs to what was shown before, and would bring that back.
    void client.cancelQueries({ queryKey }).then(() => {
      client.setQueryData<EventPages>(queryKey, { pages: [data], pageParams: [null] })
    })
  }
  // Nothing is being read in an empty timeline: what comes is shown at once.
  const nothingRead = pages.isSuccess && loaded.length === 0 && news.length > 0
  useEffect(() => {
    if (nothingRead) showNews()
  })

  return {
    events: refreshed(loaded, firstPage),
    news,
    showNews,
    total: Math.max(newest.data?.total ?? 0, pages.data?.pages[0]?.total ?? 0),
    isLoading: pages.isLoading,
    error: pages.data ? null : pages.error,
    retry: () => void pages.refetch(),
    isLoadingMore: pages.isFetchingNextPage,
    hasMore: pages.hasNextPage,
    loadMore: () => {
      if (pages.hasNextPage && !pages.isFetching) void pages.fetchNextPage()
    },
  }
}

/** One event: the one listed, or asked for when the address names one that is not. */
export function useEvent(eventId: string | undefined, listed: FaceEventJson | undefined) {
  const asked = useQuery({
    ...ask('GET /events/:eventId', { params: { eventId: eventId ?? '' } }),
    enabled: eventId !== undefined && !listed,
    retry: false,
  })
  return { event: listed ?? asked.data, isGone: asked.isError && !listed }
}

/** Asks whether there is something new; the pages that are read stay as they are. */
export const lookForNews = (client: QueryClient): Promise<void> => client.invalidateQueries({ queryKey: [NEWEST] })

/** The event as the server now tells it, wherever it is shown. */
export function replaceEvent(client: QueryClient, event: FaceEventJson): void {
  const replaced = (page: EventPage): EventPage => ({
    ...page,
    items: page.items.map(each => (each.id === event.id ? event : each)),
  })
  client.setQueriesData<EventPages>({ queryKey: [PAGES] }, data => data && { ...data, pages: data.pages.map(replaced) })
  client.setQueriesData<EventPage>({ queryKey: [NEWEST] }, data => data && replaced(data))
  client.setQueryData(ask('GET /events/:eventId', { params: { eventId: event.id } }).queryKey, event)
}

export function forgetEvent(client: QueryClient, eventId: string): void {
  const without = (page: EventPage): EventPage => ({ ...page, items: page.items.filter(each => each.id !== eventId) })
  client.setQueriesData<EventPages>({ queryKey: [PAGES] }, data => data && { ...data, pages: data.pages.map(without) })
  client.setQueriesData<EventPage>({ queryKey: [NEWEST] }, data => data && without(data))
}
