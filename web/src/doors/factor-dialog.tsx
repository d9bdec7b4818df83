// Gives a person a PIN, a duress PIN, a badge or one-time codes; the secret of codes is shown this once.

import { useId, useState, type SubmitEvent } from 'react'
import type { DoorFactorJson } from '../../../src/client.ts'
import { useChange } from '../api.ts'
import { Button } from '../components/button.tsx'
import { Radios } from '../components/choices.tsx'
import { CopyLine } from '../components/copy-line.tsx'
import { Dialog } from '../components/dialog.tsx'
import { Banner, ErrorNotice } from '../components/notices.tsx'
import { PasswordField } from '../components/password-field.tsx'
import { useToast } from '../components/toast.tsx'
import { useText } from '../i18n/language.tsx'
import { common } from '../i18n/parts/common.ts'
import { doors } from '../i18n/parts/doors.ts'

const KINDS = ['pin', 'badge', 'code', 'duress_pin'] as const satisfies readonly DoorFactorJson['kind'][]
type Kind = (typeof KINDS)[number]

const PIN = /^\d{4,12}$/
const SHORTEST_BADGE = 4

export function FactorDialog({ personId, onClose }: { readonly personId: string; readonly onClose: () => void }) {
  const t = useText(doors)
  const c = useText(common)
  const form = useId()
  const toast = useToast()
  const [kind, setKind] = useState<Kind>('pin')
  const [value, setValue] = useState('')
  const [isSent, setIsSent] = useState(false)
  const add = useChange('POST /people/:personId/factors', ['GET /people/:personId/factors'])
  const problem = problemOf(kind, value)
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    setIsSent(true)
    if (problem) return
    add.mutate(
      { params: { personId }, body: kind === 'code' ? { kind } : { kind, value } },
      {
        onSuccess: ({ otpauth }) => {
          toast({ text: t('factorAdded', { factor: t(`factor_${kind}`) }) })
          setValue('')
          if (otpauth === null) onClose()
        },
      },
    )
  }
  const otpauth = add.data?.otpauth
  if (otpauth) return <CodeMade otpauth={otpauth} onClose={onClose} />
  return (
    <Dialog
      title={t('addFactor')}
      isOpen
      isDismissable={false}
      onClose={onClose}
      actions={
        <>
          <Button onPress={onClose}>{c('cancel')}</Button>
          <Button type="submit" form={form} tone="primary" isPending={add.isPending}>
            {c('add')}
          </Button>
        </>
      }
    >
      <form id={form} className="stack" onSubmit={submit} noValidate>
        {add.error && <ErrorNotice error={add.error} />}
        <Radios
          label={t('factorKind')}
          options={KINDS.map(value => ({ value, text: t(`factor_${value}`), hint: t(`factor_${value}_hint`) }))}
          value={kind}
          onChange={kind => {
            setKind(kind)
            setValue('')
            setIsSent(false)
          }}
        />
        {kind !== 'code' && (
          <PasswordField
            label={t(`factor_${kind}`)}
            hint={t(kind === 'badge' ? 'badgeHint' : 'pinHint')}
            autoComplete="new-password"
            value={value}
            error={isSent && problem ? t(problem) : undefined}
            onChange={setValue}
          />
        )}
      </form>
    </Dialog>
  )
}

function problemOf(kind: Kind, value: string): 'badPin' | 'badBadge' | undefined {
  if (kind === 'code') return undefined
  if (kind === 'badge') return value.length < SHORTEST_BADGE ? 'badBadge' : undefined
  return PIN.test(value) ? undefined : 'badPin'
}

function CodeMade({ otpauth, onClose }: { readonly otpauth: string; readonly onClose: () => void }) {
  const t = useText(doors)
  const c = useText(common)
  const secret = new URL(otpauth).searchParams.get('secret')
  return (
    <Dialog
      title={t('codeTitle')}
      isOpen
      isDismissable={false}
      onClose={onClose}
      actions={
        <Button tone="primary" onPress={onClose}>
          {c('done')}
        </Button>
      }
    >
      <Banner tone="warning">{t('codeOnce')}</Banner>
      {secret !== null && (
        <>
          <p>{t('codeSecret')}</p>
          <CopyLine value={secret} />
        </>
      )}
      <p>{t('codeAddress')}</p>
      <CopyLine value={otpauth} />
    </Dialog>
  )
}
