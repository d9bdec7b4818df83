// Whether strangers are remembered: what that is, the decision in force, and how an administrator changes it.

import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { RememberingJson } from '../../../src/client.ts'
import { ask, useChange, useRole } from '../api.ts'
import { Badge } from '../components/badge.tsx'
import { Button } from '../components/button.tsx'
import { ConfirmDialog } from '../components/dialog.tsx'
import { ErrorNotice, Skeleton } from '../components/notices.tsx'
import { useToast } from '../components/toast.tsx'
import { useFormat } from '../i18n/format.ts'
import { useText } from '../i18n/language.tsx'
import { remembering as texts } from '../i18n/parts/remembering.ts'
import { REMEMBERING_ROUTES, RememberingDialog } from './remembering-dialog.tsx'

export function Remembering() {
  const t = useText(texts)
  const isAdmin = useRole('admin')
  const { data: decision, error } = useQuery(ask('GET /remembering'))
  const [doing, setDoing] = useState<'on' | 'off'>()
  const close = () => {
    setDoing(undefined)
  }
  if (error) return <ErrorNotice error={error} />
  if (!decision) return <Skeleton height={200} />
  return (
    <section className="card" aria-labelledby="remembering">
      <div className="row">
        <h2 id="remembering">{t('title')}</h2>
        <Badge tone={decision.on ? 'unknown' : 'neutral'}>{t(decision.on ? 'on' : 'off')}</Badge>
      </div>
      <p className="soft">{t('why')}</p>
      {decision.on && <Decided decision={decision} />}
      {isAdmin && (
        <div className="row">
          <Button
            tone={decision.on ? 'plain' : 'primary'}
            onPress={() => {
              setDoing('on')
            }}
          >
            {t(decision.on ? 'change' : 'turnOn')}
          </Button>
          {decision.on && (
            <Button
              onPress={() => {
                setDoing('off')
              }}
            >
              {t('turnOff')}
            </Button>
          )}
        </div>
      )}
      {doing === 'on' && <RememberingDialog decision={decision} onClose={close} />}
      {doing === 'off' && <TurnOffDialog onClose={close} />}
    </section>
  )
}

function Decided({ decision }: { readonly decision: Extract<RememberingJson, { on: true }> }) {
  const t = useText(texts)
  const format = useFormat()
  const { data: cameras } = useQuery(ask('GET /cameras'))
  const { cameraIds } = decision
  // A camera that is gone has no name any more.
  const names = cameraIds?.map(id => cameras?.find(camera => camera.id === id)?.name).filter(name => name !== undefined)
  return (
    <div className="remembering-decided">
      <div>
        <h3>{t('ground')}</h3>
        <blockquote>{decision.ground}</blockquote>
      </div>
      <ul className="facts">
        <li>{t('keptFor', { count: decision.retentionDays })}</li>
        {(!cameraIds || cameras) && <li>{names ? t('at', { cameras: format.list(names) }) : t('allCameras')}</li>}
      </ul>
      <p className="soft small">{t('decided', { date: format.dateTime(decision.since), by: decision.by })}</p>
    </div>
  )
}

function TurnOffDialog({ onClose }: { readonly onClose: () => void }) {
  const t = useText(texts)
  const toast = useToast()
  const change = useChange('PUT /remembering', REMEMBERING_ROUTES)
  return (
    <ConfirmDialog
      title={t('turnOffTitle')}
      confirm={t('turnOffConfirm')}
      isDanger
      isOpen
      isPending={change.isPending}
      onClose={onClose}
      onConfirm={() => {
        const onSuccess = () => {
          toast({ text: t('turnedOff') })
          onClose()
        }
        change.mutate({ body: { on: false } }, { onSuccess })
      }}
    >
      {change.error && <ErrorNotice error={change.error} />}
      <p>{t('turnOffText')}</p>
    </ConfirmDialog>
  )
}
