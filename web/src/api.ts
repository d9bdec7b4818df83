// The server as the page sees it: the typed client, and how its answers are cached. Knows routes, no screens.

import {
  infiniteQueryOptions,
  MutationCache,
  QueryCache,
  QueryClient,
  queryOptions,
  useMutation,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query'
import {
  ROLES,
  ApiError,
  createClient,
  pathOf,
  type AnswerOf,
  type ApiRoute,
  type RequestOf,
  type SessionJson,
} from '../../src/client.ts'

export { ApiError }
export const api = createClient()

/** Any route with its request, for what takes all of them. */
const call = api as (route: ApiRoute, request?: unknown, options?: { signal?: AbortSignal }) => Promise<unknown>

/** The key of a cached answer begins with its route, so that a change can name what it made old. */
type Rest<Key extends ApiRoute> = object extends RequestOf<Key> ? [request?: RequestOf<Key>] : [request: RequestOf<Key>]

/** `useQuery(ask('GET /people/:personId', { params: { personId } }))` */
export const ask = <Key extends ApiRoute & `GET ${string}`>(route: Key, ...[request]: Rest<Key>) =>
  queryOptions({
    queryKey: [route, request ?? {}],
    queryFn: ({ signal }) => call(route, request, { signal }) as Promise<AnswerOf<Key>>,
  })

type PagedRoute = 'GET /people' | 'GET /events' | 'GET /visitors' | 'GET /visits' | 'GET /audit' | 'GET /doors/log'
type QueryOf<Key extends PagedRoute> = RequestOf<Key> extends { readonly query?: infer Query } ? NonNullable<Query> : never

/** Pages of a list, for useInfiniteQuery: each page names the next. The first may be shorter, so that it is seen sooner. */
export const askPages = <Key extends PagedRoute>(route: Key, query: QueryOf<Key>, first: { readonly limit?: number } = {}) =>
  infiniteQueryOptions({
    queryKey: [route, 'pages', query],
    queryFn: ({ pageParam, signal }) =>
      call(route, { query: { ...query, ...(pageParam === null ? first : { cursor: pageParam }) } }, { signal }) as Promise<
        AnswerOf<Key> & { next: string | null }
      >,
    initialPageParam: null as string | null,
    getNextPageParam: page => page.next,
  })

/**
 * A change: `const rename = useChange('PATCH /people/:personId', ['GET /people'])`, then `rename.mutate({ params, body })`.
 * Afterwards every cached answer of the named routes is asked for again; a name covers the routes below it.
 */
export function useChange<Key extends ApiRoute>(route: Key, outdates: readonly ApiRoute[]) {
  const client = useQueryClient()
  return useMutation<AnswerOf<Key>, Error, RequestOf<Key>>({
    mutationFn: request => call(route, request) as Promise<AnswerOf<Key>>,
    onSuccess: () => refresh(client, outdates),
  })
}

/** Asks again for every cached answer of these routes and those below them. */
export const refresh = (client: QueryClient, routes: readonly ApiRoute[]): Promise<void> =>
  client.invalidateQueries({
    predicate: ({ queryKey: [key] }) =>
      typeof key === 'string' && routes.some(route => key === route || key.startsWith(`${route}/`)),
  })

export const photoUrl = (photoId: string): string => pathOf('GET /photos/:photoId', { photoId })
export const shotUrl = (eventId: string): string => pathOf('GET /events/:eventId/shot', { eventId })

export const visitFaceUrl = (visitId: string): string => pathOf('GET /visits/:visitId/face', { visitId })

/** A wrong password is 401 too, and ends nothing. */
const isSignedOut = (error: Error): boolean => error instanceof ApiError && error.code === 'unauthenticated'

/** Who is signed in; null when nobody is. */
export const sessionQuery = queryOptions({
  queryKey: ['GET /session'],
  queryFn: async ({ signal }): Promise<SessionJson | null> => {
    try {
      return await api('GET /session', {}, { signal })
    } catch (error) {
      if (error instanceof ApiError && error.code === 'unauthenticated') return null
      throw error
    }
  },
  staleTime: Infinity,
})

/** Whoever is signed in may do what this role may. False while nobody is known to be. */
export function useRole(role: SessionJson['account']['role']): boolean {
  const { data } = useQuery(sessionQuery)
  return data ? ROLES.indexOf(data.account.role) >= ROLES.indexOf(role) : false
}

/** An answer 401 anywhere ends the session of the page, which then shows the sign-in. */
export function createQueryClient(): QueryClient {
  const onError = (error: Error) => {
    if (isSignedOut(error)) client.setQueryData(sessionQuery.queryKey, null)
  }
  const client: QueryClient = new QueryClient({
    queryCache: new QueryCache({ onError }),
    mutationCache: new MutationCache({ onError }),
    defaultOptions: {
      queries: {
        staleTime: 10_000,
        retry: (failures, error) => failures < 2 && !(error instanceof ApiError && error.status < 500),
      },
    },
  })
  return client
}
