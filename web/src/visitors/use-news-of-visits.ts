// What becomes old when something is done to visitors, or when one comes or goes.

import { useQueryClient } from '@tanstack/react-query'
import type { ApiRoute } from '../../../src/client.ts'
import { refresh } from '../api.ts'
import { useLiveNews } from '../live/live-provider.tsx'

export const VISITOR_ROUTES = [
  'GET /visitors',
  'GET /visits',
  'GET /visitor-suggestions',
  'GET /visitor-changes',
  'GET /place/now',
  'GET /place/statistics',
  'GET /people',
] as const satisfies readonly ApiRoute[]

/** The live connection says when there is something new, at most once a second. */
export function useNewsOfVisits(): void {
  const client = useQueryClient()
  useLiveNews(news => {
    if (news.type === 'visits') void refresh(client, VISITOR_ROUTES.slice(0, 3))
  })
}
