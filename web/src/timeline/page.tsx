// The timeline: who was seen where and when, newest first, and beside it why.

import type { ReactNode } from 'react'
import { useQueryClient } from '@tanstack/react-query'
import { ArrowUp, Clock, FilterX, SearchX } from 'lucide-react'
import type { FaceEventJson } from '../../../src/client.ts'
import { useRole } from '../api.ts'
import { Button, LinkButton } from '../components/button.tsx'
import { EmptyState, ErrorNotice, Skeleton } from '../components/notices.tsx'
import { Page } from '../components/page.tsx'
import { useText } from '../i18n/language.tsx'
import { timeline } from '../i18n/parts/timeline.ts'
import { useLiveNews } from '../live/live-provider.tsx'
import { EventList } from './event-list.tsx'
import { EventPanel } from './event-panel.tsx'
import { FilterBar } from './filter-bar.tsx'
import { isFiltered } from './filters.ts'
import { SidePanel, useIsWide } from './side-panel.tsx'
import { useAddress } from './use-address.ts'
import { canSayNot, useCorrections } from './use-corrections.ts'
import { lookForNews, PAGE_LIMIT, useEvent, useEvents } from './use-events.ts'
import { useWords } from './words.ts'
import './timeline.css'

export default function TimelinePage() {
  const t = useText(timeline)
  const { filters, eventId, narrow, open, close } = useAddress()
  const all = useEvents(filters)
  const corrections = useCorrections()
  const mayCorrect = useRole('operator')
  const isWide = useIsWide()
  useNewsOfEvents()

  const events = all.events.filter(({ id }) => !corrections.deleted.has(id))
  const news = all.news.filter(({ id }) => !corrections.deleted.has(id))
  const listed = all.events.find(({ id }) => id === eventId)
  const { event, isGone } = useEvent(eventId, listed)
  const index = events.findIndex(({ id }) => id === eventId)
  const goTo = (to: FaceEventJson | undefined) =>
    to &&
    (() => {
      open(to.id)
    })
  const isEmpty = !all.isLoading && !all.error && events.length === 0

  let content: ReactNode = (
    <EventList
      events={events}
      openId={eventId}
      onOpen={open}
      onClose={close}
      onNot={
        mayCorrect
          ? event => {
              if (canSayNot(event)) void corrections.correct(event, { kind: 'not' })
            }
          : undefined
      }
      isLoadingMore={all.isLoadingMore}
      onLoadMore={all.loadMore}
    />
  )
  if (all.isLoading) content = <Loading />
  else if (all.error) content = <ErrorNotice error={all.error} onRetry={all.retry} />
  else if (isEmpty)
    content = (
      <Nothing
        isFiltered={isFiltered(filters)}
        onClear={() => {
          narrow({})
        }}
      />
    )

  return (
    <Page
      title={t('title')}
      width="full"
      actions={
        isFiltered(filters) && (
          <Button
            tone="quiet"
            onPress={() => {
              narrow({})
            }}
          >
            <FilterX size={18} aria-hidden />
            {t('clearFilters')}
          </Button>
        )
      }
    >
      <FilterBar filters={filters} onChange={narrow} />
      <div className="timeline" data-empty={isEmpty || undefined}>
        <div className="timeline-list">
          <NewsPill count={news.length} onShow={all.showNews} />
          {content}
        </div>
        <SidePanel
          label={t('details')}
          isWide={isWide}
          isOpen={eventId !== undefined && (isGone || event !== undefined)}
          onClose={close}
          idle={isEmpty ? null : <p className="side-idle soft small">{t('idle')}</p>}
        >
          {event && (
            <EventPanel
              key={event.id}
              event={event}
              corrections={corrections}
              onClose={close}
              onNewer={goTo(index > 0 ? events[index - 1] : undefined)}
              onEarlier={goTo(index >= 0 ? events[index + 1] : undefined)}
            />
          )}
          {isGone && (
            <EmptyState icon={SearchX} title={t('eventGoneTitle')} text={t('eventGone')}>
              <Button onPress={close}>{t('backToList')}</Button>
            </EmptyState>
          )}
        </SidePanel>
      </div>
      <OpenedAloud event={isWide ? event : undefined} />
    </Page>
  )
}

/** The live connection says when there is something new. */
function useNewsOfEvents(): void {
  const client = useQueryClient()
  useLiveNews(news => {
    if (news.type === 'event' || news.type === 'events') void lookForNews(client)
  })
}

function NewsPill({ count, onShow }: { readonly count: number; readonly onShow: () => void }) {
  const t = useText(timeline)
  return (
    <div className="news" role="status">
      {count > 0 && (
        <Button
          tone="primary"
          className="news-pill"
          onPress={() => {
            onShow()
            window.scrollTo({ top: 0 })
          }}
        >
          <ArrowUp size={16} aria-hidden />
          {count >= PAGE_LIMIT ? t('newEventsMany', { count }) : t('newEvents', { count })}
        </Button>
      )}
    </div>
  )
}

/** Beside the list the focus stays in the list, so what opened is said. */
function OpenedAloud({ event }: { readonly event: FaceEventJson | undefined }) {
  const { who, reasons } = useWords()
  return (
    <p role="status" className="hidden">
      {event && `${who(event)}. ${reasons(event.decision)[0] ?? ''}`}
    </p>
  )
}

const Loading = () => (
  <div className="events-loading">
    {Array.from({ length: 6 }, (_, row) => (
      <Skeleton key={row} height={60} />
    ))}
  </div>
)

function Nothing({ isFiltered, onClear }: { readonly isFiltered: boolean; readonly onClear: () => void }) {
  const t = useText(timeline)
  if (isFiltered)
    return (
      <EmptyState icon={SearchX} title={t('nothingTitle')} text={t('nothing')}>
        <Button onPress={onClear}>{t('clearFilters')}</Button>
      </EmptyState>
    )
  return (
    <EmptyState icon={Clock} title={t('emptyTitle')} text={t('empty')}>
      <LinkButton to="/live" tone="primary">
        {t('emptyLive')}
      </LinkButton>
      <LinkButton to="/cameras">{t('emptyCamera')}</LinkButton>
    </EmptyState>
  )
}
