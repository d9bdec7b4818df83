// Says wherever one is that strangers are remembered, for how long and where. It stands in the navigation, so that nothing moves.

import { useQuery } from '@tanstack/react-query'
import { Eye } from 'lucide-react'
import { Link } from 'wouter'
import { ask } from '../api.ts'
import { useText } from '../i18n/language.tsx'
import { remembering as texts } from '../i18n/parts/remembering.ts'

export function RememberingNote() {
  const t = useText(texts)
  const { data } = useQuery({ ...ask('GET /remembering'), refetchInterval: 60_000 })
  if (!data?.on) return null
  const days = t('days_count', { count: data.retentionDays })
  return (
    <Link href="/settings/privacy" className="nav-note" data-tone="unknown">
      <Eye size={16} aria-hidden />
      <span>
        {data.cameraIds
          ? t('noteSome', { days, cameras: t('cameras_count', { count: data.cameraIds.length }) })
          : t('noteAll', { days })}
      </span>
    </Link>
  )
}
