// What was told, newest first, by days; and whether this device shows it as it comes.

import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { BellRing } from 'lucide-react'
import { ask, useRole } from '../api.ts'
import { Button, LinkButton } from '../components/button.tsx'
import { EmptyState, ErrorNotice, Skeleton } from '../components/notices.tsx'
import { useText } from '../i18n/language.tsx'
import { alerts } from '../i18n/parts/alerts.ts'
import { groupByDay } from '../timeline/days.ts'
import { useWords } from '../timeline/words.ts'
import { DeviceCard } from './device-card.tsx'
import { NoticeRow } from './notice-row.tsx'
import { noticePages } from './notices.ts'

/** For what the live connection did not tell. */
const ASK_AGAIN_MS = 30_000

export function Recent() {
  const t = useText(alerts)
  const { day: titleOf } = useWords()
  const pages = useInfiniteQuery({ ...noticePages, refetchInterval: ASK_AGAIN_MS })
  const { data, error, hasNextPage, isFetchingNextPage } = pages
  const notices = data?.pages.flatMap(({ items }) => items) ?? []
  return (
    <div className="alerts">
      <DeviceCard />
      {error && !data && <ErrorNotice error={error} onRetry={() => void pages.refetch()} />}
      {!data && !error && <Skeleton height={360} />}
      {data && notices.length === 0 && <NothingYet />}
      {groupByDay(notices.map(notice => ({ notice, startedAt: notice.at }))).map(({ key, date, events }) => (
        <section key={key} aria-label={titleOf(date)}>
          <h2 className="notices-day">{titleOf(date)}</h2>
          <ul className="card entries-plain">
            {events.map(({ notice }) => (
              <NoticeRow key={notice.id} notice={notice} />
            ))}
          </ul>
        </section>
      ))}
      {hasNextPage && (
        <div className="notices-more">
          <Button isPending={isFetchingNextPage} onPress={() => void pages.fetchNextPage()}>
            {t('older')}
          </Button>
        </div>
      )}
      {notices.length > 0 && !hasNextPage && <p className="notices-more soft small">{t('keptFor')}</p>}
    </div>
  )
}

function NothingYet() {
  const t = useText(alerts)
  const mayChange = useRole('admin')
  const { data: rules } = useQuery(ask('GET /alerts/rules'))
  if (!rules) return null
  return (
    <EmptyState
      icon={BellRing}
      title={t('noneYet')}
      text={t(rules.length > 0 ? 'noneYetText' : mayChange ? 'noneYetNoRules' : 'noRulesViewer')}
    >
      {rules.length === 0 && mayChange && (
        <LinkButton to="/alerts/rules" tone="primary">
          {t('toRules')}
        </LinkButton>
      )}
    </EmptyState>
  )
}
