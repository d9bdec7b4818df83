// The first account, made with the token of the set-up link; the token leaves the address at once.

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useEffect, useState, type SubmitEvent } from 'react'
import { useLocation } from 'wouter'
import { api, sessionQuery } from '../api.ts'
import { Button, LinkButton } from '../components/button.tsx'
import { Field } from '../components/field.tsx'
import { ErrorNotice } from '../components/notices.tsx'
import { PasswordField, usePasswordError } from '../components/password-field.tsx'
import { useText } from '../i18n/language.tsx'
import { entry } from '../i18n/parts/entry.ts'
import { EntryFrame } from './entry-frame.tsx'

export default function SetUpPage() {
  const t = useText(entry)
  const [token] = useState(() => window.location.hash.slice(1))
  useEffect(() => {
    window.history.replaceState(null, '', window.location.pathname)
  }, [])
  if (token === '') {
    return (
      <EntryFrame title={t('noTokenTitle')}>
        <p>{t('noTokenText')}</p>
        <LinkButton to="/sign-in">{t('toSignIn')}</LinkButton>
      </EntryFrame>
    )
  }
  return (
    <EntryFrame title={t('setUpTitle')} foot={t('stays')}>
      <p className="soft">{t('setUpText')}</p>
      <FirstAccount token={token} />
    </EntryFrame>
  )
}

function FirstAccount({ token }: { readonly token: string }) {
  const t = useText(entry)
  const client = useQueryClient()
  const [, navigate] = useLocation()
  const [name, setName] = useState('')
  const [password, setPassword] = useState('')
  const [isSent, setIsSent] = useState(false)
  const passwordError = usePasswordError()(password)
  const nameError = name.trim() === '' ? t('nameMissing') : undefined

  const create = useMutation({
    mutationFn: () => api('POST /setup', { body: { token, name, password } }),
    onSuccess: session => {
      client.setQueryData(sessionQuery.queryKey, session)
      navigate('/live', { replace: true })
    },
  })
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    setIsSent(true)
    if (passwordError === undefined && nameError === undefined) create.mutate()
  }

  return (
    <form onSubmit={submit} noValidate>
      {create.error && <ErrorNotice error={create.error} />}
      <Field
        label={t('name')}
        hint={t('nameHint')}
        error={isSent ? nameError : undefined}
        value={name}
        onChange={setName}
        autoComplete="username"
        maxLength={64}
        autoFocus
      />
      <PasswordField
        label={t('password')}
        hint={t('passwordHint')}
        error={isSent ? passwordError : undefined}
        value={password}
        onChange={setPassword}
        autoComplete="new-password"
      />
      <Button type="submit" tone="primary" isPending={create.isPending}>
        {t('create')}
      </Button>
    </form>
  )
}
