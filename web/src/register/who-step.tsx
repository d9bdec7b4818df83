// The first step: who is registered, and that this person agrees.

import { useQuery } from '@tanstack/react-query'
import { Camera, Check } from 'lucide-react'
import { useState } from 'react'
import { CheckboxButton, CheckboxField, Form, Text } from 'react-aria-components'
import { ask } from '../api.ts'
import { Button } from '../components/button.tsx'
import { Field } from '../components/field.tsx'
import { ErrorNotice } from '../components/notices.tsx'
import { useText } from '../i18n/language.tsx'
import { register } from '../i18n/parts/register.ts'
import type { Who } from './use-registration.ts'

export interface WhoStepProps {
  readonly name: string
  readonly isNameFixed: boolean
  readonly isBusy: boolean
  readonly onDone: (who: Who) => Promise<void>
}

export function WhoStep({ name: initial, isNameFixed, isBusy, onDone }: WhoStepProps) {
  const t = useText(register)
  const { data: settings, error, refetch } = useQuery(ask('GET /settings'))
  const [name, setName] = useState(initial)
  const [agreed, setAgreed] = useState(false)
  const [isTried, setTried] = useState(false)
  const ownText = settings?.consentText?.trim()
  const consent = ownText === undefined || ownText === '' ? t('consentDefault') : ownText
  const isNamed = name.trim() !== ''

  return (
    <Form
      className="card stack"
      onSubmit={event => {
        event.preventDefault()
        setTried(true)
        if (isNamed && agreed && settings) void onDone({ name: name.trim(), consent })
      }}
    >
      {error && <ErrorNotice error={error} onRetry={() => void refetch()} />}
      {!isNameFixed && (
        <Field
          label={t('name')}
          placeholder={t('namePlaceholder')}
          value={name}
          onChange={setName}
          maxLength={200}
          autoComplete="off"
          autoFocus
          error={isTried && !isNamed ? t('nameMissing') : undefined}
        />
      )}
      <div className="stack consent">
        <h2>{t('consentTitle')}</h2>
        <p className="consent-text">{settings ? consent : ' '}</p>
        <CheckboxField isSelected={agreed} onChange={setAgreed}>
          <CheckboxButton className="tick">
            <span className="tick-box" aria-hidden>
              {agreed && <Check size={16} strokeWidth={3} />}
            </span>
            {t('consentGiven')}
          </CheckboxButton>
          <Text slot="description" className="tick-error small" role="status">
            {isTried && !agreed ? t('consentMissing') : ''}
          </Text>
        </CheckboxField>
      </div>
      <div className="row">
        <Button type="submit" tone="primary" isPending={isBusy}>
          <Camera size={18} aria-hidden />
          {t(isBusy ? 'beginning' : 'begin')}
        </Button>
      </div>
    </Form>
  )
}
