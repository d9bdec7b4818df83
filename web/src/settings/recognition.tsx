// How faces are decided: wrong names that are accepted, rule, margin. Changed together, tried on past events, then saved.

import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { SettingsJson } from '../../../src/client.ts'
import { ask, useChange, useRole } from '../api.ts'
import { Button } from '../components/button.tsx'
import { Radios } from '../components/choices.tsx'
import { Banner, ErrorNotice, Skeleton, useErrorText } from '../components/notices.tsx'
import { Slider } from '../components/slider.tsx'
import { useToast } from '../components/toast.tsx'
import { toChoice, toChosen } from '../decisions/choice.ts'
import { useText } from '../i18n/language.tsx'
import { common } from '../i18n/parts/common.ts'
import { decisions } from '../i18n/parts/decisions.ts'
import { settings as texts } from '../i18n/parts/settings.ts'
import { LivenessSetting } from './liveness-setting.tsx'
import { TryOut } from './try-out.tsx'
import { WrongNames } from './wrong-names.tsx'

const RULES = ['fusion', 'vote', 'best'] as const satisfies readonly SettingsJson['rule'][]

type Deciding = Pick<SettingsJson, 'threshold' | 'wrongNames' | 'rule' | 'minMargin'>

export function Recognition() {
  const { data: settings, error } = useQuery(ask('GET /settings'))
  const point = useQuery(ask('GET /operating-point'))
  const failed = error ?? point.error
  if (settings && point.data) {
    const { threshold, wrongNames, rule, minMargin } = settings
    const kept = { threshold, wrongNames, rule, minMargin }
    return <DecidingForm key={JSON.stringify(kept)} kept={kept} inForce={point.data.threshold} />
  }
  return failed ? <ErrorNotice error={failed} /> : <Skeleton height={480} />
}

function DecidingForm({ kept, inForce }: { readonly kept: Deciding; readonly inForce: number }) {
  const t = useText(texts)
  const d = useText(decisions)
  const c = useText(common)
  const say = useErrorText()
  const toast = useToast()
  const isAdmin = useRole('admin')
  const [before] = useState(() => toChoice(kept, inForce))
  const [choice, setChoice] = useState(before)
  const [rule, setRule] = useState(kept.rule)
  const [minMargin, setMinMargin] = useState(kept.minMargin)
  const save = useChange('PATCH /settings', ['GET /settings', 'GET /operating-point'])

  const draft: Deciding = { ...toChosen(choice), rule, minMargin }
  const isInForce = JSON.stringify(toChosen(choice)) === JSON.stringify(toChosen(before))
  const isChanged = !isInForce || rule !== kept.rule || minMargin !== kept.minMargin

  return (
    <div className="settings">
      {!isAdmin && <Banner>{c('needsAdmin')}</Banner>}
      <WrongNames choice={choice} isInForce={isInForce} onChange={isAdmin ? setChoice : undefined} />
      <section className="card">
        <h2>{t('ruleTitle')}</h2>
        <Radios
          label={t('rule')}
          options={RULES.map(value => ({ value, text: t(`rule_${value}`), hint: t(`rule_${value}_hint`) }))}
          value={rule}
          isDisabled={!isAdmin}
          onChange={setRule}
        />
      </section>
      <section className="card">
        <h2>{t('marginTitle')}</h2>
        <p>{t('marginHint')}</p>
        <Slider
          label={t('margin')}
          value={minMargin}
          min={0}
          max={0.3}
          step={0.01}
          isDisabled={!isAdmin}
          onChange={setMinMargin}
          onChangeEnd={setMinMargin}
        />
      </section>
      <LivenessSetting />
      {isChanged && (
        <TryOut
          body={draft}
          actions={
            <>
              <Button
                onPress={() => {
                  setChoice(before)
                  setRule(kept.rule)
                  setMinMargin(kept.minMargin)
                }}
              >
                {d('discard')}
              </Button>
              <Button
                tone="primary"
                isPending={save.isPending}
                onPress={() => {
                  save.mutate(
                    { body: draft },
                    {
                      onSuccess: () => {
                        toast({ text: c('saved'), forMs: 2500 })
                      },
                      onError: error => {
                        toast({ text: say(error) })
                      },
                    },
                  )
                }}
              >
                {c('save')}
              </Button>
            </>
          }
        />
      )}
    </div>
  )
}
