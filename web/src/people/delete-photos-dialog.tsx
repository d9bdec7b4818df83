// Asks before photos are deleted, since that cannot be undone.

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { api, refresh } from '../api.ts'
import { ConfirmDialog } from '../components/dialog.tsx'
import { ErrorNotice } from '../components/notices.tsx'
import { useToast } from '../components/toast.tsx'
import { useText } from '../i18n/language.tsx'
import { common } from '../i18n/parts/common.ts'
import { people } from '../i18n/parts/people.ts'

export interface DeletePhotosDialogProps {
  readonly photoIds: readonly string[]
  readonly onClose: () => void
  readonly onDone: () => void
}

export function DeletePhotosDialog({ photoIds, onClose, onDone }: DeletePhotosDialogProps) {
  const t = useText(people)
  const c = useText(common)
  const toast = useToast()
  const client = useQueryClient()
  const remove = useMutation({
    mutationFn: async () => {
      for (const photoId of photoIds) await api('DELETE /photos/:photoId', { params: { photoId } })
    },
    onSuccess: () => {
      toast({ text: t('photosDeleted', { count: photoIds.length }) })
      onDone()
    },
    onSettled: () => refresh(client, ['GET /people', 'GET /health/gallery']),
  })
  return (
    <ConfirmDialog
      title={t('deletePhotosTitle', { count: photoIds.length })}
      confirm={c('delete')}
      isDanger
      isOpen
      isPending={remove.isPending}
      onClose={onClose}
      onConfirm={() => {
        remove.mutate()
      }}
    >
      {remove.error && <ErrorNotice error={remove.error} />}
      <p>{t('deletePhotosText')}</p>
    </ConfirmDialog>
  )
}
