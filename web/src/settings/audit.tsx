// What was decided and done, newest first, a plain sentence each; for administrators.

import { useInfiniteQuery } from '@tanstack/react-query'
import { ScrollText } from 'lucide-react'
import { askPages } from '../api.ts'
import { EmptyState, ErrorNotice, Skeleton } from '../components/notices.tsx'
import { useFormat } from '../i18n/format.ts'
import { useText } from '../i18n/language.tsx'
import { audit as texts } from '../i18n/parts/audit.ts'
import { LoadMore } from '../timeline/load-more.tsx'
import { toSentence, type AuditEntryJson } from './audit-sentence.ts'

export function Audit() {
  const t = useText(texts)
  const say = useAuditText()
  const format = useFormat()
  const pages = useInfiniteQuery({ ...askPages('GET /audit', { limit: 50 }), staleTime: 0 })
  if (pages.error) return <ErrorNotice error={pages.error} onRetry={() => void pages.refetch()} />
  if (pages.isPending) return <Skeleton height={320} />
  const entries = pages.data.pages.flatMap(page => page.items)
  if (entries.length === 0) return <EmptyState icon={ScrollText} title={t('emptyTitle')} text={t('emptyText')} />
  return (
    <div className="settings">
      <p className="soft">{t('intro')}</p>
      <ul className="card entries">
        {entries.map(entry => {
          const { ground } = toSentence(entry)
          return (
            <li key={entry.sequence} className="entry-line audit-line">
              <div className="entry-what">
                {say(entry)}
                {ground !== undefined && <div className="soft small">{t('ground', { ground })}</div>}
              </div>
              <time className="soft small numbers" dateTime={entry.at}>
                {format.dateTime(entry.at)}
              </time>
            </li>
          )
        })}
      </ul>
      <LoadMore
        loaded={entries.length}
        isLoading={pages.isFetchingNextPage}
        onLoadMore={() => {
          if (pages.hasNextPage && !pages.isFetching) void pages.fetchNextPage()
        }}
      />
    </div>
  )
}

function useAuditText(): (entry: AuditEntryJson) => string {
  const t = useText(texts)
  return entry => {
    const { action, count = 0, days = 0, cameras } = toSentence(entry)
    const by = entry.by === 'rostro' ? 'Rostro' : entry.by
    switch (action) {
      case undefined:
        return t('other', { by, action: entry.action })
      case 'remembering_on':
      case 'remembering_changed':
        return t(action, {
          by,
          days: t('days', { count: days }),
          cameras: typeof cameras === 'number' ? t('cameras', { count: cameras }) : t('allCameras'),
        })
      case 'remembering_off':
      case 'visitors_merged':
      case 'visitor_split':
      case 'retention_confirmed':
        return t(action, { by, count })
      default:
        return t(action, { by })
    }
  }
}
