// Makes the link of a kiosk: shown this once, with how to use it.

import type { DoorJson } from '../../../src/client.ts'
import { useChange } from '../api.ts'
import { Button } from '../components/button.tsx'
import { CopyLine } from '../components/copy-line.tsx'
import { Dialog } from '../components/dialog.tsx'
import { Banner, ErrorNotice } from '../components/notices.tsx'
import { useText } from '../i18n/language.tsx'
import { common } from '../i18n/parts/common.ts'
import { doors } from '../i18n/parts/doors.ts'

export function KioskDialog({ door: { id, name }, onClose }: { readonly door: DoorJson; readonly onClose: () => void }) {
  const t = useText(doors)
  const c = useText(common)
  const make = useChange('POST /doors/:doorId/kiosk', ['GET /doors', 'GET /keys'])
  return (
    <Dialog
      title={t('kioskTitle', { name })}
      isOpen
      isDismissable={false}
      onClose={onClose}
      actions={
        make.data ? (
          <Button tone="primary" onPress={onClose}>
            {c('done')}
          </Button>
        ) : (
          <>
            <Button onPress={onClose}>{c('cancel')}</Button>
            <Button
              tone="primary"
              isPending={make.isPending}
              onPress={() => {
                make.mutate({ params: { doorId: id } })
              }}
            >
              {t('kioskMake')}
            </Button>
          </>
        )
      }
    >
      {make.error && <ErrorNotice error={make.error} />}
      <p>{t('kioskText')}</p>
      {make.data && (
        <>
          <Banner tone="warning">{t('kioskOnce')}</Banner>
          <CopyLine value={new URL(make.data.path, location.origin).href} />
          <ol className="steps-list">
            <li>{t('kioskStep1')}</li>
            <li>{t('kioskStep2')}</li>
            <li>{t('kioskStep3')}</li>
          </ol>
        </>
      )}
    </Dialog>
  )
}
