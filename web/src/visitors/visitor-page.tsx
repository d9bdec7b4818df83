// One visitor: how often and when they were here, and everything that can be said about them.

import { useQuery } from '@tanstack/react-query'
import { ArrowLeft, UserSearch } from 'lucide-react'
import { useEffect } from 'react'
import { Link } from 'wouter'
import type { VisitorJson } from '../../../src/client.ts'
import { ApiError, ask, useRole } from '../api.ts'
import { Badge } from '../components/badge.tsx'
import { LinkButton } from '../components/button.tsx'
import { Banner, EmptyState, ErrorNotice, Skeleton } from '../components/notices.tsx'
import { useFormat } from '../i18n/format.ts'
import { useText } from '../i18n/language.tsx'
import { common } from '../i18n/parts/common.ts'
import { visitors } from '../i18n/parts/visitors.ts'
import { Suggestions } from './suggestions.tsx'
import { VisitorActions } from './visitor-actions.tsx'
import { useVisitorName, VisitorFace } from './visitor-face.tsx'
import { VisitorVisits } from './visitor-visits.tsx'
import '../people/people.css'
import './visitors.css'

export default function VisitorPage({ visitorId }: { readonly visitorId: string }) {
  const t = useText(visitors)
  const { data, error, refetch } = useQuery(ask('GET /visitors/:visitorId', { params: { visitorId } }))
  const isGone = error instanceof ApiError && error.code === 'visitor_not_found'
  // Of who is gone nothing stays on the screen, though it was there a moment ago.
  const visitor = isGone ? undefined : data
  return (
    <div className="page">
      <Link href="/visitors" className="back-link">
        <ArrowLeft size={18} aria-hidden />
        {t('back')}
      </Link>
      {visitor ? (
        <Visitor visitor={visitor} />
      ) : (
        <>
          <h1 className="hidden">{t('title')}</h1>
          {isGone && (
            <EmptyState icon={UserSearch} title={t('goneTitle')} text={t('goneText')}>
              <LinkButton to="/visitors" tone="primary">
                {t('back')}
              </LinkButton>
            </EmptyState>
          )}
          {error && !isGone && <ErrorNotice error={error} onRetry={() => void refetch()} />}
          {!error && <Skeleton height={120} />}
        </>
      )}
    </div>
  )
}

function Visitor({ visitor }: { readonly visitor: VisitorJson }) {
  const t = useText(visitors)
  const c = useText(common)
  const format = useFormat()
  const mayChange = useRole('operator')
  const name = useVisitorName()(visitor)
  useEffect(() => {
    document.title = `${name} – Rostro`
  }, [name])
  return (
    <>
      <header className="person-head">
        <VisitorFace visitor={visitor} alt={t('faceOf', { name })} size={112} isRound />
        <div className="person-who">
          <div className="row">
            <h1>{name}</h1>
            {visitor.state === 'ignored' && <Badge>{t('ignoredBadge')}</Badge>}
          </div>
          <p className="facts soft small">
            <span>{t('visits', { count: visitor.visits })}</span>
            <span>{t('firstSeen', { when: format.ago(visitor.firstSeenAt) })}</span>
            <span>{t('lastSeen', { when: format.ago(visitor.lastSeenAt) })}</span>
          </p>
          <p className="soft small">{t('forgottenUnless', { date: format.date(visitor.forgottenAt) })}</p>
        </div>
        {mayChange && <VisitorActions visitor={visitor} />}
      </header>
      {!mayChange && <Banner>{c('needsOperator')}</Banner>}
      {mayChange && visitor.state === 'active' && <Suggestions visitorId={visitor.id} />}
      <VisitorVisits visitor={visitor} isChangeable={mayChange} />
    </>
  )
}
