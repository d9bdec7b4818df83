// What was decided at doors, newest first, with the reasons in words.

import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { CircleCheck, CircleX, Hourglass, ScrollText, Siren, TriangleAlert, type LucideIcon } from 'lucide-react'
import { useState } from 'react'
import { Link } from 'wouter'
import type { DoorDecisionJson } from '../../../src/client.ts'
import { ask, askPages } from '../api.ts'
import { Badge, type BadgeTone } from '../components/badge.tsx'
import { EmptyState, ErrorNotice, Skeleton } from '../components/notices.tsx'
import { Select } from '../components/select.tsx'
import { useFormat } from '../i18n/format.ts'
import { useText } from '../i18n/language.tsx'
import { doorLog as texts } from '../i18n/parts/door-log.ts'
import { LoadMore } from '../timeline/load-more.tsx'

const ALL = ''
/** Enough to find it by in the log that `rostro audit verify` reads. */
const SHORT = 12

const OUTCOMES: Readonly<Record<DoorDecisionJson['outcome'], { tone: BadgeTone; icon: LucideIcon }>> = {
  opened: { tone: 'known', icon: CircleCheck },
  allowed_not_opened: { tone: 'danger', icon: TriangleAlert },
  waiting: { tone: 'neutral', icon: Hourglass },
  refused: { tone: 'unknown', icon: CircleX },
  fault: { tone: 'danger', icon: TriangleAlert },
}

export function DoorLog() {
  const t = useText(texts)
  const [doorId, setDoorId] = useState(ALL)
  const { data: doors = [] } = useQuery(ask('GET /doors'))
  const pages = useInfiniteQuery({
    ...askPages('GET /doors/log', { limit: 50, ...(doorId !== ALL && { doorId }) }),
    staleTime: 0,
    refetchInterval: 10_000,
  })
  const decisions = pages.data?.pages.flatMap(page => page.items)
  return (
    <div className="doors">
      <div className="doors-head">
        <p className="soft">{t('logText')}</p>
        {doors.length > 1 && (
          <Select
            label={t('whichDoor')}
            hideLabel
            options={[{ value: ALL, text: t('everyDoor') }, ...doors.map(({ id, name }) => ({ value: id, text: name }))]}
            value={doorId}
            onChange={setDoorId}
          />
        )}
      </div>
      {pages.error && !decisions && <ErrorNotice error={pages.error} onRetry={() => void pages.refetch()} />}
      {pages.isPending && <Skeleton height={320} />}
      {decisions?.length === 0 && <EmptyState icon={ScrollText} title={t('logEmptyTitle')} text={t('logEmptyText')} />}
      {decisions && decisions.length > 0 && (
        <ul className="card door-log">
          {decisions.map(decision => (
            <Decision key={decision.sequence} decision={decision} />
          ))}
        </ul>
      )}
      {decisions && (
        <LoadMore
          loaded={decisions.length}
          isLoading={pages.isFetchingNextPage}
          onLoadMore={() => {
            if (pages.hasNextPage && !pages.isFetching) void pages.fetchNextPage()
          }}
        />
      )}
    </div>
  )
}

function Decision({ decision }: { readonly decision: DoorDecisionJson }) {
  const t = useText(texts)
  const format = useFormat()
  const { at, doorName, outcome, reasons, person, duress, similarity, threshold, livenessScore, evidenceHash } = decision
  return (
    <li className="door-decision">
      <div className="door-decision-head">
        <Badge {...OUTCOMES[outcome]}>{t(`outcome_${outcome}`)}</Badge>
        {duress && (
          <Badge tone="danger" icon={Siren}>
            {t('duress')}
          </Badge>
        )}
        <span>
          {person === null ? (
            t('nobody')
          ) : person.name === null ? (
            t('personGone')
          ) : (
            <Link href={`/people/${encodeURIComponent(person.id)}`}>{person.name}</Link>
          )}
        </span>
        <span className="soft small">{doorName ?? t('doorGone')}</span>
        <time className="soft small numbers" dateTime={at}>
          {format.dateTime(at)}
        </time>
      </div>
      <p className="small">{reasons.map(reason => t(`reason_${reason}`)).join(' · ')}</p>
      <p className="soft small numbers">
        {similarity !== null &&
          threshold !== null &&
          `${t('similarity', { similarity: format.similarity(similarity), threshold: format.similarity(threshold) })} · `}
        {livenessScore !== null && `${t('livenessScore', { score: format.similarity(livenessScore) })} · `}
        {t('evidence')} <code title={evidenceHash}>{evidenceHash.slice(0, SHORT)}</code>
      </p>
    </li>
  )
}
