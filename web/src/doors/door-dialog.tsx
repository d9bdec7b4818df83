// Adding a door or changing one, in plain words.

import { useId, useState, type SubmitEvent } from 'react'
import type { DoorJson } from '../../../src/client.ts'
import { useChange } from '../api.ts'
import { Button } from '../components/button.tsx'
import { Dialog } from '../components/dialog.tsx'
import { Field } from '../components/field.tsx'
import { ErrorNotice } from '../components/notices.tsx'
import { useToast } from '../components/toast.tsx'
import { useText } from '../i18n/language.tsx'
import { common } from '../i18n/parts/common.ts'
import { doors } from '../i18n/parts/doors.ts'
import { doorProblems, openDoorDraft, toDoor, type DoorDraft } from './door-draft.ts'
import { ChallengeFields, FactorFields, SourceFields, WhoFields } from './door-fields.tsx'
import { OpenerFields } from './opener-fields.tsx'
import { StrictFields } from './strict-fields.tsx'

export interface DoorDialogProps {
  /** Undefined: a new one. */
  readonly door: DoorJson | undefined
  readonly onClose: () => void
  readonly onAdded: (door: DoorJson) => void
}

export function DoorDialog({ door, onClose, onAdded }: DoorDialogProps) {
  const t = useText(doors)
  const c = useText(common)
  const form = useId()
  const toast = useToast()
  const [draft, setDraft] = useState<DoorDraft>(() => openDoorDraft(door))
  const [isSent, setIsSent] = useState(false)
  const add = useChange('POST /doors', ['GET /doors'])
  const replace = useChange('PUT /doors/:doorId', ['GET /doors'])
  const error = add.error ?? replace.error
  const problems = doorProblems(draft)
  const change = (changed: Partial<DoorDraft>) => {
    setDraft(before => ({ ...before, ...changed }))
  }
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    setIsSent(true)
    if (problems.size > 0) {
      // The form is longer than a screen, and its button at the end.
      requestAnimationFrame(() => {
        document.getElementById(form)?.querySelector('.window-error, .field-error')?.scrollIntoView({ block: 'center' })
      })
      return
    }
    const body = toDoor(draft)
    if (!door) {
      add.mutate({ body }, { onSuccess: onAdded })
      return
    }
    const onSuccess = () => {
      toast({ text: t('saved', { name: body.name }) })
      onClose()
    }
    replace.mutate({ params: { doorId: door.id }, body }, { onSuccess })
  }
  const fields = { draft, problems: isSent ? problems : new Set<never>(), onChange: change }
  return (
    <Dialog
      title={door ? t('editTitle') : t('add')}
      isOpen
      isWide
      isDismissable={false}
      onClose={onClose}
      actions={
        <>
          <Button onPress={onClose}>{c('cancel')}</Button>
          <Button type="submit" form={form} tone="primary" isPending={add.isPending || replace.isPending}>
            {door ? c('save') : t('add')}
          </Button>
        </>
      }
    >
      <form id={form} className="door-form" onSubmit={submit} noValidate>
        {error && <ErrorNotice error={error} />}
        <Field
          label={t('name')}
          value={draft.name}
          maxLength={200}
          autoComplete="off"
          autoFocus={!door}
          error={fields.problems.has('noName') ? t('noName') : undefined}
          onChange={name => {
            change({ name })
          }}
        />
        <SourceFields {...fields} />
        <WhoFields {...fields} />
        {draft.sourceKind === 'kiosk' && <ChallengeFields {...fields} />}
        <FactorFields {...fields} />
        <OpenerFields {...fields} />
        <StrictFields {...fields} />
      </form>
    </Dialog>
  )
}
