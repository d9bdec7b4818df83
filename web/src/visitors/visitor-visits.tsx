// The visits of a visitor: best pictures first, then each with when, where and how long; select some to split them off.

import { useInfiniteQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { GridList } from 'react-aria-components'
import type { VisitorJson } from '../../../src/client.ts'
import { api, askPages, visitFaceUrl } from '../api.ts'
import { Button } from '../components/button.tsx'
import { ErrorNotice, Skeleton } from '../components/notices.tsx'
import { Photo } from '../components/photo.tsx'
import { useText } from '../i18n/language.tsx'
import { visitors } from '../i18n/parts/visitors.ts'
import { SelectionBar } from '../people/selection-bar.tsx'
import { LoadMore } from '../timeline/load-more.tsx'
import { useVisitWords } from './use-visit-words.ts'
import { useVisitorChanges } from './use-visitor-changes.ts'
import { useVisitorName } from './visitor-face.tsx'
import { VisitRow } from './visit-row.tsx'

const NONE: ReadonlySet<string> = new Set()
/** A row of them, beside each other on a wide screen. */
const BEST = 8

export function VisitorVisits({ visitor, isChangeable }: { readonly visitor: VisitorJson; readonly isChangeable: boolean }) {
  const t = useText(visitors)
  const words = useVisitWords()
  const nameOf = useVisitorName()
  const { change, isBusy } = useVisitorChanges()
  const pages = useInfiniteQuery(askPages('GET /visits', { visitorId: visitor.id, limit: 50 }))
  const visits = pages.data?.pages.flatMap(page => page.items) ?? []
  const [chosen, setChosen] = useState(NONE)
  const selected = visits.filter(({ id }) => chosen.has(id)).map(({ id }) => id)
  const isAll = selected.length >= visitor.visits
  const faces = visits.filter(({ face }) => face).slice(0, BEST)
  const unselect = () => {
    setChosen(NONE)
  }
  const split = () =>
    change(() => api('POST /visitors/:visitorId/split', { params: { visitorId: visitor.id }, body: { visitIds: selected } }), {
      say: answer => t('splitOff', { count: selected.length, name: nameOf(answer.visitor) }),
      onDone: unselect,
    })
  if (pages.error) return <ErrorNotice error={pages.error} onRetry={() => void pages.refetch()} />
  if (pages.isPending) return <Skeleton height={320} />
  return (
    <>
      <section className="stack" aria-labelledby="best-shots">
        <h2 id="best-shots">{t('bestShots')}</h2>
        {faces.length === 0 ? (
          <p className="soft">{t('noPictures')}</p>
        ) : (
          <ul className="best-shots">
            {faces.map(visit => (
              <li key={visit.id}>
                <Photo src={visitFaceUrl(visit.id)} alt={t('pictureOf', { when: words.when(visit) })} size="fill" name="?" />
              </li>
            ))}
          </ul>
        )}
      </section>
      <section className="stack" aria-labelledby="visits">
        <div>
          <h2 id="visits">{t('visitsTitle')}</h2>
          {isChangeable && visitor.visits > 1 && <p className="soft small">{t('visitsHint')}</p>}
        </div>
        <div>
          <GridList
            aria-label={t('visitsTitle')}
            className="visits"
            data-selecting={selected.length > 0 || undefined}
            selectionMode={isChangeable ? 'multiple' : 'none'}
            selectionBehavior="toggle"
            selectedKeys={selected}
            onSelectionChange={keys => {
              setChosen(new Set(keys === 'all' ? visits.map(({ id }) => id) : [...keys].map(String)))
            }}
          >
            {visits.map(visit => (
              <VisitRow key={visit.id} visit={visit} isSelectable={isChangeable} />
            ))}
          </GridList>
          <LoadMore
            loaded={visits.length}
            isLoading={pages.isFetchingNextPage}
            onLoadMore={() => {
              if (pages.hasNextPage && !pages.isFetching) void pages.fetchNextPage()
            }}
          />
        </div>
      </section>
      <SelectionBar count={selected.length} onClear={unselect} hint={isAll ? t('splitAll') : undefined}>
        <Button tone="primary" isDisabled={isAll} isPending={isBusy} onPress={() => void split()}>
          {t('split')}
        </Button>
      </SelectionBar>
    </>
  )
}
