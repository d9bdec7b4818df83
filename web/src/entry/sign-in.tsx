// Signing in. Shown at whatever address was asked for, so that the screen behind it comes next.

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState, type SubmitEvent } from 'react'
import { api, sessionQuery } from '../api.ts'
import { Button } from '../components/button.tsx'
import { Field } from '../components/field.tsx'
import { ErrorNotice } from '../components/notices.tsx'
import { PasswordField } from '../components/password-field.tsx'
import { useText } from '../i18n/language.tsx'
import { entry } from '../i18n/parts/entry.ts'
import { EntryFrame } from './entry-frame.tsx'

export default function SignInPage() {
  const t = useText(entry)
  const client = useQueryClient()
  const [name, setName] = useState('')
  const [password, setPassword] = useState('')
  const [isSent, setIsSent] = useState(false)
  const signIn = useMutation({
    mutationFn: () => api('POST /session', { body: { name, password } }),
    onSuccess: session => {
      client.setQueryData(sessionQuery.queryKey, session)
    },
  })
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    setIsSent(true)
    if (name !== '' && password !== '') signIn.mutate()
  }

  return (
    <EntryFrame title={t('signInTitle')} foot={t('firstTime')}>
      <form onSubmit={submit} noValidate>
        {signIn.error && <ErrorNotice error={signIn.error} />}
        <Field
          label={t('name')}
          error={isSent && name === '' ? t('nameMissing') : undefined}
          value={name}
          onChange={setName}
          autoComplete="username"
          maxLength={64}
          autoFocus
        />
        <PasswordField
          label={t('password')}
          error={isSent && password === '' ? t('passwordEmpty') : undefined}
          value={password}
          onChange={setPassword}
          autoComplete="current-password"
        />
        <Button type="submit" tone="primary" isPending={signIn.isPending}>
          {t('signIn')}
        </Button>
      </form>
    </EntryFrame>
  )
}
