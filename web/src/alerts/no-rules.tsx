// The list of rules while it is empty: three to begin with, each at one click, and writing one's own.

import { useQuery } from '@tanstack/react-query'
import { BellRing, Clock, Moon, Repeat, type LucideIcon } from 'lucide-react'
import type { ReactNode } from 'react'
import type { AlertRuleJson } from '../../../src/client.ts'
import { ask, useChange } from '../api.ts'
import { Button, LinkButton } from '../components/button.tsx'
import { EmptyState, useErrorText } from '../components/notices.tsx'
import { useToast } from '../components/toast.tsx'
import { useText } from '../i18n/language.tsx'
import { alerts } from '../i18n/parts/alerts.ts'
import { RuleSentence } from './rule-sentence.tsx'
import { RuleWarning } from './rule-warning.tsx'
import { suggestRules, type Suggestion, type SuggestionKey } from './suggested-rules.ts'
import type { RuleNames } from './use-rule-names.ts'
import { useRuleWords } from './use-rule-words.ts'

const ICONS: Readonly<Record<SuggestionKey, LucideIcon>> = { night: Moon, late: Clock, regular: Repeat }

export interface NoRulesProps {
  readonly names: RuleNames
  readonly mayChange: boolean
  /** Of the rule just made. */
  readonly onChange: (rule: AlertRuleJson) => void
  readonly children: ReactNode
}

export function NoRules({ names, mayChange, onChange, children }: NoRulesProps) {
  const t = useText(alerts)
  const { data: groups } = useQuery(ask('GET /groups'))
  if (!mayChange) return <EmptyState icon={BellRing} title={t('noRules')} text={t('noRulesViewer')} />
  return (
    <>
      <EmptyState icon={BellRing} title={t('noRules')} text={t('noRulesText')} />
      <ul className="suggestions" aria-label={t('suggestions')}>
        {groups &&
          suggestRules(groups).map(suggestion => (
            <SuggestionCard key={suggestion.key} suggestion={suggestion} names={names} onChange={onChange} />
          ))}
      </ul>
      <div className="notices-more">{children}</div>
    </>
  )
}

interface SuggestionCardProps extends Pick<NoRulesProps, 'names' | 'onChange'> {
  readonly suggestion: Suggestion
}

function SuggestionCard({ suggestion: { key, group, rule }, names, onChange }: SuggestionCardProps) {
  const t = useText(alerts)
  const toast = useToast()
  const say = useErrorText()
  const words = useRuleWords(names)
  const add = useChange('POST /alerts/rules', ['GET /alerts/rules'])
  const Icon = ICONS[key]
  const name = key === 'late' ? t('suggest_late', { group: group?.name ?? t('group') }) : t(`suggest_${key}`)
  const take = (rule: NonNullable<Suggestion['rule']>) => {
    add.mutate(
      { body: { ...rule, name } },
      {
        onSuccess: made => {
          const action = {
            text: t('changeRule'),
            run: () => {
              onChange(made)
            },
          }
          toast({ text: t('ruleAdded', { name }), action })
        },
        onError: error => {
          toast({ text: say(error) })
        },
      },
    )
  }
  return (
    <li className="card suggestion">
      <Icon size={22} aria-hidden />
      <h3>{name}</h3>
      {rule ? (
        <>
          <p className="small soft">
            <RuleSentence words={words({ ...rule, name })} />
          </p>
          <RuleWarning rule={rule} names={names} />
          <Button
            isPending={add.isPending}
            aria-label={t('useSuggestionOf', { name })}
            onPress={() => {
              take(rule)
            }}
          >
            {t('useSuggestion')}
          </Button>
        </>
      ) : (
        <>
          <p className="small soft">{t('suggestNoGroup')}</p>
          <LinkButton to="/groups">{t('toGroups')}</LinkButton>
        </>
      )}
    </li>
  )
}
