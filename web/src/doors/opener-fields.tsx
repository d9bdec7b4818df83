// What opens a door, and what each way needs to be told.

import { Field } from '../components/field.tsx'
import { NumberField } from '../components/number-field.tsx'
import { Select } from '../components/select.tsx'
import { useText } from '../i18n/language.tsx'
import { doors } from '../i18n/parts/doors.ts'
import { METHODS, OPENERS } from './door-draft.ts'
import type { DoorFieldsProps } from './door-fields.tsx'

const LIKE = { http: 'http://192.168.1.60/open', mqtt: 'mqtt://192.168.1.5:1883' } as const

export function OpenerFields(props: DoorFieldsProps) {
  const t = useText(doors)
  const { draft, onChange } = props
  return (
    <fieldset className="door-part">
      <legend>{t('opener')}</legend>
      <Select
        label={t('openerKind')}
        options={OPENERS.map(value => ({ value, text: t(`opener_${value}`) }))}
        hint={t(`opener_${draft.openerKind}_hint`)}
        value={draft.openerKind}
        onChange={openerKind => {
          onChange({ openerKind })
        }}
      />
      {draft.openerKind === 'http' && <HttpFields {...props} />}
      {draft.openerKind === 'mqtt' && <MqttFields {...props} />}
      {draft.openerKind === 'command' && <CommandField {...props} />}
      {draft.openerKind !== 'none' && (
        <NumberField
          label={t('timeout')}
          hint={t('timeoutHint')}
          value={draft.openTimeoutMs}
          min={200}
          max={10_000}
          step={100}
          onChange={openTimeoutMs => {
            onChange({ openTimeoutMs })
          }}
        />
      )}
    </fieldset>
  )
}

function HttpFields({ draft: { url, method, headers, body }, problems, onChange }: DoorFieldsProps) {
  const t = useText(doors)
  return (
    <>
      <Field
        label={t('url')}
        value={url}
        type="url"
        maxLength={2000}
        autoComplete="off"
        placeholder={LIKE.http}
        error={problems.has('badUrl') ? t('badUrl_http') : undefined}
        onChange={url => {
          onChange({ url })
        }}
      />
      <Select
        label={t('method')}
        options={METHODS.map(value => ({ value, text: value }))}
        value={method}
        onChange={method => {
          onChange({ method })
        }}
      />
      <Field
        label={t('headers')}
        hint={t('headersHint')}
        multiline
        value={headers}
        autoComplete="off"
        error={problems.has('badHeaders') ? t('badHeaders') : undefined}
        onChange={headers => {
          onChange({ headers })
        }}
      />
      {method !== 'GET' && (
        <Field
          label={t('body')}
          multiline
          value={body}
          maxLength={4000}
          onChange={body => {
            onChange({ body })
          }}
        />
      )}
    </>
  )
}

function MqttFields({ draft: { url, topic, payload }, problems, onChange }: DoorFieldsProps) {
  const t = useText(doors)
  return (
    <>
      <Field
        label={t('url')}
        hint={t('mqttHint')}
        value={url}
        type="url"
        maxLength={2000}
        autoComplete="off"
        placeholder={LIKE.mqtt}
        error={problems.has('badUrl') ? t('badUrl_mqtt') : undefined}
        onChange={url => {
          onChange({ url })
        }}
      />
      <Field
        label={t('topic')}
        value={topic}
        maxLength={200}
        autoComplete="off"
        error={problems.has('badTopic') ? t('badTopic') : undefined}
        onChange={topic => {
          onChange({ topic })
        }}
      />
      <Field
        label={t('payload')}
        value={payload}
        maxLength={4000}
        autoComplete="off"
        onChange={payload => {
          onChange({ payload })
        }}
      />
    </>
  )
}

function CommandField({ draft: { command }, problems, onChange }: DoorFieldsProps) {
  const t = useText(doors)
  return (
    <Field
      label={t('command')}
      hint={t('commandHint')}
      multiline
      value={command}
      error={problems.has('noCommand') ? t('noCommand') : undefined}
      onChange={command => {
        onChange({ command })
      }}
    />
  )
}
