// What the gallery says while it is empty: what remembering is, or what will happen.

import { EyeOff, UserCheck, UserSearch, Hash, Repeat2, TimerReset } from 'lucide-react'
import type { RememberingJson } from '../../../src/client.ts'
import { useRole } from '../api.ts'
import { Button, LinkButton } from '../components/button.tsx'
import { EmptyState } from '../components/notices.tsx'
import { useText } from '../i18n/language.tsx'
import { visitors } from '../i18n/parts/visitors.ts'

const POINTS = [
  ['off_number', Hash],
  ['off_back', Repeat2],
  ['off_name', UserCheck],
  ['off_gone', TimerReset],
] as const

/** Remembering is off: what it would be, in plain words, and the way to the decision. */
export function NotRemembering() {
  const t = useText(visitors)
  const isAdmin = useRole('admin')
  return (
    <div className="empty not-remembering">
      <UserSearch aria-hidden />
      <h2>{t('offTitle')}</h2>
      <p className="soft">{t('offText')}</p>
      <ul className="card">
        {POINTS.map(([key, Icon]) => (
          <li key={key}>
            <Icon size={20} aria-hidden />
            {t(key)}
          </li>
        ))}
      </ul>
      <div className="row">
        {isAdmin ? (
          <LinkButton to="/settings/privacy" tone="primary">
            {t('offDecide')}
          </LinkButton>
        ) : (
          <p className="soft small">{t('offAsk')}</p>
        )}
      </div>
    </div>
  )
}

/** It is on, and nobody came yet. */
export function NobodyYet({ remembering }: { readonly remembering: Extract<RememberingJson, { on: true }> }) {
  const t = useText(visitors)
  return <EmptyState icon={UserSearch} title={t('nobodyTitle')} text={t('nobodyText', { count: remembering.retentionDays })} />
}

export function NobodyIgnored({ onShowActive }: { readonly onShowActive: () => void }) {
  const t = useText(visitors)
  return (
    <EmptyState icon={EyeOff} title={t('nobodyIgnoredTitle')} text={t('nobodyIgnoredText')}>
      <Button onPress={onShowActive}>{t('showActive')}</Button>
    </EmptyState>
  )
}
