// Whom a rule is about: anybody, strangers, visitors from some visit on, one person, a group.

import { useQuery } from '@tanstack/react-query'
import { ask } from '../api.ts'
import { NumberField } from '../components/number-field.tsx'
import { Select } from '../components/select.tsx'
import { useText } from '../i18n/language.tsx'
import { alerts } from '../i18n/parts/alerts.ts'
import { PersonPicker } from '../people/person-picker.tsx'
import { WHO_OF, type RuleDraft } from './rule-draft.ts'

export interface RuleWhoProps {
  readonly draft: RuleDraft
  readonly onChange: (change: Partial<RuleDraft>) => void
  readonly personError: string | undefined
  readonly groupError: string | undefined
}

export function RuleWho({ draft, onChange, personError, groupError }: RuleWhoProps) {
  const t = useText(alerts)
  const { situation, whoKind, personId, minVisits } = draft
  const offered = WHO_OF[situation]
  if (offered.length === 0) return null
  return (
    <>
      {offered.length > 1 && (
        <Select
          label={t('who')}
          options={offered.map(value => ({ value, text: t(`whoKind_${value}`) }))}
          value={whoKind}
          hint={whoKind === 'visitor' ? t('visitorHint') : undefined}
          onChange={whoKind => {
            onChange({ whoKind })
          }}
        />
      )}
      {whoKind === 'visitor' && (
        <NumberField
          label={t('minVisits')}
          value={minVisits}
          min={1}
          max={10_000}
          step={1}
          onChange={minVisits => {
            onChange({ minVisits })
          }}
        />
      )}
      {whoKind === 'person' && (
        <div className="stack-close">
          <Picked personId={personId} />
          <PersonPicker
            except=""
            picked={personId}
            onPick={personId => {
              onChange({ personId })
            }}
          />
          {personError !== undefined && (
            <p className="window-error small" role="alert">
              {personError}
            </p>
          )}
        </div>
      )}
      {whoKind === 'group' && <GroupChoice draft={draft} onChange={onChange} error={groupError} />}
    </>
  )
}

function Picked({ personId }: { readonly personId: string | undefined }) {
  const t = useText(alerts)
  const { data } = useQuery({
    ...ask('GET /people/:personId', { params: { personId: personId ?? '' } }),
    enabled: personId !== undefined,
    retry: false,
  })
  if (personId === undefined || !data) return null
  return <p className="small">{t('personPicked', { name: data.name })}</p>
}

interface GroupChoiceProps extends Pick<RuleWhoProps, 'draft' | 'onChange'> {
  readonly error: string | undefined
}

function GroupChoice({ draft: { groupId }, onChange, error }: GroupChoiceProps) {
  const t = useText(alerts)
  const { data: groups } = useQuery(ask('GET /groups'))
  if (groups?.length === 0) return <p className="soft small">{t('noGroups')}</p>
  return (
    <div className="stack-close">
      <Select
        label={t('group')}
        options={(groups ?? []).map(({ id, name }) => ({ value: id, text: name }))}
        value={groupId ?? ''}
        onChange={groupId => {
          onChange({ groupId })
        }}
      />
      {error !== undefined && (
        <p className="window-error small" role="alert">
          {error}
        </p>
      )}
    </div>
  )
}
