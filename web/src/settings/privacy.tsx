// What is kept of whom, for how long, and what people agree to.

import { useState } from 'react'
import { FieldError, Input, Label, NumberField, Text } from 'react-aria-components'
import { Button } from '../components/button.tsx'
import { Field } from '../components/field.tsx'
import { Banner, ErrorNotice, Skeleton } from '../components/notices.tsx'
import { Switch } from '../components/switch.tsx'
import { useText } from '../i18n/language.tsx'
import { common } from '../i18n/parts/common.ts'
import { settings as texts } from '../i18n/parts/settings.ts'
import { HeldRetention } from './held-retention.tsx'
import { Remembering } from './remembering.tsx'
import { useSettings } from './use-settings.ts'

export function Privacy() {
  const t = useText(texts)
  const c = useText(common)
  const { settings, error, isAdmin, change } = useSettings()
  if (error) return <ErrorNotice error={error} />
  if (!settings) return <Skeleton height={480} />
  return (
    <div className="settings">
      {!isAdmin && <Banner>{c('needsAdmin')}</Banner>}
      <HeldRetention />
      <Remembering />
      <section className="card">
        <h2>{t('strangersTitle')}</h2>
        <Switch
          label={t('keepUnknown')}
          hint={t('keepUnknownHint')}
          isSelected={settings.keepUnknown}
          isDisabled={!isAdmin}
          onChange={keepUnknown => void change({ keepUnknown })}
        />
        <Switch
          label={t('browserEvents')}
          hint={t('browserEventsHint')}
          isSelected={settings.browserEvents}
          isDisabled={!isAdmin}
          onChange={browserEvents => void change({ browserEvents })}
        />
      </section>
      <section className="card">
        <h2>{t('retentionTitle')}</h2>
        <div className="retention">
          <Days
            label={t('eventDays')}
            hint={t('eventDaysHint')}
            value={settings.eventDays}
            isDisabled={!isAdmin}
            onSet={eventDays => void change({ eventDays })}
          />
          <Days
            label={t('shotDays')}
            hint={t('shotDaysHint')}
            value={settings.shotDays}
            isDisabled={!isAdmin}
            onSet={shotDays => void change({ shotDays })}
          />
        </div>
      </section>
      <ConsentText kept={settings.consentText} isAdmin={isAdmin} onSet={consentText => void change({ consentText })} />
    </div>
  )
}

interface DaysProps {
  readonly label: string
  readonly hint: string
  readonly value: number
  readonly isDisabled: boolean
  readonly onSet: (days: number) => void
}

function Days({ label, hint, value, isDisabled, onSet }: DaysProps) {
  return (
    <NumberField
      className="field"
      value={value}
      minValue={1}
      maxValue={3650}
      step={1}
      isDisabled={isDisabled}
      formatOptions={{ style: 'unit', unit: 'day', unitDisplay: 'long' }}
      onChange={days => {
        if (Number.isInteger(days) && days !== value) onSet(days)
      }}
    >
      <Label>{label}</Label>
      <Input />
      <Text slot="description" className="hint">
        {hint}
      </Text>
      <FieldError className="field-error" />
    </NumberField>
  )
}

interface ConsentTextProps {
  readonly kept: string | null
  readonly isAdmin: boolean
  readonly onSet: (text: string | null) => void
}

function ConsentText({ kept, isAdmin, onSet }: ConsentTextProps) {
  const t = useText(texts)
  const c = useText(common)
  const [text, setText] = useState(kept ?? '')
  return (
    <section className="card">
      <h2>{t('consentTitle')}</h2>
      <Field
        multiline
        label={t('consentText')}
        hint={t('consentHint')}
        value={text}
        onChange={setText}
        maxLength={5000}
        isDisabled={!isAdmin}
      />
      {isAdmin && (
        <div>
          <Button
            tone="primary"
            isDisabled={text === (kept ?? '')}
            onPress={() => {
              onSet(text.trim() === '' ? null : text)
            }}
          >
            {c('save')}
          </Button>
        </div>
      )}
    </section>
  )
}
