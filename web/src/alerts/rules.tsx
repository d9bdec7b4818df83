// The rules as sentences, to be switched, changed and deleted; without any, some to begin with.

import { useQuery } from '@tanstack/react-query'
import { Plus } from 'lucide-react'
import { useState } from 'react'
import type { AlertRuleJson } from '../../../src/client.ts'
import { ask, useRole } from '../api.ts'
import { Button } from '../components/button.tsx'
import { Banner, ErrorNotice, Skeleton } from '../components/notices.tsx'
import { useText } from '../i18n/language.tsx'
import { alerts } from '../i18n/parts/alerts.ts'
import { common } from '../i18n/parts/common.ts'
import { DeleteRuleDialog } from './delete-dialogs.tsx'
import { NoRules } from './no-rules.tsx'
import { RuleDialog } from './rule-dialog.tsx'
import { RuleRow } from './rule-row.tsx'
import { useRuleNames } from './use-rule-names.ts'

interface Open {
  readonly what: 'write' | 'delete'
  /** Undefined: a new one. */
  readonly rule?: AlertRuleJson
}

export function Rules() {
  const t = useText(alerts)
  const c = useText(common)
  const mayChange = useRole('admin')
  const { data: rules, error, refetch } = useQuery(ask('GET /alerts/rules'))
  const names = useRuleNames(rules ?? [])
  const [open, setOpen] = useState<Open>()
  const close = () => {
    setOpen(undefined)
  }
  const change = (rule: AlertRuleJson) => {
    setOpen({ what: 'write', rule })
  }
  if (error && !rules) return <ErrorNotice error={error} onRetry={() => void refetch()} />
  if (!rules || !names.isLoaded) return <Skeleton height={280} />
  const add = mayChange && (
    <Button
      tone={rules.length === 0 ? 'plain' : 'primary'}
      onPress={() => {
        setOpen({ what: 'write' })
      }}
    >
      <Plus size={18} aria-hidden />
      {t('addRule')}
    </Button>
  )
  return (
    <div className="alerts">
      {!mayChange && <Banner>{c('needsAdmin')}</Banner>}
      {rules.length === 0 ? (
        <NoRules names={names} mayChange={mayChange} onChange={change}>
          {add}
        </NoRules>
      ) : (
        <>
          <div className="alerts-head">
            <p className="soft">{t('rulesText')}</p>
            {add}
          </div>
          <ul className="card entries-plain">
            {rules.map(rule => (
              <RuleRow
                key={rule.id}
                rule={rule}
                names={names}
                mayChange={mayChange}
                onChange={() => {
                  change(rule)
                }}
                onDelete={() => {
                  setOpen({ what: 'delete', rule })
                }}
              />
            ))}
          </ul>
        </>
      )}
      {open?.what === 'write' && <RuleDialog rule={open.rule} onClose={close} />}
      {open?.what === 'delete' && open.rule && <DeleteRuleDialog rule={open.rule} onClose={close} />}
    </div>
  )
}
