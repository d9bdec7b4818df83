// Everybody registered: search, order, select, open, merge, delete.

import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import { HeartPulse, SearchX, UserPlus, Users, UsersRound } from 'lucide-react'
import { useCallback, useMemo, useState } from 'react'
import { useLocation } from 'wouter'
import { askPages, useRole } from '../api.ts'
import { Button, LinkButton } from '../components/button.tsx'
import { ConfirmDialog } from '../components/dialog.tsx'
import { SearchField } from '../components/field.tsx'
import { EmptyState, ErrorNotice, Skeleton } from '../components/notices.tsx'
import { Page } from '../components/page.tsx'
import { Select } from '../components/select.tsx'
import { SiteBanner } from '../decisions/threshold-note.tsx'
import { useText } from '../i18n/language.tsx'
import { common } from '../i18n/parts/common.ts'
import { groups } from '../i18n/parts/groups.ts'
import { people } from '../i18n/parts/people.ts'
import { MergeDialog } from './merge-dialog.tsx'
import { PeopleGrid } from './people-grid.tsx'
import { SelectionBar } from './selection-bar.tsx'
import { useDeletePeople } from './use-delete-people.ts'
import { useSettled } from './use-settled.ts'
import './people.css'

const SORTS = ['name', 'newest', 'last_seen'] as const
/** About two screens of them. */
const FIRST = { limit: 60 }
const NOBODY: ReadonlySet<string> = new Set()

export default function PeoplePage() {
  const t = useText(people)
  const g = useText(groups)
  const c = useText(common)
  const [, navigate] = useLocation()
  const mayChange = useRole('operator')
  const [search, setSearch] = useState('')
  const [sort, setSort] = useState<(typeof SORTS)[number]>('name')
  const [selected, setSelected] = useState(NOBODY)
  const [doomed, setDoomed] = useState<readonly string[]>([])
  const [isMerging, setIsMerging] = useState(false)
  const deletePeople = useDeletePeople()

  const wanted = useSettled(search.trim())
  const pages = useInfiniteQuery({
    ...askPages('GET /people', { limit: 200, sort, ...(wanted !== '' && { search: wanted }) }, FIRST),
    placeholderData: keepPreviousData,
  })
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = pages
  const items = useMemo(() => pages.data?.pages.flatMap(page => page.items) ?? [], [pages.data])
  const total = pages.data?.pages[0]?.total
  const more = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage()
  }, [hasNextPage, isFetchingNextPage, fetchNextPage])

  const remove = async (ids: readonly string[]) => {
    setDoomed([])
    if (await deletePeople(ids.map(id => ({ id, name: items.find(person => person.id === id)?.name })))) setSelected(NOBODY)
  }
  /** One is undone as quickly as it is done; several are asked about. */
  const askToRemove = (ids: readonly string[]) => {
    if (ids.length > 1) setDoomed(ids)
    else void remove(ids)
  }
  const [first, second] = [...selected]
  const isSearching = wanted !== ''

  return (
    <Page
      title={t('title')}
      width="full"
      actions={
        <>
          {mayChange && (
            <LinkButton to="/health">
              <HeartPulse size={18} aria-hidden />
              <span className="phone-hidden">{t('health')}</span>
            </LinkButton>
          )}
          <LinkButton to="/groups">
            <UsersRound size={18} aria-hidden />
            <span className="phone-hidden">{g('title')}</span>
          </LinkButton>
          {mayChange && (
            <LinkButton to="/register" tone="primary">
              <UserPlus size={18} aria-hidden />
              {t('register')}
            </LinkButton>
          )}
        </>
      }
    >
      {total === 0 && !isSearching ? (
        <EmptyState icon={Users} title={t('emptyTitle')} text={t(mayChange ? 'emptyText' : 'emptyViewer')}>
          {mayChange && (
            <LinkButton to="/register" tone="primary">
              {t('registerYourself')}
            </LinkButton>
          )}
        </EmptyState>
      ) : (
        <>
          <SiteBanner />
          <div className="people-tools">
            <SearchField label={t('search')} value={search} onChange={setSearch} />
            <Select
              label={t('sort')}
              hideLabel
              options={SORTS.map(value => ({ value, text: t(`sort_${value}`) }))}
              value={sort}
              onChange={setSort}
            />
            <span className="soft small numbers" role="status">
              {total === undefined ? c('loading') : t(isSearching ? 'found' : 'count', { count: total })}
            </span>
          </div>
          {pages.error && <ErrorNotice error={pages.error} onRetry={() => void pages.refetch()} />}
          {pages.isPending && <GridSkeleton />}
          {total === 0 && isSearching && (
            <EmptyState icon={SearchX} title={t('noneTitle')} text={t('noneText')}>
              <Button
                onPress={() => {
                  setSearch('')
                }}
              >
                {t('clearSearch')}
              </Button>
            </EmptyState>
          )}
          {items.length > 0 && (
            <PeopleGrid
              items={items}
              hasMore={hasNextPage}
              isLoading={isFetchingNextPage}
              onMore={more}
              selected={selected}
              onSelect={setSelected}
              onOpen={id => {
                navigate(`/people/${id}`)
              }}
              onDelete={askToRemove}
              isSelectable={mayChange}
            />
          )}
          <SelectionBar
            count={selected.size}
            onClear={() => {
              setSelected(NOBODY)
            }}
            hint={selected.size === 2 ? undefined : t('mergeNeedsTwo')}
          >
            <Button
              isDisabled={selected.size !== 2}
              onPress={() => {
                setIsMerging(true)
              }}
            >
              {t('merge')}
            </Button>
            <Button
              onPress={() => {
                askToRemove([...selected])
              }}
            >
              {c('delete')}
            </Button>
          </SelectionBar>
        </>
      )}
      {isMerging && first !== undefined && second !== undefined && (
        <MergeDialog
          intoId={first}
          fromId={second}
          onClose={() => {
            setIsMerging(false)
          }}
          onMerged={() => {
            setSelected(NOBODY)
          }}
        />
      )}
      <ConfirmDialog
        title={t('deleteTitle', { count: doomed.length })}
        confirm={c('delete')}
        isDanger
        isOpen={doomed.length > 0}
        onClose={() => {
          setDoomed([])
        }}
        onConfirm={() => void remove(doomed)}
      >
        <p>{t('deleteText')}</p>
      </ConfirmDialog>
    </Page>
  )
}

const GridSkeleton = () => (
  <div className="people-skeleton">
    {Array.from({ length: 18 }, (_, i) => (
      <Skeleton key={i} height={240} />
    ))}
  </div>
)
