// What may be wrong in the gallery, grouped, with what can be done about each finding.

import { useQuery } from '@tanstack/react-query'
import { CircleCheckBig, Users } from 'lucide-react'
import { ask, useRole } from '../api.ts'
import { Button, LinkButton } from '../components/button.tsx'
import { Banner, EmptyState, ErrorNotice, Skeleton } from '../components/notices.tsx'
import { Page } from '../components/page.tsx'
import { useFormat } from '../i18n/format.ts'
import { useText } from '../i18n/language.tsx'
import { common } from '../i18n/parts/common.ts'
import { health } from '../i18n/parts/health.ts'
import { FindingCard } from './finding-card.tsx'
import { keyOf, KINDS, useDismissed } from './findings.ts'
import './health.css'

export default function HealthPage() {
  const t = useText(health)
  const c = useText(common)
  const mayLook = useRole('operator')
  return (
    <Page title={t('title')} actions={<LinkButton to="/people">{t('backToPeople')}</LinkButton>}>
      {mayLook ? <Findings /> : <Banner>{c('needsOperator')}</Banner>}
    </Page>
  )
}

function Findings() {
  const t = useText(health)
  const format = useFormat()
  const { data, error, refetch, isFetching } = useQuery({ ...ask('GET /health/gallery'), staleTime: 60_000 })
  const { dismissed, dismiss, showAll } = useDismissed()
  if (error) return <ErrorNotice error={error} onRetry={() => void refetch()} />
  if (!data) return <Skeleton height={320} />
  if (data.people === 0) return <EmptyState icon={Users} title={t('nobodyTitle')} text={t('nobodyText')} />

  const shown = data.findings.filter(finding => !dismissed.has(keyOf(finding)))
  const hidden = data.findings.length - shown.length
  return (
    <>
      <div className="health-head">
        <p className="soft">{t('intro')}</p>
        <div className="row soft small">
          <span>
            {t('checked', { count: data.photos, people: format.number(data.people), when: format.ago(data.checkedAt) })}
          </span>
          <Button tone="quiet" isPending={isFetching} onPress={() => void refetch()}>
            {t('again')}
          </Button>
        </div>
      </div>
      {shown.length === 0 && <EmptyState icon={CircleCheckBig} title={t('wellTitle')} text={t('wellText')} />}
      {KINDS.map(kind => {
        const findings = shown.filter(finding => finding.kind === kind)
        if (findings.length === 0) return null
        return (
          <section key={kind} className="stack" aria-labelledby={`health-${kind}`}>
            <div>
              <h2 id={`health-${kind}`}>
                {t(kind)} <span className="soft numbers">{format.number(findings.length)}</span>
              </h2>
              <p className="soft small">{t(`${kind}_why`)}</p>
            </div>
            <ul className="findings">
              {findings.map(finding => (
                <FindingCard
                  key={keyOf(finding)}
                  finding={finding}
                  onDismiss={() => {
                    dismiss(keyOf(finding))
                  }}
                />
              ))}
            </ul>
          </section>
        )
      })}
      {hidden > 0 && (
        <p className="row soft small">
          {t('hidden', { count: hidden })}
          <Button tone="quiet" onPress={showAll}>
            {t('showHidden')}
          </Button>
        </p>
      )}
    </>
  )
}
