// How a door stands: locked, paused, off, or how whoever looks at it is.

import { Lock, MonitorSmartphone, Power, Timer } from 'lucide-react'
import { useQuery } from '@tanstack/react-query'
import { Link } from 'wouter'
import type { DoorJson } from '../../../src/client.ts'
import { ask } from '../api.ts'
import { StateBadge } from '../cameras/state-badge.tsx'
import { useWhy } from '../cameras/use-why.ts'
import { Badge } from '../components/badge.tsx'
import { useFormat } from '../i18n/format.ts'
import { useText } from '../i18n/language.tsx'
import { doors } from '../i18n/parts/doors.ts'

export function DoorState({ door: { enabled, lock, source, kiosks } }: { readonly door: DoorJson }) {
  const t = useText(doors)
  const format = useFormat()
  if (!enabled) return <Badge icon={Power}>{t('off')}</Badge>
  if (lock.locked)
    return (
      <Badge tone="danger" icon={Lock}>
        {t('locked')}
      </Badge>
    )
  if (lock.pausedUntil !== null)
    return (
      <Badge tone="unknown" icon={Timer}>
        {t('paused', { time: format.time(lock.pausedUntil) })}
      </Badge>
    )
  if (source.kind === 'camera') return null
  return (
    <Badge tone={kiosks > 0 ? 'known' : 'neutral'} icon={MonitorSmartphone}>
      {kiosks === 0 ? t('noKiosk') : t('kiosks', { count: kiosks })}
    </Badge>
  )
}

/** The camera a door looks through, how it is and why it shows nothing. One that is gone is a warning of the door's own. */
export function DoorCamera({ cameraId }: { readonly cameraId: string }) {
  const t = useText(doors)
  const why = useWhy()
  const { data: cameras } = useQuery({ ...ask('GET /cameras'), refetchInterval: 5000 })
  const camera = cameras?.find(({ id }) => id === cameraId)
  if (!camera) return null
  const { id, name, state } = camera
  const reason = why(state.state, state.reason)
  return (
    <p className="door-camera small">
      <Link href={`/cameras/${encodeURIComponent(id)}`}>{t('atCamera', { name })}</Link>
      <StateBadge state={state.state} />
      {reason !== undefined && <span className="soft">{reason}</span>}
    </p>
  )
}
