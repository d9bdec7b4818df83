// One rule: its sentence, whether it is on, and what keeps it from speaking.

import { Pencil, Trash2 } from 'lucide-react'
import type { AlertRuleJson } from '../../../src/client.ts'
import { useChange } from '../api.ts'
import { Badge } from '../components/badge.tsx'
import { IconButton } from '../components/button.tsx'
import { useErrorText } from '../components/notices.tsx'
import { Switch } from '../components/switch.tsx'
import { useToast } from '../components/toast.tsx'
import { useText } from '../i18n/language.tsx'
import { alerts } from '../i18n/parts/alerts.ts'
import { RuleSentence } from './rule-sentence.tsx'
import { RuleWarning } from './rule-warning.tsx'
import type { RuleNames } from './use-rule-names.ts'
import { useRuleWords } from './use-rule-words.ts'

export interface RuleRowProps {
  readonly rule: AlertRuleJson
  readonly names: RuleNames
  readonly mayChange: boolean
  readonly onChange: () => void
  readonly onDelete: () => void
}

export function RuleRow({ rule, names, mayChange, onChange, onDelete }: RuleRowProps) {
  const t = useText(alerts)
  const toast = useToast()
  const say = useErrorText()
  const words = useRuleWords(names)
  const replace = useChange('PUT /alerts/rules/:ruleId', ['GET /alerts/rules'])
  const { id, name } = rule
  const enabled = replace.isPending ? (replace.variables.body.enabled ?? true) : rule.enabled
  const turn = (enabled: boolean) => {
    const { when, who, cameraIds, during, quiet, atMostEveryMinutes, targetIds } = rule
    replace.mutate(
      {
        params: { ruleId: id },
        body: { name, enabled, when, who, cameraIds, during, quiet, atMostEveryMinutes, targetIds },
      },
      {
        onError: error => {
          toast({ text: say(error) })
        },
      },
    )
  }
  return (
    <li className="rule" data-off={!enabled || undefined}>
      {mayChange && <Switch label={t('ruleOn', { name })} hideLabel isSelected={enabled} onChange={turn} />}
      <div className="rule-text">
        <span className="rule-name">
          {name}
          {!enabled && <Badge>{t('state_off')}</Badge>}
        </span>
        <p className="rule-words">
          <RuleSentence words={words(rule)} />
        </p>
        {enabled && <RuleWarning rule={rule} names={names} />}
      </div>
      {mayChange && (
        <div className="rule-actions">
          <IconButton label={t('editRule', { name })} onPress={onChange}>
            <Pencil size={18} aria-hidden />
          </IconButton>
          <IconButton label={t('deleteRule', { name })} onPress={onDelete}>
            <Trash2 size={18} aria-hidden />
          </IconButton>
        </div>
      )}
    </li>
  )
}
