// The buttons below an event: not this person, this is somebody else, register a newcomer. Says why when they are not there.

import { useState } from 'react'
import { UserCheck, UserPlus, UserX } from 'lucide-react'
import { Link } from 'wouter'
import type { FaceEventJson } from '../../../src/client.ts'
import { Button } from '../components/button.tsx'
import { useText } from '../i18n/language.tsx'
import { timeline } from '../i18n/parts/timeline.ts'
import { RegisterFaceDialog, ThisIsDialog } from './identify-dialogs.tsx'
import { canSayNot, type CorrectionBody } from './use-corrections.ts'

export interface EventActionsProps {
  readonly event: FaceEventJson
  readonly mayCorrect: boolean
  readonly isBusy: boolean
  readonly onSay: (body: CorrectionBody) => Promise<boolean>
}

export function EventActions({ event, mayCorrect, isBusy, onSay }: EventActionsProps) {
  const t = useText(timeline)
  const [asked, setAsked] = useState<'is' | 'new'>()
  const close = () => {
    setAsked(undefined)
  }
  if (!mayCorrect) return <p className="soft small">{t('viewerOnly')}</p>
  const isNamed = event.person !== null
  const nearest = event.outcome === 'undecided' && !event.correction ? event.decision.candidates[0] : undefined
  return (
    <>
      {!event.correctable && <NotKept outcome={event.decision.outcome} />}
      <div className="row panel-actions">
        {event.correctable && canSayNot(event) && (
          <Button isPending={isBusy} onPress={() => void onSay({ kind: 'not' })}>
            <UserX size={18} aria-hidden />
            {t('notName', { name: event.person?.name ?? '' })}
          </Button>
        )}
        {event.correctable && nearest && (
          <Button tone="primary" isPending={isBusy} onPress={() => void onSay({ kind: 'is', personId: nearest.personId })}>
            <UserCheck size={18} aria-hidden />
            {t('thisIsName', { name: nearest.name })}
          </Button>
        )}
        {event.correctable && (
          <Button
            onPress={() => {
              setAsked('is')
            }}
          >
            <UserCheck size={18} aria-hidden />
            {t('thisIs')}
          </Button>
        )}
        {event.correctable && !isNamed && (
          <Button
            tone={nearest ? 'plain' : 'primary'}
            onPress={() => {
              setAsked('new')
            }}
          >
            <UserPlus size={18} aria-hidden />
            {t('register')}
          </Button>
        )}
      </div>
      {asked === 'is' && <ThisIsDialog event={event} onSay={onSay} onClose={close} />}
      {asked === 'new' && <RegisterFaceDialog event={event} onSay={onSay} onClose={close} />}
    </>
  )
}

const NotKept = ({ outcome }: { readonly outcome: FaceEventJson['outcome'] }) => {
  const t = useText(timeline)
  return (
    <p className="note soft small">
      <span>
        {t('notCorrectable')} {t(outcome === 'known' ? 'notCorrectableKnown' : 'notCorrectableUnknown')}{' '}
        <Link href="/settings/privacy">{t('privacySettings')}</Link>
      </span>
    </p>
  )
}
