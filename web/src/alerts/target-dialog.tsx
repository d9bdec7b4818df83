// Adding a target or changing one. A secret Rostro made is handed on to be shown this once.

import { useId, useState, type SubmitEvent } from 'react'
import { useChange } from '../api.ts'
import { Button } from '../components/button.tsx'
import { Radios } from '../components/choices.tsx'
import { Dialog } from '../components/dialog.tsx'
import { Field } from '../components/field.tsx'
import { ErrorNotice } from '../components/notices.tsx'
import { useToast } from '../components/toast.tsx'
import { useText } from '../i18n/language.tsx'
import { alerts } from '../i18n/parts/alerts.ts'
import { common } from '../i18n/parts/common.ts'
import {
  defaultName,
  openTargetDraft,
  TARGET_KINDS,
  targetProblems,
  toTarget,
  type TargetDraft,
  type TargetJson,
} from './target-draft.ts'
import { TargetFields } from './target-fields.tsx'

export interface MadeSecret {
  readonly name: string
  readonly secret: string
}

export interface TargetDialogProps {
  /** Changed; undefined: added. */
  readonly target: TargetJson | undefined
  readonly onClose: () => void
  readonly onSecret: (made: MadeSecret) => void
}

export function TargetDialog({ target, onClose, onSecret }: TargetDialogProps) {
  const t = useText(alerts)
  const c = useText(common)
  const form = useId()
  const toast = useToast()
  const [draft, setDraft] = useState<TargetDraft>(() => openTargetDraft(target))
  const [isSent, setIsSent] = useState(false)
  const add = useChange('POST /alerts/targets', ['GET /alerts/targets'])
  const replace = useChange('PUT /alerts/targets/:targetId', ['GET /alerts/targets'])
  const error = add.error ?? replace.error
  const change = (changed: Partial<TargetDraft>) => {
    setDraft(before => ({ ...before, ...changed }))
  }
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    setIsSent(true)
    if (targetProblems(draft).size > 0) return
    const body = toTarget(draft)
    if (target) {
      replace.mutate({ params: { targetId: target.id }, body }, { onSuccess: onClose })
      return
    }
    add.mutate(
      { body },
      {
        onSuccess: ({ target: { name }, secret }) => {
          // Whoever brought a secret has it.
          if (secret !== null && draft.secret === '') onSecret({ name, secret })
          else onClose()
          toast({ text: t('targetAdded', { name }) })
        },
      },
    )
  }
  const fallback = defaultName(draft)
  return (
    <Dialog
      title={target ? t('targetTitle') : t('addTarget')}
      isOpen
      onClose={onClose}
      isDismissable={false}
      actions={
        <>
          <Button onPress={onClose}>{c('cancel')}</Button>
          <Button type="submit" form={form} tone="primary" isPending={add.isPending || replace.isPending}>
            {target ? c('save') : t('addTarget')}
          </Button>
        </>
      }
    >
      <form id={form} onSubmit={submit} noValidate className="alert-form">
        {error && <ErrorNotice error={error} />}
        {!target && (
          <Radios
            label={t('targetKind')}
            options={TARGET_KINDS.map(value => ({ value, text: t(`kind_${value}`), hint: t(`kind_${value}_hint`) }))}
            value={draft.kind}
            onChange={kind => {
              change({ kind })
            }}
          />
        )}
        <TargetFields draft={draft} target={target} problems={isSent ? targetProblems(draft) : new Set()} onChange={change} />
        <Field
          label={t('targetName')}
          hint={fallback === '' ? undefined : t('targetNameHint', { name: fallback })}
          value={draft.name}
          maxLength={200}
          autoComplete="off"
          onChange={name => {
            change({ name })
          }}
        />
      </form>
    </Dialog>
  )
}
