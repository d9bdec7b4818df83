// The own picture in an oval, like a mirror, and around it a ring that fills up; over it the movement asked for as a sign.

import { ArrowBigDown, ArrowBigLeft, ArrowBigRight, ArrowBigUp, EyeClosed, ScanFace, type LucideIcon } from 'lucide-react'
import type { RefObject } from 'react'
import type { DoorView } from '../../../src/client.ts'
import { useText } from '../i18n/language.tsx'
import { kiosk } from '../i18n/parts/kiosk.ts'
import type { Tone } from './sign.ts'

/** Left and right are the person's own, which are the screen's for whoever faces it. */
const MOVEMENTS: Readonly<Record<Exclude<NonNullable<DoorView['step']>['action'], 'follow_dot'>, LucideIcon>> = {
  turn_left: ArrowBigLeft,
  turn_right: ArrowBigRight,
  look_up: ArrowBigUp,
  look_down: ArrowBigDown,
  blink: EyeClosed,
  move_closer: ScanFace,
}

/** From the top clockwise, in a box of 100 by 130. */
const RING = 'M50 3a47 62 0 0 1 0 124a47 62 0 0 1 0 -124'

export interface MirrorProps {
  readonly video: RefObject<HTMLVideoElement | null>
  readonly isMirrored: boolean
  readonly tone: Tone
  /** 0–1. */
  readonly progress: number
  readonly step: DoorView['step']
}

export function Mirror({ video, isMirrored, tone, progress, step }: MirrorProps) {
  const t = useText(kiosk)
  const action = step && !step.returning ? step.action : undefined
  const Icon = action && action !== 'follow_dot' ? MOVEMENTS[action] : undefined
  return (
    <div className="mirror" data-tone={tone}>
      <video ref={video} autoPlay playsInline muted data-mirrored={isMirrored || undefined} aria-label={t('ownPicture')} />
      <svg className="mirror-ring" viewBox="0 0 100 130" aria-hidden>
        <path className="ring-ground" d={RING} />
        <path className="ring-done" d={RING} pathLength={1} strokeDasharray={`${progress} 1`} />
      </svg>
      {Icon && (
        <span key={`${step?.index}-${action}`} className="movement" data-action={action}>
          <Icon aria-hidden strokeWidth={1.2} fill={action === 'blink' || action === 'move_closer' ? 'none' : 'currentColor'} />
        </span>
      )}
    </div>
  )
}
