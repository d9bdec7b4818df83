// Changing one's own password.

import { useState, type SubmitEvent } from 'react'
import { ApiError, useChange } from '../api.ts'
import { Button } from '../components/button.tsx'
import { ErrorNotice } from '../components/notices.tsx'
import { PasswordField, usePasswordError } from '../components/password-field.tsx'
import { useToast } from '../components/toast.tsx'
import { useText } from '../i18n/language.tsx'
import { entry } from '../i18n/parts/entry.ts'
import { settings as texts } from '../i18n/parts/settings.ts'

export function OwnPassword() {
  const t = useText(texts)
  const e = useText(entry)
  const toast = useToast()
  const [current, setCurrent] = useState('')
  const [next, setNext] = useState('')
  const [isSent, setIsSent] = useState(false)
  const nextError = usePasswordError()(next)
  const change = useChange('PUT /session/password', [])
  const isWrong = change.error instanceof ApiError && change.error.code === 'sign_in_failed'
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    setIsSent(true)
    if (current === '' || nextError !== undefined) return
    change.mutate(
      { body: { current, next } },
      {
        onSuccess: () => {
          toast({ text: t('passwordChanged') })
          setCurrent('')
          setNext('')
          setIsSent(false)
        },
      },
    )
  }
  return (
    <div className="settings">
      <form className="card own-password" onSubmit={submit} noValidate>
        <h2>{t('password')}</h2>
        {change.error && !isWrong && <ErrorNotice error={change.error} />}
        <PasswordField
          label={t('current')}
          error={isWrong ? t('currentWrong') : isSent && current === '' ? e('passwordEmpty') : undefined}
          autoComplete="current-password"
          value={current}
          onChange={text => {
            setCurrent(text)
            change.reset()
          }}
        />
        <PasswordField
          label={t('next')}
          hint={e('passwordHint')}
          error={isSent ? nextError : undefined}
          autoComplete="new-password"
          value={next}
          onChange={setNext}
        />
        <Button type="submit" tone="primary" isPending={change.isPending}>
          {t('changePassword')}
        </Button>
      </form>
    </div>
  )
}
