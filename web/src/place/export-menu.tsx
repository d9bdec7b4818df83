// Takes the visits shown away as a file.

import { Download, FileJson, FileSpreadsheet } from 'lucide-react'
import { useState } from 'react'
import { Button } from '../components/button.tsx'
import { Menu, MenuItem } from '../components/menu.tsx'
import { useErrorText } from '../components/notices.tsx'
import { useToast } from '../components/toast.tsx'
import { useText } from '../i18n/language.tsx'
import { place } from '../i18n/parts/place.ts'
import { exportCsv, exportJson, type VisitQuery } from './export.ts'

export function ExportMenu({ query, name }: { readonly query: VisitQuery; readonly name: string }) {
  const t = useText(place)
  const toast = useToast()
  const say = useErrorText()
  const [progress, setProgress] = useState<{ readonly done: number; readonly total: number }>()
  const [isBusy, setBusy] = useState(false)
  const run = async (work: () => Promise<void>) => {
    setBusy(true)
    try {
      await work()
    } catch (error) {
      toast({ text: say(error) })
    }
    setBusy(false)
    setProgress(undefined)
  }
  return (
    <>
      <span role="status" className="soft small numbers">
        {progress && t('exporting', progress)}
      </span>
      <Menu
        label={t('export')}
        trigger={
          <Button isDisabled={isBusy}>
            <Download size={18} aria-hidden />
            {t('export')}
          </Button>
        }
      >
        <MenuItem
          icon={<FileSpreadsheet size={16} aria-hidden />}
          text={t('exportCsv')}
          onAction={() => void run(() => exportCsv(query, name))}
        />
        <MenuItem
          icon={<FileJson size={16} aria-hidden />}
          text={t('exportJson')}
          onAction={() =>
            void run(() =>
              exportJson(query, name, (done, total) => {
                setProgress({ done, total })
              }),
            )
          }
        />
      </Menu>
    </>
  )
}
