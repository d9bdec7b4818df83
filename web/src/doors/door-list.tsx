// All doors, and the dialogs that add, change, delete one and give it a kiosk.

import { useQuery } from '@tanstack/react-query'
import { DoorOpen, Plus } from 'lucide-react'
import { useState } from 'react'
import type { DoorJson } from '../../../src/client.ts'
import { ask, useChange, useRole } from '../api.ts'
import { Button } from '../components/button.tsx'
import { DeleteDialog } from '../components/delete-dialog.tsx'
import { Banner, EmptyState, ErrorNotice, Skeleton } from '../components/notices.tsx'
import { useToast } from '../components/toast.tsx'
import { useText } from '../i18n/language.tsx'
import { doors as texts } from '../i18n/parts/doors.ts'
import { DoorDialog } from './door-dialog.tsx'
import { DoorRow } from './door-row.tsx'
import { KioskDialog } from './kiosk-dialog.tsx'

type Open = { readonly what: 'add' } | { readonly what: 'change' | 'delete' | 'kiosk'; readonly door: DoorJson }

export function DoorList() {
  const t = useText(texts)
  const toast = useToast()
  const mayChange = useRole('admin')
  const { data: doors, error, refetch } = useQuery({ ...ask('GET /doors'), refetchInterval: 5000 })
  const [open, setOpen] = useState<Open>()
  const close = () => {
    setOpen(undefined)
  }
  const add = mayChange && (
    <Button
      tone="primary"
      onPress={() => {
        setOpen({ what: 'add' })
      }}
    >
      <Plus size={18} aria-hidden />
      {t('add')}
    </Button>
  )
  if (error && !doors) return <ErrorNotice error={error} onRetry={() => void refetch()} />
  if (!doors) return <Skeleton height={260} />
  return (
    <div className="doors">
      {doors.length === 0 ? (
        <EmptyState icon={DoorOpen} title={t('emptyTitle')} text={t(mayChange ? 'emptyText' : 'emptyOperator')}>
          {add}
        </EmptyState>
      ) : (
        <>
          {!mayChange && <Banner>{t('operatorMay')}</Banner>}
          <div className="doors-head">
            <p className="soft">{t('text')}</p>
            {add}
          </div>
          <ul className="doors">
            {doors.map(door => {
              const opening = (what: 'change' | 'delete' | 'kiosk') => () => {
                setOpen({ what, door })
              }
              return (
                <DoorRow
                  key={door.id}
                  door={door}
                  mayChange={mayChange}
                  onChange={opening('change')}
                  onDelete={opening('delete')}
                  onKiosk={opening('kiosk')}
                />
              )
            })}
          </ul>
        </>
      )}
      {(open?.what === 'add' || open?.what === 'change') && (
        <DoorDialog
          door={open.what === 'change' ? open.door : undefined}
          onClose={close}
          onAdded={door => {
            toast({ text: t('added', { name: door.name }) })
            if (door.source.kind === 'kiosk') setOpen({ what: 'kiosk', door })
            else close()
          }}
        />
      )}
      {open?.what === 'kiosk' && <KioskDialog door={open.door} onClose={close} />}
      {open?.what === 'delete' && <DeleteDoor door={open.door} onClose={close} />}
      {doors.length > 0 && <p className="soft small">{t('notClaimed')}</p>}
    </div>
  )
}

function DeleteDoor({ door: { id, name }, onClose }: { readonly door: DoorJson; readonly onClose: () => void }) {
  const t = useText(texts)
  const remove = useChange('DELETE /doors/:doorId', ['GET /doors'])
  return (
    <DeleteDialog
      title={t('deleteTitle', { name })}
      text={t('deleteText')}
      deleted={t('deleted', { name })}
      isPending={remove.isPending}
      onDelete={outcome => {
        remove.mutate({ params: { doorId: id } }, outcome)
      }}
      onClose={onClose}
    />
  )
}
