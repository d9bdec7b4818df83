// What the page Place asks of the server, in the place's own days, and how it hears that something changed.

import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useMemo, useRef, useState } from 'react'
import type { StatisticsJson } from '../../../src/client.ts'
import { ask, refresh } from '../api.ts'
import { useLiveNews } from '../live/live-provider.tsx'
import { browserZone, dayIn, periodBefore, periodOf, type Period, type Range } from './range.ts'

/** News come once a second; the figures of a day need not. */
const COUNT_AGAIN_MS = 10_000
const LOOK_AGAIN_MS = 60_000

export interface Counted {
  readonly statistics: StatisticsJson | undefined
  readonly before: StatisticsJson | undefined
  readonly period: Period
  readonly zone: string
  readonly today: string
  readonly error: Error | null
  readonly isStale: boolean
  readonly retry: () => void
}

export function useStatistics(range: Range): Counted {
  const now = useNow()
  /** The browser's until the server has said which is its own. */
  const [zone, setZone] = useState(browserZone)
  const period = useMemo(() => periodOf(range, zone, now), [range, zone, now])
  const { from, to } = periodBefore(period, zone)
  const { cameraId } = range
  const where = cameraId === undefined ? {} : { cameraId }
  const counted = useQuery({
    ...ask('GET /place/statistics', { query: { from: period.from, to: period.to, ...where } }),
    placeholderData: keepPreviousData,
  })
  const before = useQuery(ask('GET /place/statistics', { query: { from, to, ...where } }))
  const { data } = counted
  if (data && data.timeZone !== zone) setZone(data.timeZone)
  return {
    statistics: data,
    before: before.data,
    period,
    zone,
    today: dayIn(now, zone),
    error: counted.error,
    isStale: counted.isPlaceholderData,
    retry: () => void counted.refetch(),
  }
}

/** Who is here is asked at once, the rest a little later and together. */
export function useVisitsNews(): void {
  const client = useQueryClient()
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  useEffect(
    () => () => {
      clearTimeout(timer.current)
    },
    [],
  )
  useLiveNews(news => {
    if (news.type !== 'visits') return
    void refresh(client, ['GET /place/now'])
    timer.current ??= setTimeout(() => {
      timer.current = undefined
      void refresh(client, ['GET /place/statistics', 'GET /visits'])
    }, COUNT_AGAIN_MS)
  })
}

/** Moves on by itself, so that a page left open over midnight shows the new day. */
function useNow(): number {
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    const timer = setInterval(() => {
      setNow(Date.now())
    }, LOOK_AGAIN_MS)
    return () => {
      clearInterval(timer)
    }
  }, [])
  return now
}

export const hereNow = () => ({ ...ask('GET /place/now'), refetchInterval: LOOK_AGAIN_MS })
