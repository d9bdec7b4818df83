// Making an API key: what for, what it may do, how long; then the key itself, this once.

import { useState, type SubmitEvent } from 'react'
import { SCOPES } from '../../../src/client.ts'
import { useChange } from '../api.ts'
import { Button } from '../components/button.tsx'
import { Checks } from '../components/choices.tsx'
import { CopyLine } from '../components/copy-line.tsx'
import { Dialog } from '../components/dialog.tsx'
import { Field } from '../components/field.tsx'
import { Banner, ErrorNotice } from '../components/notices.tsx'
import { Select } from '../components/select.tsx'
import { useText } from '../i18n/language.tsx'
import { common } from '../i18n/parts/common.ts'
import { settings as texts } from '../i18n/parts/settings.ts'

type Scope = (typeof SCOPES)[number]

const PERIODS = ['30', '90', '365', 'never'] as const
const FORM = 'key-form'

export function AddKeyDialog({ onClose }: { readonly onClose: () => void }) {
  const t = useText(texts)
  const c = useText(common)
  const [name, setName] = useState('')
  const [scopes, setScopes] = useState<readonly Scope[]>(['recognize'])
  const [period, setPeriod] = useState<(typeof PERIODS)[number]>('365')
  const [isSent, setIsSent] = useState(false)
  const add = useChange('POST /keys', ['GET /keys'])
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    setIsSent(true)
    if (name.trim() === '' || scopes.length === 0) return
    add.mutate({ body: { name: name.trim(), scopes: [...scopes], expiresInDays: period === 'never' ? null : Number(period) } })
  }
  if (add.data) return <MadeKey value={add.data.key} onClose={onClose} />
  return (
    <Dialog
      title={t('addKey')}
      isOpen
      onClose={onClose}
      isDismissable={false}
      actions={
        <>
          <Button onPress={onClose}>{c('cancel')}</Button>
          <Button type="submit" form={FORM} tone="primary" isPending={add.isPending}>
            {t('addKey')}
          </Button>
        </>
      }
    >
      <form id={FORM} onSubmit={submit} noValidate>
        {add.error && <ErrorNotice error={add.error} />}
        <Field
          label={t('keyName')}
          placeholder={t('keyNamePlaceholder')}
          value={name}
          onChange={setName}
          error={isSent && name.trim() === '' ? t('noName') : undefined}
          maxLength={200}
          autoComplete="off"
          autoFocus
        />
        <Checks
          label={t('scopes')}
          options={SCOPES.map(value => ({ value, text: t(`scope_${value}`) }))}
          value={scopes}
          onChange={setScopes}
          error={isSent && scopes.length === 0 ? t('noScope') : undefined}
        />
        <Select
          label={t('expires')}
          options={PERIODS.map(value => ({ value, text: t(`expires_${value}`) }))}
          value={period}
          onChange={setPeriod}
        />
      </form>
    </Dialog>
  )
}

function MadeKey({ value, onClose }: { readonly value: string; readonly onClose: () => void }) {
  const t = useText(texts)
  const c = useText(common)
  return (
    <Dialog
      title={t('keyReady')}
      isOpen
      onClose={onClose}
      isDismissable={false}
      actions={
        <Button tone="primary" onPress={onClose}>
          {c('done')}
        </Button>
      }
    >
      <Banner tone="warning">{t('keyOnce')}</Banner>
      <CopyLine value={value} />
    </Dialog>
  )
}
