// What somebody at a door sees: themselves, one sentence, what to do, and a few buttons.

import {
  CircleCheck,
  CircleX,
  DoorClosedLocked,
  LoaderCircle,
  Power,
  Timer,
  TriangleAlert,
  Users,
  WifiOff,
  type LucideIcon,
} from 'lucide-react'
import type { DoorView } from '../../../src/client.ts'
import { Button } from '../components/button.tsx'
import { useText } from '../i18n/language.tsx'
import { kiosk } from '../i18n/parts/kiosk.ts'
import { isMirrored } from '../live/camera.ts'
import { Corner } from './corner.tsx'
import { Flood } from './flood.tsx'
import { Mirror } from './mirror.tsx'
import { PinPad } from './pin-pad.tsx'
import { SecondsLeft } from './seconds-left.tsx'
import { progressOf, toneOf } from './sign.ts'
import type { Link } from './standing.ts'
import { useDoor, type DoorPlace } from './use-door.ts'
import { useKioskKeys } from './use-kiosk-keys.ts'
import type { Sounds } from './use-sounds.ts'

/** Over the picture, where there is nothing to look at oneself for. */
const BIG: Partial<Readonly<Record<DoorView['state'], LucideIcon>>> = {
  off: Power,
  opened: CircleCheck,
  refused: CircleX,
  paused: Timer,
  locked: DoorClosedLocked,
  fault: TriangleAlert,
  waiting_for_second_person: Users,
}
const MID_ATTEMPT: ReadonlySet<DoorView['state']> = new Set(['looking', 'challenge', 'factor', 'waiting_for_second_person'])

export interface KioskScreenProps {
  readonly place: DoorPlace
  readonly stream: MediaStream
  readonly sounds: Sounds
}

export function KioskScreen({ place, stream, sounds }: KioskScreenProps) {
  const t = useText(kiosk)
  const { video, standing, say } = useDoor(place, stream, sounds.play)
  const { view, link, sign, waitUntil } = standing
  const step = view?.step ?? null
  const mayChange = view?.state === 'challenge' && step !== null && step.alternatives > 0
  const mayBegin = view !== undefined && MID_ATTEMPT.has(view.state)
  const change = () => {
    if (mayChange) say({ type: 'another_movement' })
  }
  const begin = () => {
    if (mayBegin) say({ type: 'begin_again' })
  }
  useKioskKeys({ a: change, b: begin }, view?.state !== 'factor')
  useKioskKeys({ escape: begin }, view?.state === 'factor')

  return (
    <div className="kiosk-body" data-state={view?.state ?? link}>
      {view?.colours && <Flood key={view.colours.nonce} colours={view.colours} />}
      {step?.action === 'follow_dot' && step.dot && !step.returning && (
        <span
          key={step.index}
          className="follow-dot"
          style={{ left: `${step.dot.x * 100}%`, top: `${step.dot.y * 100}%` }}
          aria-hidden
        />
      )}
      <div className="kiosk-picture">
        <Mirror
          video={video}
          isMirrored={isMirrored(stream)}
          tone={view ? toneOf(view) : 'wait'}
          progress={view ? progressOf(view) : 0}
          step={step}
        />
        <Big view={view} link={link} />
      </div>
      <div className="kiosk-words">
        <p className="kiosk-door">{view?.doorName}</p>
        <div role="status" className="kiosk-sign" data-tone={view ? toneOf(view) : 'wait'}>
          {view ? (
            <>
              <p>{sign.shown && t(sign.shown)}</p>
              {view.state === 'opened' && view.person && <p className="kiosk-name">{view.person.name}</p>}
              {view.state === 'locked' && <p className="kiosk-more">{t('lockedMore')}</p>}
              {view.state === 'off' && <p className="kiosk-more">{t('offMore')}</p>}
              {view.state === 'fault' && <p className="kiosk-more">{t('faultMore')}</p>}
            </>
          ) : (
            <LinkWords link={link} />
          )}
        </div>
        {view && waitUntil !== undefined && view.state !== 'opened' && <SecondsLeft until={waitUntil} />}
        {step && <p className="kiosk-more">{t('stepOf', { step: Math.min(step.index + 1, step.of), of: step.of })}</p>}
        {view?.colours && <p className="kiosk-more">{t('coloursNote')}</p>}
        {view?.state === 'factor' && (
          <PinPad
            factors={view.factors}
            onSend={value => {
              say({ type: 'factor', value })
            }}
          />
        )}
        <div className="kiosk-buttons">
          {mayChange && (
            <Button onPress={change}>
              {t('another')}
              <kbd>A</kbd>
            </Button>
          )}
          {mayBegin && (
            <Button onPress={begin}>
              {t('begin')}
              <kbd>{view.state === 'factor' ? 'Esc' : 'B'}</kbd>
            </Button>
          )}
        </div>
      </div>
      <Corner sounds={sounds} keysOn={view?.state !== 'factor'} />
    </div>
  )
}

function LinkWords({ link }: { readonly link: Link }) {
  const t = useText(kiosk)
  if (link === 'open' || link === 'connecting') return <p>{t('connecting')}</p>
  return (
    <>
      <p>{t(link)}</p>
      <p className="kiosk-more">{t(link === 'gone' ? 'goneMore' : 'turnedAwayMore')}</p>
    </>
  )
}

function Big({ view, link }: { readonly view: DoorView | undefined; readonly link: Link }) {
  const Icon = view ? BIG[view.state] : link === 'gone' || link === 'turned_away' ? WifiOff : LoaderCircle
  if (!Icon) return null
  return (
    <span className="kiosk-big" data-tone={view ? toneOf(view) : 'wait'} data-turning={Icon === LoaderCircle || undefined}>
      <Icon aria-hidden strokeWidth={1.4} />
    </span>
  )
}
