// Why a rule cannot speak as things are, and where to change that.

import { useQuery } from '@tanstack/react-query'
import { TriangleAlert } from 'lucide-react'
import { Link } from 'wouter'
import type { AlertRuleBody } from '../../../src/client.ts'
import { ask } from '../api.ts'
import { useText } from '../i18n/language.tsx'
import { alerts } from '../i18n/parts/alerts.ts'
import { warningOf } from './suggested-rules.ts'
import type { RuleNames } from './use-rule-names.ts'

export interface RuleWarningProps {
  readonly rule: Pick<AlertRuleBody, 'who' | 'when'>
  readonly names: RuleNames
}

export function RuleWarning({ rule, names }: RuleWarningProps) {
  const t = useText(alerts)
  const { data: remembering } = useQuery(ask('GET /remembering'))
  const { data: groups } = useQuery(ask('GET /groups'))
  const { data: settings } = useQuery(ask('GET /settings'))
  const liveness = settings?.liveness
  const warning = warningOf(rule, { remembering, liveness, groups, people: names.isLoaded ? names.people : undefined })
  if (!warning) return null
  const { who } = rule
  const group = who.kind === 'group' ? (names.groups.get(who.groupId) ?? '') : ''
  return (
    <p className="rule-warning small">
      <TriangleAlert size={16} aria-hidden />
      <span>
        {warning === 'noHours' ? t('warn_noHours', { group }) : t(`warn_${warning}`)}
        {warning === 'notRemembering' && (
          <>
            {' '}
            <Link href="/settings/privacy">{t('toPrivacy')}</Link>
          </>
        )}
      </span>
    </p>
  )
}
