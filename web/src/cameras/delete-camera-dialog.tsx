// The question before a camera is deleted.

import { useState } from 'react'
import { useQueryClient } from '@tanstack/react-query'
import { useLocation } from 'wouter'
import type { CameraJson } from '../../../src/client.ts'
import { api, refresh } from '../api.ts'
import { ConfirmDialog } from '../components/dialog.tsx'
import { useErrorText } from '../components/notices.tsx'
import { useToast } from '../components/toast.tsx'
import { useText } from '../i18n/language.tsx'
import { cameras } from '../i18n/parts/cameras.ts'

export function DeleteCameraDialog({
  camera: { id, name },
  onClose,
}: {
  readonly camera: CameraJson
  readonly onClose: () => void
}) {
  const t = useText(cameras)
  const client = useQueryClient()
  const toast = useToast()
  const say = useErrorText()
  const [, navigate] = useLocation()
  const [isPending, setPending] = useState(false)

  const remove = async () => {
    setPending(true)
    try {
      await api('DELETE /cameras/:cameraId', { params: { cameraId: id } })
      navigate('/cameras')
      await refresh(client, ['GET /cameras'])
      toast({ text: t('deleted', { name }) })
    } catch (error) {
      toast({ text: say(error) })
      onClose()
    }
  }
  return (
    <ConfirmDialog
      title={t('deleteTitle', { name })}
      confirm={t('delete')}
      isOpen
      isDanger
      isPending={isPending}
      onClose={onClose}
      onConfirm={() => void remove()}
    >
      <p>{t('deleteText')}</p>
    </ConfirmDialog>
  )
}
