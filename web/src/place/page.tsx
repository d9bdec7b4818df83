// A watched place at a glance: who is here, how many came, when, how often, for how long.

import { useQuery } from '@tanstack/react-query'
import { CalendarX2, Video } from 'lucide-react'
import { useMemo } from 'react'
import { useLocation, useSearch } from 'wouter'
import { ask, useRole } from '../api.ts'
import { Button, LinkButton } from '../components/button.tsx'
import { EmptyState, ErrorNotice, Skeleton } from '../components/notices.tsx'
import { Page } from '../components/page.tsx'
import { useText } from '../i18n/language.tsx'
import { place } from '../i18n/parts/place.ts'
import { Busiest, Crossings } from './busiest.tsx'
import { DayChart, HourChart } from './day-chart.tsx'
import { ExportMenu } from './export-menu.tsx'
import { Figures } from './figures.tsx'
import { HereNow } from './here-now.tsx'
import { parseRange, toSearch, type Range } from './range.ts'
import { RangeBar } from './range-bar.tsx'
import { StayChart } from './stay-chart.tsx'
import { useStatistics, type Counted } from './use-place.ts'
import { usePlaceWords, type PlaceWords } from './use-place-words.ts'
import { VisitList } from './visit-list.tsx'
import { WeekChart } from './week-chart.tsx'
import { WhatCounts } from './what-counts.tsx'
import './charts.css'
import './place.css'

export default function PlacePage() {
  const t = useText(place)
  const search = useSearch()
  const [, navigate] = useLocation()
  const range = useMemo(() => parseRange(search), [search])
  const counted = useStatistics(range)
  const { statistics, period, zone, error } = counted
  const words = usePlaceWords(zone)
  const { data: cameras } = useQuery(ask('GET /cameras'))

  const { from, to } = period
  const query = { from, to, ...(range.cameraId !== undefined && { cameraId: range.cameraId }) }
  const choose = (to: Range) => {
    navigate(`/place${toSearch(to)}`)
  }
  const isEmpty = statistics?.totals.visits === 0
  if (isEmpty && cameras?.length === 0 && range.choice === '7d')
    return (
      <Page title={t('title')} width="full">
        <NoCamera />
      </Page>
    )
  return (
    <Page
      title={t('title')}
      width="full"
      actions={!isEmpty && <ExportMenu query={query} name={`rostro-${period.first}-${period.last}`} />}
    >
      <HereNow words={words} />
      <RangeBar range={range} period={period} today={counted.today} onChange={choose} />
      {error && <ErrorNotice error={error} onRetry={counted.retry} />}
      {!statistics && !error && <Loading />}
      {statistics && isEmpty && (
        <EmptyState icon={CalendarX2} title={t('emptyTitle')} text={t('emptyText')}>
          {range.choice !== '30d' && (
            <Button
              tone="primary"
              onPress={() => {
                choose({ choice: '30d' })
              }}
            >
              {t('emptyLonger')}
            </Button>
          )}
          <LinkButton to="/cameras">{t('emptyCameras')}</LinkButton>
        </EmptyState>
      )}
      {statistics && !isEmpty && (
        <>
          <Charts counted={counted} words={words} />
          <VisitList query={query} words={words} />
        </>
      )}
      {statistics && <WhatCounts zone={zone} />}
    </Page>
  )
}

function Charts({ counted, words }: { readonly counted: Counted; readonly words: PlaceWords }) {
  const { statistics, before, period, isStale } = counted
  if (!statistics) return null
  const isOneDay = statistics.days.length <= 1
  return (
    <div className="place-charts" aria-busy={isStale}>
      <Figures statistics={statistics} before={before} period={period} words={words} />
      {isOneDay ? <HourChart statistics={statistics} words={words} /> : <DayChart statistics={statistics} words={words} />}
      {!isOneDay && <WeekChart statistics={statistics} words={words} />}
      <div className="place-three">
        <StayChart statistics={statistics} words={words} />
        <Busiest statistics={statistics} words={words} />
        <Crossings statistics={statistics} words={words} />
      </div>
    </div>
  )
}

function NoCamera() {
  const t = useText(place)
  const mayAdd = useRole('admin')
  return (
    <EmptyState
      icon={Video}
      title={t('noCameraTitle')}
      text={mayAdd ? t('noCameraText') : `${t('noCameraText')} ${t('noCameraViewer')}`}
    >
      {mayAdd && (
        <LinkButton to="/cameras" tone="primary">
          {t('noCameraAdd')}
        </LinkButton>
      )}
    </EmptyState>
  )
}

const Loading = () => (
  <div className="place-charts">
    <Skeleton height={112} />
    <Skeleton height={320} />
    <Skeleton height={280} />
  </div>
)
