// How delivery to a target goes, in words: all delivered, or how many wait, why, and when it is tried again.

import { CircleCheck, CircleOff, Hourglass, TriangleAlert } from 'lucide-react'
import { Badge } from '../components/badge.tsx'
import { useFormat } from '../i18n/format.ts'
import { useText } from '../i18n/language.tsx'
import { alerts } from '../i18n/parts/alerts.ts'
import type { TargetRowProps } from './target-row.tsx'

export interface TargetStateProps extends Pick<TargetRowProps, 'state'> {
  readonly isOn: boolean
}

export function TargetState({ state, isOn }: TargetStateProps) {
  const t = useText(alerts)
  const { waiting, dropped, failures, lastError } = state
  return (
    <>
      <span className="target-state">
        <Delivery state={state} isOn={isOn} />
        {dropped > 0 && <Badge tone="danger">{t('state_dropped', { count: dropped })}</Badge>}
      </span>
      {isOn && failures > 0 && (
        <span className="target-error small">
          {t('state_failing', { count: failures })}
          {lastError !== null && `: ${lastError}`}
        </span>
      )}
      {isOn && failures === 0 && waiting > 0 && lastError !== null && <span className="target-error small">{lastError}</span>}
    </>
  )
}

function Delivery({ state: { waiting, failures, nextAt }, isOn }: TargetStateProps) {
  const t = useText(alerts)
  const format = useFormat()
  if (!isOn) return <Badge icon={CircleOff}>{t('state_off')}</Badge>
  if (waiting === 0 && failures === 0)
    return (
      <Badge tone="known" icon={CircleCheck}>
        {t('state_fine')}
      </Badge>
    )
  const said = [
    waiting > 0 && t('state_waiting', { count: waiting }),
    nextAt !== null && t('state_next', { when: format.ago(nextAt) }),
  ].filter(text => text !== false)
  return (
    <Badge tone={failures > 0 ? 'unknown' : 'accent'} icon={failures > 0 ? TriangleAlert : Hourglass}>
      {said.length > 0 ? said.join(', ') : t('state_failing', { count: failures })}
    </Badge>
  )
}
