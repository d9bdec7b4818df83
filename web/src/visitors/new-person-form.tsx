// Name and consent of somebody who was a visitor so far, as registering asks for them.

import { useQuery } from '@tanstack/react-query'
import { Check } from 'lucide-react'
import { useState } from 'react'
import { CheckboxButton, CheckboxField } from 'react-aria-components'
import { ask } from '../api.ts'
import { Field } from '../components/field.tsx'
import { useText } from '../i18n/language.tsx'
import { register } from '../i18n/parts/register.ts'
import { timeline } from '../i18n/parts/timeline.ts'

export interface NewPersonFormProps {
  /** The button that sends it stands elsewhere. */
  readonly id: string
  readonly onSay: (who: { readonly name: string; readonly consent: { readonly text: string; readonly given: true } }) => void
}

export function NewPersonForm({ id, onSay }: NewPersonFormProps) {
  const t = useText(register)
  const of = useText(timeline)
  const { data: settings } = useQuery(ask('GET /settings'))
  const [name, setName] = useState('')
  const [isGiven, setGiven] = useState(false)
  const [isSent, setSent] = useState(false)
  const text = settings?.consentText ?? t('consentDefault')
  return (
    <form
      id={id}
      className="stack"
      noValidate
      onSubmit={event => {
        event.preventDefault()
        setSent(true)
        if (settings && name.trim() !== '' && isGiven) onSay({ name: name.trim(), consent: { text, given: true } })
      }}
    >
      <Field
        label={t('name')}
        placeholder={t('namePlaceholder')}
        value={name}
        onChange={setName}
        autoFocus
        maxLength={200}
        autoComplete="off"
        error={isSent && name.trim() === '' ? t('nameMissing') : undefined}
      />
      <blockquote className="visitor-consent">{settings ? text : ' '}</blockquote>
      <div>
        <CheckboxField isSelected={isGiven} onChange={setGiven} isInvalid={isSent && !isGiven}>
          <CheckboxButton className="checkbox">
            <span className="checkbox-mark" aria-hidden>
              <Check size={14} strokeWidth={3} />
            </span>
            {of('consentGiven')}
          </CheckboxButton>
        </CheckboxField>
        {isSent && !isGiven && (
          <p className="visitor-error small" role="alert">
            {t('consentMissing')}
          </p>
        )}
      </div>
    </form>
  )
}
