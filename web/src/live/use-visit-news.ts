// Keeps what the page shows of visits, visitors and the place up to date, whichever screen is open.

import { useQueryClient } from '@tanstack/react-query'
import { refresh } from '../api.ts'
import { useLiveNews, useReconnected } from './live-provider.tsx'
import { useSpaced } from './spaced.ts'

/** The server says once a second that visits changed. */
const LISTS_EVERY_MS = 2000
/** Counted over days: nobody sees a second's difference in them. */
const STATISTICS_EVERY_MS = 15_000

export function useVisitNews(): void {
  const client = useQueryClient()
  const lists = useSpaced(() => {
    void refresh(client, ['GET /visitors', 'GET /visits', 'GET /place/now', 'GET /visitor-suggestions', 'GET /visitor-changes'])
  }, LISTS_EVERY_MS)
  const statistics = useSpaced(() => {
    void refresh(client, ['GET /place/statistics'])
  }, STATISTICS_EVERY_MS)
  const reload = () => {
    lists()
    statistics()
  }
  useReconnected(reload)
  useLiveNews(news => {
    if (news.type === 'visits') reload()
  })
}
