// Strangers who are remembered: suggestions above, then everybody by when or how often seen; select to merge or ignore.

import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useCallback, useMemo, useState } from 'react'
import { useLocation } from 'wouter'
import type { VisitorJson } from '../../../src/client.ts'
import { ask, askPages, useRole } from '../api.ts'
import { Button } from '../components/button.tsx'
import { ErrorNotice, Skeleton } from '../components/notices.tsx'
import { Page } from '../components/page.tsx'
import { Select } from '../components/select.tsx'
import { useText } from '../i18n/language.tsx'
import { common } from '../i18n/parts/common.ts'
import { visitors } from '../i18n/parts/visitors.ts'
import { SelectionBar } from '../people/selection-bar.tsx'
import { MergeVisitorsDialog } from './merge-visitors-dialog.tsx'
import { NobodyIgnored, NobodyYet, NotRemembering } from './no-visitors.tsx'
import { RecentChanges } from './recent-changes.tsx'
import { Suggestions } from './suggestions.tsx'
import { VisitorsGrid } from './visitors-grid.tsx'
import '../people/people.css'
import './visitors.css'

const STATES = ['active', 'ignored'] as const
const SORTS = ['last_seen', 'visits'] as const
const NOBODY: ReadonlySet<string> = new Set()

export default function VisitorsPage() {
  const t = useText(visitors)
  const { data: remembering, error, refetch } = useQuery(ask('GET /remembering'))
  if (remembering?.on) return <Gallery remembering={remembering} />
  return (
    <Page title={t('title')}>
      {error ? <ErrorNotice error={error} onRetry={() => void refetch()} /> : remembering ? <NotRemembering /> : <GridSkeleton />}
    </Page>
  )
}

type On = Parameters<typeof NobodyYet>[0]['remembering']

function Gallery({ remembering }: { readonly remembering: On }) {
  const t = useText(visitors)
  const c = useText(common)
  const [, navigate] = useLocation()
  const mayChange = useRole('operator')
  const [state, setState] = useState<VisitorJson['state']>('active')
  const [sort, setSort] = useState<(typeof SORTS)[number]>('last_seen')
  const [chosen, setChosen] = useState(NOBODY)
  const [isMerging, setIsMerging] = useState(false)
  const pages = useInfiniteQuery({
    ...askPages('GET /visitors', { limit: 100, state, sort }),
    placeholderData: keepPreviousData,
  })
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = pages
  const items = useMemo(() => pages.data?.pages.flatMap(page => page.items) ?? [], [pages.data])
  const total = pages.data?.pages[0]?.total
  const more = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage()
  }, [hasNextPage, isFetchingNextPage, fetchNextPage])
  // Who was merged or forgotten elsewhere is no longer chosen.
  const selected = items.filter(({ id }) => chosen.has(id))
  const unselect = () => {
    setChosen(NOBODY)
  }
  return (
    <Page title={t('title')} width="full" actions={mayChange && <RecentChanges known={items} />}>
      {mayChange && state === 'active' && <Suggestions />}
      <div className="visitor-tools">
        <Select
          label={t('show')}
          hideLabel
          options={STATES.map(value => ({ value, text: t(`state_${value}`) }))}
          value={state}
          onChange={value => {
            setState(value)
            unselect()
          }}
        />
        <Select
          label={t('sort')}
          hideLabel
          options={SORTS.map(value => ({ value, text: t(`sort_${value}`) }))}
          value={sort}
          onChange={setSort}
        />
        <span className="soft small numbers" role="status">
          {total === undefined ? c('loading') : t('count', { count: total })}
        </span>
      </div>
      {pages.error && <ErrorNotice error={pages.error} onRetry={() => void pages.refetch()} />}
      {pages.isPending && <GridSkeleton />}
      {total === 0 && state === 'active' && <NobodyYet remembering={remembering} />}
      {total === 0 && state === 'ignored' && (
        <NobodyIgnored
          onShowActive={() => {
            setState('active')
          }}
        />
      )}
      {items.length > 0 && (
        <VisitorsGrid
          items={items}
          isLoading={isFetchingNextPage}
          onMore={more}
          selected={new Set(selected.map(({ id }) => id))}
          onSelect={setChosen}
          onOpen={id => {
            navigate(`/visitors/${id}`)
          }}
          isSelectable={mayChange}
        />
      )}
      <SelectionBar count={selected.length} onClear={unselect} hint={selected.length > 1 ? undefined : t('mergeNeedsTwo')}>
        <Button
          tone="primary"
          isDisabled={selected.length < 2}
          onPress={() => {
            setIsMerging(true)
          }}
        >
          {t('merge')}
        </Button>
      </SelectionBar>
      {isMerging && (
        <MergeVisitorsDialog
          visitors={selected}
          onClose={() => {
            setIsMerging(false)
          }}
          onMerged={() => {
            setIsMerging(false)
            unselect()
          }}
        />
      )}
    </Page>
  )
}

const GridSkeleton = () => (
  <div className="people-skeleton">
    {Array.from({ length: 12 }, (_, i) => (
      <Skeleton key={i} height={240} />
    ))}
  </div>
)
