// Gives photos to somebody else, or splits them off as a new person.

import { useState } from 'react'
import { useChange } from '../api.ts'
import { Button } from '../components/button.tsx'
import { Dialog } from '../components/dialog.tsx'
import { Field } from '../components/field.tsx'
import { ErrorNotice } from '../components/notices.tsx'
import { Tabs } from '../components/tabs.tsx'
import { useToast } from '../components/toast.tsx'
import { useText } from '../i18n/language.tsx'
import { common } from '../i18n/parts/common.ts'
import { people } from '../i18n/parts/people.ts'
import { PersonPicker } from './person-picker.tsx'

export interface MovePhotosDialogProps {
  readonly photoIds: readonly string[]
  readonly fromId: string
  readonly onClose: () => void
  readonly onDone: () => void
  /** Where it begins. */
  readonly start?: 'other' | 'new'
}

export function MovePhotosDialog({ photoIds, fromId, onClose, onDone, start = 'other' }: MovePhotosDialogProps) {
  const t = useText(people)
  const c = useText(common)
  const toast = useToast()
  const [tab, setTab] = useState<'other' | 'new'>(start)
  const [personId, setPersonId] = useState<string>()
  const [newName, setNewName] = useState('')
  const move = useChange('POST /photos/move', ['GET /people', 'GET /health/gallery'])
  const isNew = tab === 'new'
  const to = isNew ? newName.trim() !== '' && { newName: newName.trim() } : personId !== undefined && { personId }

  const run = () => {
    if (!to) return
    move.mutate(
      { body: { photoIds: [...photoIds], to } },
      {
        onSuccess: ({ name }) => {
          toast({ text: t('moved', { count: photoIds.length, name }) })
          onDone()
        },
      },
    )
  }

  return (
    <Dialog
      title={t('moveTitle', { count: photoIds.length })}
      isOpen
      onClose={onClose}
      isDismissable={false}
      actions={
        <>
          <Button onPress={onClose}>{c('cancel')}</Button>
          <Button tone="primary" isDisabled={!to} isPending={move.isPending} onPress={run}>
            {t(isNew ? 'split' : 'move')}
          </Button>
        </>
      }
    >
      {move.error && <ErrorNotice error={move.error} />}
      <Tabs
        label={t('moveTitle', { count: photoIds.length })}
        selected={tab}
        onSelect={setTab}
        tabs={[
          {
            id: 'other',
            title: t('moveToOther'),
            content: <PersonPicker except={fromId} picked={personId} onPick={setPersonId} />,
          },
          {
            id: 'new',
            title: t('moveToNew'),
            content: (
              <form
                onSubmit={event => {
                  event.preventDefault()
                  run()
                }}
              >
                <Field label={t('newName')} value={newName} onChange={setNewName} maxLength={200} autoComplete="off" />
              </form>
            ),
          },
        ]}
      />
    </Dialog>
  )
}
