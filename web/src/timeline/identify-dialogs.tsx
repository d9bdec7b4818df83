// Saying who a face is: somebody registered, or somebody new with their consent.

import { useState } from 'react'
import { useQuery } from '@tanstack/react-query'
import { CheckboxButton, CheckboxField } from 'react-aria-components'
import { Check } from 'lucide-react'
import type { FaceEventJson } from '../../../src/client.ts'
import { ask, shotUrl } from '../api.ts'
import { Button } from '../components/button.tsx'
import { Dialog } from '../components/dialog.tsx'
import { Field } from '../components/field.tsx'
import { Photo } from '../components/photo.tsx'
import { useText } from '../i18n/language.tsx'
import { common } from '../i18n/parts/common.ts'
import { register } from '../i18n/parts/register.ts'
import { timeline } from '../i18n/parts/timeline.ts'
import { PersonChooser } from './person-search.tsx'
import type { CorrectionBody } from './use-corrections.ts'

export interface IdentifyProps {
  readonly event: FaceEventJson
  readonly onSay: (body: CorrectionBody) => Promise<boolean>
  readonly onClose: () => void
}

const Shot = ({ event }: { readonly event: FaceEventJson }) => (
  <Photo src={event.shot ? shotUrl(event.id) : null} alt="" size={72} name="?" />
)

export function ThisIsDialog({ event, onSay, onClose }: IdentifyProps) {
  const t = useText(timeline)
  const words = useText(common)
  return (
    <Dialog title={t('thisIsTitle')} isOpen onClose={onClose} actions={<Button onPress={onClose}>{words('cancel')}</Button>}>
      <div className="face-and-text">
        <Shot event={event} />
        <p className="soft">{t('thisIsHelp')}</p>
      </div>
      <PersonChooser
        onChoose={({ id }) => {
          onClose()
          void onSay({ kind: 'is', personId: id })
        }}
      />
    </Dialog>
  )
}

export function RegisterFaceDialog({ event, onSay, onClose }: IdentifyProps) {
  const t = useText(timeline)
  const words = useText(common)
  const of = useText(register)
  const { data: settings } = useQuery(ask('GET /settings'))
  const [name, setName] = useState('')
  const [isGiven, setGiven] = useState(false)
  const [isSent, setSent] = useState(false)
  const [isPending, setPending] = useState(false)
  const text = settings?.consentText ?? of('consentDefault')

  const send = async () => {
    setSent(true)
    if (name.trim() === '' || !isGiven) return
    setPending(true)
    const done = await onSay({ kind: 'new', name: name.trim(), consent: { text, given: true } })
    setPending(false)
    if (done) onClose()
  }

  return (
    <Dialog
      title={t('registerTitle')}
      isOpen
      isDismissable={false}
      onClose={onClose}
      actions={
        <>
          <Button onPress={onClose}>{words('cancel')}</Button>
          <Button tone="primary" type="submit" form="register-face" isPending={isPending}>
            {t('register')}
          </Button>
        </>
      }
    >
      <form
        id="register-face"
        className="stack"
        noValidate
        onSubmit={submitted => {
          submitted.preventDefault()
          void send()
        }}
      >
        <div className="face-and-text">
          <Shot event={event} />
          <p className="soft">{t('registerHelp')}</p>
        </div>
        <Field
          label={of('name')}
          value={name}
          onChange={setName}
          autoFocus
          maxLength={200}
          autoComplete="off"
          error={isSent && name.trim() === '' ? of('nameMissing') : undefined}
        />
        <blockquote className="face-consent">{text}</blockquote>
        <div>
          <CheckboxField isSelected={isGiven} onChange={setGiven} isInvalid={isSent && !isGiven}>
            <CheckboxButton className="checkbox">
              <span className="checkbox-mark" aria-hidden>
                <Check size={14} strokeWidth={3} />
              </span>
              {t('consentGiven')}
            </CheckboxButton>
          </CheckboxField>
          {isSent && !isGiven && (
            <p className="field-error" role="alert">
              {of('consentMissing')}
            </p>
          )}
        </div>
      </form>
    </Dialog>
  )
}
