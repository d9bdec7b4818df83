// Every visit of a time, newest first: who, where, when, how long, and which of their visits it was.

import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import { Link } from 'wouter'
import type { VisitJson } from '../../../src/client.ts'
import { askPages } from '../api.ts'
import { Button } from '../components/button.tsx'
import { ErrorNotice, Skeleton } from '../components/notices.tsx'
import { useText } from '../i18n/language.tsx'
import { place } from '../i18n/parts/place.ts'
import { Face } from './here-now.tsx'
import type { VisitQuery } from './export.ts'
import { useCameraName, useWhose, type PlaceWords } from './use-place-words.ts'

const PAGE = 20

export function VisitList({ query, words }: { readonly query: VisitQuery; readonly words: PlaceWords }) {
  const t = useText(place)
  const pages = useInfiniteQuery({
    ...askPages('GET /visits', { ...query, limit: PAGE }),
    placeholderData: keepPreviousData,
  })
  const visits = pages.data?.pages.flatMap(page => page.items) ?? []
  const total = pages.data?.pages[0]?.total
  return (
    <section className="card chart" aria-labelledby="place-visits">
      <div className="place-list-head">
        <h2 id="place-visits">{t('list')}</h2>
        {total !== undefined && (
          <span className="soft small numbers" role="status">
            {t('showing', { count: visits.length, total })}
          </span>
        )}
      </div>
      {pages.error && <ErrorNotice error={pages.error} onRetry={() => void pages.refetch()} />}
      {pages.isPending && <Skeleton height={320} />}
      {visits.length > 0 && (
        <table className="visits numbers">
          <thead>
            <tr>
              <th scope="col">{t('who')}</th>
              <th scope="col" className="visits-wide">
                {t('camera')}
              </th>
              <th scope="col">{t('arrived')}</th>
              <th scope="col" className="visits-wide">
                {t('stayLength')}
              </th>
              <th scope="col" className="visits-wide">
                {t('nth')}
              </th>
            </tr>
          </thead>
          <tbody>
            {visits.map(visit => (
              <Row key={visit.id} visit={visit} words={words} />
            ))}
          </tbody>
        </table>
      )}
      {pages.hasNextPage && (
        <div>
          <Button isPending={pages.isFetchingNextPage} onPress={() => void pages.fetchNextPage()}>
            {t('showMore')}
          </Button>
        </div>
      )}
    </section>
  )
}

function Row({ visit, words }: { readonly visit: VisitJson; readonly words: PlaceWords }) {
  const t = useText(place)
  const camera = useCameraName()(visit.camera)
  const { name, to } = useWhose()(visit)
  return (
    <tr>
      <th scope="row">
        <span className="visits-who">
          <Face visit={visit} name={name} size={32} />
          <span>
            {to === undefined ? <span className="soft">{name}</span> : <Link href={to}>{name}</Link>}
            <span className="soft small visits-narrow">{camera}</span>
          </span>
        </span>
      </th>
      <td className="visits-wide">{camera}</td>
      <td>
        {words.moment(visit.arrivedAt)}
        <span className="soft small visits-narrow">{words.span(visit.dwellSeconds)}</span>
        {!visit.hasEnded && <span className="small visits-here">{t('stillHere')}</span>}
      </td>
      <td className="visits-wide">{words.span(visit.dwellSeconds)}</td>
      <td className="visits-wide">{visit.nth === null ? '–' : words.number(visit.nth)}</td>
    </tr>
  )
}
