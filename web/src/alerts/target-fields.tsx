// What each kind of target needs to be told.

import { Field } from '../components/field.tsx'
import { PasswordField } from '../components/password-field.tsx'
import { Switch } from '../components/switch.tsx'
import { useText } from '../i18n/language.tsx'
import { alerts } from '../i18n/parts/alerts.ts'
import { looksPrivate, type TargetDraft, type TargetJson, type TargetProblem } from './target-draft.ts'

export interface TargetFieldsProps {
  readonly draft: TargetDraft
  /** As it was. */
  readonly target: TargetJson | undefined
  readonly problems: ReadonlySet<TargetProblem>
  readonly onChange: (change: Partial<TargetDraft>) => void
}

export function TargetFields(props: TargetFieldsProps) {
  switch (props.draft.kind) {
    case 'webhook':
      return <WebhookFields {...props} />
    case 'mqtt':
      return <MqttFields {...props} />
    case 'jsonl':
      return <FileFields {...props} />
  }
}

function WebhookFields({ draft, target, problems, onChange }: TargetFieldsProps) {
  const t = useText(alerts)
  const { url, secret, allowPrivate } = draft
  return (
    <>
      <Field
        label={t('url')}
        hint={looksPrivate(draft) && !allowPrivate ? t('looksPrivate') : t('urlHint_webhook')}
        value={url}
        type="url"
        maxLength={2000}
        autoComplete="off"
        error={problems.has('badUrl') ? t('badUrl_webhook') : undefined}
        onChange={url => {
          onChange({ url })
        }}
      />
      <Switch
        label={t('allowPrivate')}
        hint={t('allowPrivateHint')}
        isSelected={allowPrivate}
        onChange={allowPrivate => {
          onChange({ allowPrivate })
        }}
      />
      <PasswordField
        label={target ? t('secretNew') : t('secret')}
        hint={target ? t('secretKept') : t('secretHint')}
        autoComplete="new-password"
        value={secret}
        error={problems.has('shortSecret') ? t('shortSecret') : undefined}
        onChange={secret => {
          onChange({ secret })
        }}
      />
    </>
  )
}

function MqttFields({ draft, target, problems, onChange }: TargetFieldsProps) {
  const t = useText(alerts)
  const { url, username, password, topic, homeAssistant } = draft
  const hasPassword = target?.kind === 'mqtt' && target.hasPassword
  return (
    <>
      <Field
        label={t('url')}
        hint={t('urlHint_mqtt')}
        value={url}
        type="url"
        maxLength={2000}
        autoComplete="off"
        error={problems.has('badUrl') ? t('badUrl_mqtt') : undefined}
        onChange={url => {
          onChange({ url })
        }}
      />
      <Field
        label={t('username')}
        value={username}
        maxLength={200}
        autoComplete="off"
        onChange={username => {
          onChange({ username })
        }}
      />
      <PasswordField
        label={t('password')}
        {...(hasPassword && { hint: t('passwordKept') })}
        autoComplete="new-password"
        value={password}
        onChange={password => {
          onChange({ password })
        }}
      />
      <Field
        label={t('topic')}
        hint={t('topicHint')}
        value={topic}
        maxLength={100}
        autoComplete="off"
        error={problems.has('badTopic') ? t('badTopic') : undefined}
        onChange={topic => {
          onChange({ topic })
        }}
      />
      <Switch
        label={t('homeAssistant')}
        hint={t('homeAssistantHint')}
        isSelected={homeAssistant}
        onChange={homeAssistant => {
          onChange({ homeAssistant })
        }}
      />
    </>
  )
}

function FileFields({ draft: { file }, problems, onChange }: TargetFieldsProps) {
  const t = useText(alerts)
  return (
    <Field
      label={t('file')}
      hint={t('fileHint')}
      value={file}
      maxLength={66}
      autoComplete="off"
      error={problems.has('badFile') ? t('badFile') : undefined}
      onChange={file => {
        onChange({ file })
      }}
    />
  )
}
