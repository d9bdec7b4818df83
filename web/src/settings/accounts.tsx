// Who may sign in, and as what.

import { useQuery } from '@tanstack/react-query'
import { Ellipsis, KeyRound, Trash2, UserPlus } from 'lucide-react'
import { useState } from 'react'
import type { AccountJson } from '../../../src/client.ts'
import { ask, sessionQuery, useChange } from '../api.ts'
import { Badge } from '../components/badge.tsx'
import { Button, IconButton } from '../components/button.tsx'
import { ConfirmDialog } from '../components/dialog.tsx'
import { Menu, MenuItem } from '../components/menu.tsx'
import { ErrorNotice, Skeleton, useErrorText } from '../components/notices.tsx'
import { Select } from '../components/select.tsx'
import { useToast } from '../components/toast.tsx'
import { useFormat } from '../i18n/format.ts'
import { useText } from '../i18n/language.tsx'
import { common } from '../i18n/parts/common.ts'
import { settings as texts } from '../i18n/parts/settings.ts'
import { AddAccountDialog, NewPasswordDialog, useRoles } from './account-dialogs.tsx'

export function Accounts() {
  const t = useText(texts)
  const { data: accounts, error } = useQuery(ask('GET /accounts'))
  const [isAdding, setIsAdding] = useState(false)
  if (error) return <ErrorNotice error={error} />
  if (!accounts) return <Skeleton height={240} />
  return (
    <div className="settings">
      <div>
        <Button
          tone="primary"
          onPress={() => {
            setIsAdding(true)
          }}
        >
          <UserPlus size={18} aria-hidden />
          {t('addAccount')}
        </Button>
      </div>
      <ul className="card entries">
        {accounts.map(account => (
          <AccountLine key={account.id} account={account} />
        ))}
      </ul>
      {isAdding && (
        <AddAccountDialog
          onClose={() => {
            setIsAdding(false)
          }}
        />
      )}
    </div>
  )
}

function AccountLine({ account }: { readonly account: AccountJson }) {
  const t = useText(texts)
  const c = useText(common)
  const format = useFormat()
  const toast = useToast()
  const say = useErrorText()
  const roles = useRoles()
  const { data: session } = useQuery(sessionQuery)
  const [doing, setDoing] = useState<'password' | 'delete'>()
  const change = useChange('PATCH /accounts/:accountId', ['GET /accounts', 'GET /session'])
  const remove = useChange('DELETE /accounts/:accountId', ['GET /accounts', 'GET /keys'])
  const params = { accountId: account.id }
  const { name } = account
  const close = () => {
    setDoing(undefined)
  }
  const onError = (error: Error) => {
    close()
    toast({ text: say(error) })
  }
  return (
    <li className="entry-line">
      <div className="entry-what">
        <strong>{name}</strong> {session?.account.id === account.id && <Badge tone="accent">{t('you')}</Badge>}
        <div className="soft small">
          {account.lastSignInAt === null ? t('neverSignedIn') : t('lastSignIn', { when: format.ago(account.lastSignInAt) })}
        </div>
      </div>
      <Select
        label={t('roleOf', { name })}
        hideLabel
        options={roles}
        value={account.role}
        onChange={role => {
          const onSuccess = () => {
            toast({ text: t('roleChanged', { name }) })
          }
          change.mutate({ params, body: { role } }, { onSuccess, onError })
        }}
      />
      <Menu
        label={t('accountActions', { name })}
        trigger={
          <IconButton label={t('accountActions', { name })}>
            <Ellipsis size={20} aria-hidden />
          </IconButton>
        }
      >
        <MenuItem
          icon={<KeyRound size={16} aria-hidden />}
          text={t('newPassword')}
          onAction={() => {
            setDoing('password')
          }}
        />
        <MenuItem
          icon={<Trash2 size={16} aria-hidden />}
          text={t('deleteAccount')}
          isDanger
          onAction={() => {
            setDoing('delete')
          }}
        />
      </Menu>
      {doing === 'password' && <NewPasswordDialog account={account} onClose={close} />}
      <ConfirmDialog
        title={t('deleteAccountTitle', { name })}
        confirm={c('delete')}
        isDanger
        isOpen={doing === 'delete'}
        isPending={remove.isPending}
        onClose={close}
        onConfirm={() => {
          const onSuccess = () => {
            toast({ text: t('accountDeleted', { name }) })
          }
          remove.mutate({ params }, { onSuccess, onError })
        }}
      >
        <p>{t('deleteAccountText')}</p>
      </ConfirmDialog>
    </li>
  )
}
