// Deleting what is too old waits because the clock jumped: says so, and lets an administrator say that the clock is right.

import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { ask, useChange, useRole } from '../api.ts'
import { Button } from '../components/button.tsx'
import { ConfirmDialog } from '../components/dialog.tsx'
import { Banner, ErrorNotice } from '../components/notices.tsx'
import { useToast } from '../components/toast.tsx'
import { useFormat } from '../i18n/format.ts'
import { useText } from '../i18n/language.tsx'
import { remembering as texts } from '../i18n/parts/remembering.ts'

export function HeldRetention() {
  const t = useText(texts)
  const format = useFormat()
  const toast = useToast()
  const isAdmin = useRole('admin')
  const { data } = useQuery(ask('GET /retention'))
  const [isAsking, setIsAsking] = useState(false)
  const confirm = useChange('POST /retention/confirm', ['GET /retention', 'GET /status', 'GET /events', 'GET /audit'])
  if (!data?.held) return null
  const { jumpedHours, overdue, releasedAt } = data
  const open = () => {
    setIsAsking(true)
  }
  const close = () => {
    setIsAsking(false)
  }
  return (
    <>
      <Banner tone="warning" actions={isAdmin && <Button onPress={open}>{t('heldConfirm')}</Button>}>
        <strong>{jumpedHours === null ? t('heldUnknown') : t('held', { hours: t('heldHours', { count: jumpedHours }) })}</strong>
        <p>
          {t('heldOverdue', { count: overdue })} {releasedAt !== null && t('heldUntil', { when: format.dateTime(releasedAt) })}
        </p>
      </Banner>
      <ConfirmDialog
        title={t('heldTitle')}
        confirm={t('heldDelete')}
        isDanger
        isOpen={isAsking}
        isPending={confirm.isPending}
        onClose={close}
        onConfirm={() => {
          const onSuccess = () => {
            toast({ text: t('heldDone') })
            close()
          }
          confirm.mutate({}, { onSuccess })
        }}
      >
        {confirm.error && <ErrorNotice error={confirm.error} />}
        <p>{t('heldText', { count: overdue })}</p>
      </ConfirmDialog>
    </>
  )
}
