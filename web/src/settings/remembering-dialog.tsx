// Turning remembering on, or changing it: on which legal ground, for how long, before which cameras.

import { useQuery } from '@tanstack/react-query'
import { useState, type SubmitEvent } from 'react'
import type { ApiRoute, RememberingJson } from '../../../src/client.ts'
import { ask, useChange } from '../api.ts'
import { AllOrSome } from '../components/all-or-some.tsx'
import { Button } from '../components/button.tsx'
import { Dialog } from '../components/dialog.tsx'
import { Field } from '../components/field.tsx'
import { Banner, ErrorNotice } from '../components/notices.tsx'
import { NumberField } from '../components/number-field.tsx'
import { useToast } from '../components/toast.tsx'
import { useText } from '../i18n/language.tsx'
import { common } from '../i18n/parts/common.ts'
import { remembering as texts } from '../i18n/parts/remembering.ts'

export const REMEMBERING_ROUTES = [
  'GET /remembering',
  'GET /visitors',
  'GET /visitor-suggestions',
  'GET /visitor-changes',
  'GET /visits',
  'GET /audit',
] as const satisfies readonly ApiRoute[]

const FORM = 'remembering-form'
const DEFAULT_DAYS = 7
/** As the server asks. */
const SHORTEST_GROUND = 3

export interface RememberingDialogProps {
  readonly decision: RememberingJson
  readonly onClose: () => void
}

export function RememberingDialog({ decision, onClose }: RememberingDialogProps) {
  const t = useText(texts)
  const c = useText(common)
  const toast = useToast()
  const { data: cameras } = useQuery(ask('GET /cameras'))
  const [ground, setGround] = useState(decision.on ? decision.ground : '')
  const [retentionDays, setDays] = useState(decision.on ? decision.retentionDays : DEFAULT_DAYS)
  const [cameraIds, setCameraIds] = useState<readonly string[] | null>(decision.on ? decision.cameraIds : null)
  const [isSent, setSent] = useState(false)
  const change = useChange('PUT /remembering', REMEMBERING_ROUTES)
  const isGrounded = ground.trim().length >= SHORTEST_GROUND
  const hasCamera = cameraIds === null || cameraIds.length > 0
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    setSent(true)
    if (!isGrounded || !hasCamera) return
    change.mutate(
      { body: { on: true, ground: ground.trim(), retentionDays, cameraIds: cameraIds && [...cameraIds] } },
      {
        onSuccess: () => {
          toast({ text: decision.on ? c('saved') : t('turnedOn') })
          onClose()
        },
      },
    )
  }
  return (
    <Dialog
      title={t(decision.on ? 'changeTitle' : 'turnOnTitle')}
      isOpen
      onClose={onClose}
      isDismissable={false}
      actions={
        <>
          <Button onPress={onClose}>{c('cancel')}</Button>
          <Button tone="primary" type="submit" form={FORM} isPending={change.isPending}>
            {decision.on ? c('save') : t('turnOnConfirm')}
          </Button>
        </>
      }
    >
      <Banner>{t('turnOnText')}</Banner>
      <form id={FORM} onSubmit={submit} noValidate>
        {change.error && <ErrorNotice error={change.error} />}
        <Field
          multiline
          label={t('ground')}
          hint={t('groundHint')}
          value={ground}
          onChange={setGround}
          error={isSent && !isGrounded ? t('groundMissing') : undefined}
          maxLength={2000}
          isRequired
          autoFocus
        />
        <NumberField label={t('days')} hint={t('daysHint')} value={retentionDays} min={1} max={365} onChange={setDays} />
        <AllOrSome
          label={t('cameras')}
          all={t('allCameras')}
          some={t('someCameras')}
          options={(cameras ?? []).map(({ id, name }) => ({ value: id, text: name }))}
          value={cameraIds}
          onChange={setCameraIds}
          error={isSent && !hasCamera ? t('camerasMissing') : undefined}
        />
        <p className="soft small">{t('browsersNever')}</p>
      </form>
    </Dialog>
  )
}
