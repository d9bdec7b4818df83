// Adds a group or changes one: its name, its people, when they may be here.

import { useId, useState, type SubmitEvent } from 'react'
import type { GroupJson } from '../../../src/client.ts'
import { isSound } from '../alerts/rule-draft.ts'
import { WEEK, type TimeWindow } from '../alerts/times.ts'
import { WindowRows } from '../alerts/window-rows.tsx'
import { useChange } from '../api.ts'
import { Button } from '../components/button.tsx'
import { Dialog } from '../components/dialog.tsx'
import { Field } from '../components/field.tsx'
import { useErrorText } from '../components/notices.tsx'
import { Switch } from '../components/switch.tsx'
import { useToast } from '../components/toast.tsx'
import { useText } from '../i18n/language.tsx'
import { common } from '../i18n/parts/common.ts'
import { groups } from '../i18n/parts/groups.ts'
import { MembersField } from './members-field.tsx'

const OFFICE: TimeWindow = { days: WEEK.slice(0, 5), from: '08:00', to: '18:00' }

export interface GroupDialogProps {
  /** Undefined: a new one. */
  readonly group: GroupJson | undefined
  readonly onClose: () => void
}

export function GroupDialog({ group, onClose }: GroupDialogProps) {
  const t = useText(groups)
  const c = useText(common)
  const say = useErrorText()
  const toast = useToast()
  const form = useId()
  const [name, setName] = useState(group?.name ?? '')
  const [personIds, setPersonIds] = useState<readonly string[]>(group?.personIds ?? [])
  const [windows, setWindows] = useState<readonly TimeWindow[]>(group?.allowed ?? [])
  const [isSent, setSent] = useState(false)
  const add = useChange('POST /groups', ['GET /groups'])
  const save = useChange('PATCH /groups/:groupId', ['GET /groups'])
  const error = add.error ?? save.error
  const areSound = windows.every(isSound)

  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    setSent(true)
    const wanted = name.trim()
    if (wanted === '' || !areSound) return
    const allowed = windows.map(({ days, from, to }) => ({ days: [...days], from, to }))
    const body = { name: wanted, personIds: [...personIds], allowed }
    const onSuccess = () => {
      toast({ text: t(group ? 'saved' : 'added', { name: wanted }) })
      onClose()
    }
    if (group) save.mutate({ params: { groupId: group.id }, body }, { onSuccess })
    else add.mutate({ body }, { onSuccess })
  }
  const nameError = isSent && name.trim() === '' ? t('noName') : error ? say(error) : undefined

  return (
    <Dialog
      title={group ? t('editTitle') : t('add')}
      isOpen
      isWide
      isDismissable={false}
      onClose={onClose}
      actions={
        <>
          <Button onPress={onClose}>{c('cancel')}</Button>
          <Button type="submit" form={form} tone="primary" isPending={add.isPending || save.isPending}>
            {group ? c('save') : t('add')}
          </Button>
        </>
      }
    >
      <form id={form} className="group-form" onSubmit={submit} noValidate>
        <Field
          label={t('name')}
          value={name}
          maxLength={200}
          autoComplete="off"
          autoFocus={!group}
          error={nameError}
          onChange={to => {
            setName(to)
            add.reset()
            save.reset()
          }}
        />
        <MembersField personIds={personIds} onChange={setPersonIds} />
        <div className="stack-close">
          <Switch
            label={t('limited')}
            hint={t('limitedHint')}
            isSelected={windows.length > 0}
            onChange={isOn => {
              setWindows(isOn ? [OFFICE] : [])
            }}
          />
          {windows.length > 0 && (
            <WindowRows
              windows={windows}
              first={OFFICE}
              error={isSent && !areSound ? t('badWindow') : undefined}
              onChange={setWindows}
            />
          )}
        </div>
      </form>
    </Dialog>
  )
}
