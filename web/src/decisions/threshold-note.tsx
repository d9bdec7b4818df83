// From where on names are given, in one quiet line; and a banner where the people here are not like those it was measured on.

import { useQuery } from '@tanstack/react-query'
import { Link } from 'wouter'
import { ask, useRole } from '../api.ts'
import { LinkButton } from '../components/button.tsx'
import { Banner } from '../components/notices.tsx'
import { useFormat } from '../i18n/format.ts'
import { useText } from '../i18n/language.tsx'
import { decisions } from '../i18n/parts/decisions.ts'
import { toShare } from './share.ts'

const PATH = '/settings/recognition'

export function ThresholdLine() {
  const t = useText(decisions)
  const format = useFormat()
  const { data } = useQuery(ask('GET /operating-point'))
  if (!data) return null
  const threshold = format.similarity(data.threshold)
  return (
    <p className="small numbers">
      <Link href={PATH} className="soft">
        {data.fpir ? t('line', { threshold, ...toShare(data.fpir.value) }) : t('lineNotMeasured', { threshold })}
      </Link>
    </p>
  )
}

/** For those who can look into it. */
export function SiteBanner() {
  const t = useText(decisions)
  const mayLook = useRole('operator')
  const { data } = useQuery(ask('GET /operating-point'))
  if (!mayLook || !data?.warnings.includes('site_differs')) return null
  return (
    <Banner tone="warning" actions={<LinkButton to={PATH}>{t('siteSettings')}</LinkButton>}>
      {t('siteBanner')}
    </Banner>
  )
}
