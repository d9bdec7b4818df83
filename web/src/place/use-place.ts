// What the page Place asks of the server, in the place's own days.

import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useEffect, useMemo, useState } from 'react'
import type { StatisticsJson } from '../../../src/client.ts'
import { ask } from '../api.ts'
import { browserZone, dayIn, periodBefore, periodOf, type Period, type Range } from './range.ts'

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
