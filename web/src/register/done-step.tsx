// The person is stored: what now.

import { CircleCheck, UserPlus, Video } from 'lucide-react'
import { useEffect, useRef } from 'react'
import { Button, LinkButton } from '../components/button.tsx'
import { useText } from '../i18n/language.tsx'
import { register } from '../i18n/parts/register.ts'
import type { Stored } from './use-registration.ts'

export function DoneStep({ stored, onNext }: { readonly stored: Stored; readonly onNext: () => void }) {
  const t = useText(register)
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    heading.current?.focus()
  }, [])
  return (
    <div className="card done">
      <CircleCheck size={56} strokeWidth={1.6} aria-hidden />
      <h2 ref={heading} tabIndex={-1}>
        {t(stored.isNew ? 'doneTitle' : 'doneTitleAdded', { name: stored.name })}
      </h2>
      <p className="soft">{t('doneText', { count: stored.photos })}</p>
      <div className="row">
        <LinkButton to="/live?start" tone="primary">
          <Video size={18} aria-hidden />
          {t('seeLive')}
        </LinkButton>
        <LinkButton to={`/people/${stored.personId}`}>{t('toPerson', { name: stored.name })}</LinkButton>
        <Button onPress={onNext}>
          <UserPlus size={18} aria-hidden />
          {t('registerNext')}
        </Button>
      </div>
    </div>
  )
}
