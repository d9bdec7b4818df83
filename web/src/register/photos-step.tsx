// The second step: photos from the camera or from files, the strip of those taken, and Done.

import { Check } from 'lucide-react'
import { useState } from 'react'
import { Button } from '../components/button.tsx'
import { ConfirmDialog } from '../components/dialog.tsx'
import { Switch } from '../components/switch.tsx'
import { Tabs } from '../components/tabs.tsx'
import { useText } from '../i18n/language.tsx'
import { register } from '../i18n/parts/register.ts'
import { useShortcuts, useShortcutsOn } from '../live/shortcuts.ts'
import { CameraTab } from './camera-tab.tsx'
import { FilesTab } from './files-tab.tsx'
import { PhotoStrip } from './photo-strip.tsx'
import { PoseList } from './pose-list.tsx'
import type { Registration } from './use-registration.ts'

export interface PhotosStepProps {
  readonly enrolmentId: string
  readonly registration: Registration
}

export function PhotosStep({ enrolmentId, registration }: PhotosStepProps) {
  const t = useText(register)
  const [tab, setTab] = useState<'camera' | 'files'>('camera')
  const [isLeaving, setLeaving] = useState(false)
  const [keysOn, setKeysOn] = useShortcutsOn()
  const { strip, isBusy, judge, who } = registration
  const canFinish = strip.kept.length > 0 && !isBusy
  const finish = () => {
    if (canFinish) void registration.finish()
  }
  useShortcuts({ q: finish }, keysOn)

  return (
    <div className="photos-step">
      <Tabs
        label={t('stepPhotos')}
        selected={tab}
        onSelect={setTab}
        tabs={[
          {
            id: 'camera',
            title: t('camera'),
            content: <CameraTab enrolmentId={enrolmentId} strip={strip} keysOn={keysOn} onVerdict={judge} />,
          },
          {
            id: 'files',
            title: t('files'),
            content: <FilesTab enrolmentId={enrolmentId} name={who.name} onVerdict={judge} onFail={registration.fail} />,
          },
        ]}
      />
      <div className="photos-side">
        <PoseList strip={strip} />
        <PhotoStrip
          enrolmentId={enrolmentId}
          registration={registration}
          emptyText={t(tab === 'camera' ? 'stripEmpty' : 'stripEmptyFiles')}
        />
        <div className="photos-foot">
          <div className="row">
            <Button tone="primary" isDisabled={strip.kept.length === 0} isPending={isBusy} onPress={finish}>
              <Check size={18} aria-hidden />
              {t(isBusy ? 'finishing' : 'done')}
            </Button>
            <Button
              tone="quiet"
              onPress={() => {
                if (strip.kept.length > 0) setLeaving(true)
                else registration.startAnew()
              }}
            >
              {t('cancel')}
            </Button>
          </div>
          {strip.kept.length === 0 && <p className="small soft">{t('needOne')}</p>}
          <div className="wide-only">
            <Switch label={t('keysHelp')} isSelected={keysOn} onChange={setKeysOn} />
          </div>
        </div>
      </div>
      <ConfirmDialog
        title={t('leaveTitle')}
        confirm={t('leaveYes')}
        isDanger
        isOpen={isLeaving}
        onClose={() => {
          setLeaving(false)
        }}
        onConfirm={registration.startAnew}
      >
        <p>{t('leaveText')}</p>
      </ConfirmDialog>
    </div>
  )
}
