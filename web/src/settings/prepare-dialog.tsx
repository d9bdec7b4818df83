// Before another model pack is prepared: what will happen, in which order, and that nothing changes by it yet.

import { useMutation } from '@tanstack/react-query'
import { api } from '../api.ts'
import { Button } from '../components/button.tsx'
import { Dialog } from '../components/dialog.tsx'
import { ErrorNotice } from '../components/notices.tsx'
import { useText } from '../i18n/language.tsx'
import { common } from '../i18n/parts/common.ts'
import { models } from '../i18n/parts/models.ts'
import { useFollow } from './use-model-change.ts'

export interface PrepareDialogProps {
  readonly pack: string
  readonly from: string
  readonly isReady: boolean
  readonly onClose: () => void
}

export function PrepareDialog({ pack, from, isReady, onClose }: PrepareDialogProps) {
  const t = useText(models)
  const c = useText(common)
  const follow = useFollow()
  const prepare = useMutation({
    mutationFn: () => api('POST /models/change', { body: { pack } }),
    onSuccess: change => {
      onClose()
      follow(change)
    },
  })
  return (
    <Dialog
      title={t('prepareTitle', { pack })}
      isOpen
      onClose={onClose}
      actions={
        <>
          <Button onPress={onClose}>{c('cancel')}</Button>
          <Button
            tone="primary"
            isPending={prepare.isPending}
            onPress={() => {
              prepare.mutate()
            }}
          >
            {t('prepare')}
          </Button>
        </>
      }
    >
      {prepare.error && <ErrorNotice error={prepare.error} />}
      <p>{t('prepareText', { from })}</p>
      <ol className="prepare-steps">
        {!isReady && <li>{t('step_download', { pack })}</li>}
        <li>{t('step_embed')}</li>
        <li>{t('step_compare')}</li>
        <li>{t('step_switch')}</li>
      </ol>
    </Dialog>
  )
}
