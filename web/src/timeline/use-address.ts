// Filters and the open event as they stand in the address: shareable, and the back button works. Knows no data.

import { useCallback, useMemo } from 'react'
import { useLocation, useSearch } from 'wouter'
import { parseEventId, parseFilters, toSearch, type Filters } from './filters.ts'

const PATH = '/timeline'
/** Marks an entry of the history that this page opened, so that closing goes back instead of adding one. */
const OPENED = { openedHere: true } as const

export function useAddress() {
  const search = useSearch()
  const [, navigate] = useLocation()
  const filters = useMemo(() => parseFilters(search), [search])
  const eventId = parseEventId(search)

  const narrow = useCallback(
    (to: Filters) => {
      navigate(PATH + toSearch(to))
    },
    [navigate],
  )
  /** The first opening can be gone back from; moving on from event to event does not fill the history. */
  const open = useCallback(
    (id: string) => {
      const isMove = eventId !== undefined
      navigate(PATH + toSearch(filters, id), isMove ? { replace: true, state: history.state as unknown } : { state: OPENED })
    },
    [navigate, filters, eventId],
  )
  const close = useCallback(() => {
    if ((history.state as Partial<typeof OPENED> | null)?.openedHere) history.back()
    else navigate(PATH + toSearch(filters), { replace: true })
  }, [navigate, filters])

  return { filters, eventId, narrow, open, close }
}
