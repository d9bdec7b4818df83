// Adding an account, and giving one a new password.

import { useState, type SubmitEvent } from 'react'
import { ROLES, type AccountJson } from '../../../src/client.ts'
import { useChange } from '../api.ts'
import { Button } from '../components/button.tsx'
import { Radios } from '../components/choices.tsx'
import { Dialog } from '../components/dialog.tsx'
import { Field } from '../components/field.tsx'
import { ErrorNotice } from '../components/notices.tsx'
import { PasswordField, usePasswordError } from '../components/password-field.tsx'
import { useToast } from '../components/toast.tsx'
import { useText } from '../i18n/language.tsx'
import { common } from '../i18n/parts/common.ts'
import { settings as texts } from '../i18n/parts/settings.ts'
import { shell } from '../i18n/parts/shell.ts'

/** Roles with their names in the reader's language. */
export function useRoles() {
  const s = useText(shell)
  return ROLES.map(value => ({ value, text: s(`role_${value}`) }))
}

const FORM = 'account-form'

export function AddAccountDialog({ onClose }: { readonly onClose: () => void }) {
  const t = useText(texts)
  const c = useText(common)
  const toast = useToast()
  const roles = useRoles()
  const [name, setName] = useState('')
  const [password, setPassword] = useState('')
  const [role, setRole] = useState<AccountJson['role']>('operator')
  const [isSent, setIsSent] = useState(false)
  const passwordError = usePasswordError()(password)
  const add = useChange('POST /accounts', ['GET /accounts'])
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    setIsSent(true)
    if (name.trim() === '' || passwordError !== undefined) return
    add.mutate(
      { body: { name, password, role } },
      {
        onSuccess: ({ name }) => {
          toast({ text: t('accountAdded', { name }) })
          onClose()
        },
      },
    )
  }
  return (
    <Dialog
      title={t('addAccount')}
      isOpen
      onClose={onClose}
      isDismissable={false}
      actions={
        <>
          <Button onPress={onClose}>{c('cancel')}</Button>
          <Button type="submit" form={FORM} tone="primary" isPending={add.isPending}>
            {t('addAccount')}
          </Button>
        </>
      }
    >
      <form id={FORM} onSubmit={submit} noValidate>
        {add.error && <ErrorNotice error={add.error} />}
        <Field
          label={t('accountName')}
          value={name}
          onChange={setName}
          error={isSent && name.trim() === '' ? t('noName') : undefined}
          maxLength={64}
          autoComplete="off"
          autoFocus
        />
        <PasswordField
          label={t('next')}
          hint={t('passwordHint')}
          error={isSent ? passwordError : undefined}
          autoComplete="new-password"
          value={password}
          onChange={setPassword}
        />
        <Radios
          label={t('role')}
          options={roles.map(option => ({ ...option, hint: t(`role_${option.value}_hint`) }))}
          value={role}
          onChange={setRole}
        />
      </form>
    </Dialog>
  )
}

export function NewPasswordDialog({ account, onClose }: { readonly account: AccountJson; readonly onClose: () => void }) {
  const t = useText(texts)
  const c = useText(common)
  const toast = useToast()
  const [password, setPassword] = useState('')
  const [isSent, setIsSent] = useState(false)
  const error = usePasswordError()(password)
  const change = useChange('PATCH /accounts/:accountId', ['GET /accounts'])
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    setIsSent(true)
    if (error !== undefined) return
    change.mutate(
      { params: { accountId: account.id }, body: { password } },
      {
        onSuccess: () => {
          toast({ text: t('passwordSet', { name: account.name }) })
          onClose()
        },
      },
    )
  }
  return (
    <Dialog
      title={t('newPasswordFor', { name: account.name })}
      isOpen
      onClose={onClose}
      isDismissable={false}
      actions={
        <>
          <Button onPress={onClose}>{c('cancel')}</Button>
          <Button type="submit" form={FORM} tone="primary" isPending={change.isPending}>
            {c('save')}
          </Button>
        </>
      }
    >
      <p>{t('newPasswordText')}</p>
      <form id={FORM} onSubmit={submit} noValidate>
        {change.error && <ErrorNotice error={change.error} />}
        <PasswordField
          label={t('next')}
          hint={t('passwordHint')}
          error={isSent ? error : undefined}
          autoComplete="new-password"
          value={password}
          onChange={setPassword}
          autoFocus
        />
      </form>
    </Dialog>
  )
}
