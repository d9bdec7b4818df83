// One line of the timeline: when, the best shot, who, where and how long.

import { CircleCheck, CircleDashed, CircleHelp, PencilLine, UserX } from 'lucide-react'
import type { FaceEventJson } from '../../../src/client.ts'
import { shotUrl } from '../api.ts'
import { IconButton } from '../components/button.tsx'
import { LivenessNote } from '../components/liveness.tsx'
import { Photo } from '../components/photo.tsx'
import { useText } from '../i18n/language.tsx'
import { common } from '../i18n/parts/common.ts'
import { timeline } from '../i18n/parts/timeline.ts'
import { canSayNot } from './use-corrections.ts'
import { useWords } from './words.ts'

const OUTCOME_ICONS = { known: CircleCheck, unknown: CircleHelp, undecided: CircleDashed } as const

export interface EventRowProps {
  readonly event: FaceEventJson
  /** Undefined: this reader may not. */
  readonly onNot: (() => void) | undefined
}

export function EventRow({ event, onNot }: EventRowProps) {
  const t = useText(timeline)
  const outcomes = useText(common)
  const words = useWords()
  const who = words.who(event)
  const Icon = OUTCOME_ICONS[event.outcome]
  const time = words.clock(event.startedAt)
  return (
    <>
      <time className="event-time numbers" dateTime={event.startedAt}>
        {time}
      </time>
      <Photo src={event.shot ? shotUrl(event.id) : null} alt="" size={56} name={event.person?.name ?? '?'} />
      <span className="event-text">
        <span className="event-who">
          <span className="event-name">{who}</span>
          <span className="event-outcome" data-outcome={event.outcome} title={outcomes(event.outcome)}>
            <Icon size={16} role="img" aria-label={outcomes(event.outcome)} />
          </span>
          {event.decision.liveness?.outcome === 'attack' && <LivenessNote liveness={event.decision.liveness} />}
          {event.correction && (
            <span className="event-corrected" title={t('corrected')}>
              <PencilLine size={14} role="img" aria-label={t('corrected')} />
            </span>
          )}
        </span>
        <span className="event-where soft small">
          <span className="event-time-inline numbers">{time} · </span>
          {words.camera(event.camera)} · <span data-there={event.endedAt === null || undefined}>{words.howLong(event)}</span>
        </span>
      </span>
      {onNot && canSayNot(event) && (
        <span className="event-quick">
          <IconButton label={t('notName', { name: who })} onPress={onNot}>
            <UserX size={18} aria-hidden />
          </IconButton>
        </span>
      )}
    </>
  )
}
