// Adding a rule or changing one, in plain words; the rule is read back as a sentence while it is written.

import { useQuery } from '@tanstack/react-query'
import { useId, useState, type SubmitEvent } from 'react'
import type { AlertRuleJson } from '../../../src/client.ts'
import { ask, useChange } from '../api.ts'
import { AllOrSome } from '../components/all-or-some.tsx'
import { Button } from '../components/button.tsx'
import { Dialog } from '../components/dialog.tsx'
import { Field } from '../components/field.tsx'
import { ErrorNotice } from '../components/notices.tsx'
import { Select } from '../components/select.tsx'
import { useText } from '../i18n/language.tsx'
import { alerts } from '../i18n/parts/alerts.ts'
import { common } from '../i18n/parts/common.ts'
import { chooseSituation, openDraft, problemsOf, SITUATIONS, toRule, type RuleDraft } from './rule-draft.ts'
import { RuleSentence } from './rule-sentence.tsx'
import { RuleTimes } from './rule-times.tsx'
import { RuleWarning } from './rule-warning.tsx'
import { RuleWho } from './rule-who.tsx'
import { useRuleNames } from './use-rule-names.ts'
import { useRuleWords } from './use-rule-words.ts'
import './alerts.css'

export interface RuleDialogProps {
  /** Changed; undefined: added. */
  readonly rule?: AlertRuleJson | undefined
  /** Where a new one begins. */
  readonly draft?: RuleDraft | undefined
  readonly onClose: () => void
  readonly onSaved?: (name: string) => void
}

export function RuleDialog({ rule, draft: first, onClose, onSaved }: RuleDialogProps) {
  const t = useText(alerts)
  const c = useText(common)
  const form = useId()
  const [draft, setDraft] = useState<RuleDraft>(() => first ?? openDraft(rule))
  const [isSent, setIsSent] = useState(false)
  const { data: cameras = [] } = useQuery(ask('GET /cameras'))
  const { data: targets = [] } = useQuery(ask('GET /alerts/targets'))
  const add = useChange('POST /alerts/rules', ['GET /alerts/rules'])
  const replace = useChange('PUT /alerts/rules/:ruleId', ['GET /alerts/rules'])
  const written = toRule(draft, '')
  const names = useRuleNames([written])
  const say = useRuleWords(names)
  const problems = problemsOf(draft)
  const shown = (problem: Parameters<typeof problems.has>[0], text: string) =>
    isSent && problems.has(problem) ? text : undefined
  const change = (changed: Partial<RuleDraft>) => {
    setDraft(before => ({ ...before, ...changed }))
  }
  const saved = ({ name }: AlertRuleJson) => {
    onSaved?.(name)
    onClose()
  }
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    setIsSent(true)
    if (problems.size > 0) {
      showFirstError(form)
      return
    }
    const body = toRule(draft, say(written).when)
    if (rule) replace.mutate({ params: { ruleId: rule.id }, body }, { onSuccess: saved })
    else add.mutate({ body }, { onSuccess: saved })
  }
  const error = add.error ?? replace.error
  const times = (
    <RuleTimes
      draft={draft}
      onChange={change}
      errors={{
        time: shown('noTime', t('noTime')),
        days: shown('noDays', t('noDays')),
        during: shown('badDuring', t('badWindow')),
        quiet: shown('badQuiet', t('badWindow')),
      }}
    />
  )

  return (
    <Dialog
      title={rule ? t('ruleTitle') : t('addRule')}
      isOpen
      isWide
      onClose={onClose}
      isDismissable={false}
      actions={
        <>
          <Button onPress={onClose}>{c('cancel')}</Button>
          <Button type="submit" form={form} tone="primary" isPending={add.isPending || replace.isPending}>
            {rule ? c('save') : t('addRule')}
          </Button>
        </>
      }
    >
      <form id={form} onSubmit={submit} noValidate className="alert-form">
        {error && <ErrorNotice error={error} />}
        <Select
          label={t('situation')}
          options={SITUATIONS.map(value => ({ value, text: t(`situation_${value}`) }))}
          value={draft.situation}
          onChange={situation => {
            setDraft(chooseSituation(draft, situation))
          }}
        />
        <RuleWho
          draft={draft}
          onChange={change}
          personError={shown('noPerson', t('noPerson'))}
          groupError={shown('noGroup', t('noGroup'))}
        />
        {draft.situation === 'missing' && times}
        <AllOrSome
          label={t('where')}
          all={t('everyCamera')}
          some={t('someCameras')}
          options={cameras.map(({ id, name }) => ({ value: id, text: name }))}
          value={draft.cameraIds}
          onChange={cameraIds => {
            change({ cameraIds })
          }}
          error={shown('noCamera', t('noCamera'))}
        />
        {draft.situation !== 'missing' && times}
        {targets.length > 0 ? (
          <AllOrSome
            label={t('to')}
            all={t('everyTarget')}
            some={t('someTargets')}
            options={targets.map(({ target: { id, kind, name } }) => ({ value: id, text: `${t(`kind_${kind}`)} ${name}` }))}
            value={draft.targetIds}
            onChange={targetIds => {
              change({ targetIds })
            }}
          />
        ) : (
          <p className="soft small">{t('noTargets')}</p>
        )}
        {targets.length > 0 && <p className="soft small">{t('toHint')}</p>}
        <Field
          label={t('ruleName')}
          hint={t('ruleNameHint', { name: say(written).when })}
          value={draft.name}
          maxLength={200}
          autoComplete="off"
          onChange={name => {
            change({ name })
          }}
        />
        <div className="sentence" role="status" aria-label={t('sentence')}>
          <RuleSentence words={say(written)} />
          {problems.size === 0 && <RuleWarning rule={written} names={names} />}
        </div>
      </form>
    </Dialog>
  )
}

/** The form is longer than a screen, and its button at the end. Once what is wrong is drawn. */
function showFirstError(formId: string): void {
  requestAnimationFrame(() => {
    document.getElementById(formId)?.querySelector('.window-error, .field-error')?.scrollIntoView({ block: 'center' })
  })
}
