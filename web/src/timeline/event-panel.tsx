// Everything about one event: who, where and when, why it was decided so, and what an operator can say about it.

import type { KeyboardEvent, ReactNode } from 'react'
import { ChevronDown, ChevronUp, Trash2, X } from 'lucide-react'
import { Link } from 'wouter'
import type { FaceEventJson } from '../../../src/client.ts'
import { shotUrl, useRole } from '../api.ts'
import { OutcomeBadge } from '../components/badge.tsx'
import { IconButton } from '../components/button.tsx'
import { LivenessNote } from '../components/liveness.tsx'
import { Photo } from '../components/photo.tsx'
import { useFormat } from '../i18n/format.ts'
import { useText } from '../i18n/language.tsx'
import { common } from '../i18n/parts/common.ts'
import { timeline } from '../i18n/parts/timeline.ts'
import { CandidateBars } from './candidate-bars.tsx'
import { CorrectionNote } from './correction-note.tsx'
import { EventActions } from './event-actions.tsx'
import { canSayNot, type Corrections } from './use-corrections.ts'
import { useWords } from './words.ts'

export interface EventPanelProps {
  readonly event: FaceEventJson
  readonly corrections: Corrections
  readonly onClose: () => void
  /** Undefined at either end of the list. */
  readonly onNewer: (() => void) | undefined
  readonly onEarlier: (() => void) | undefined
}

export function EventPanel({ event, corrections, onClose, onNewer, onEarlier }: EventPanelProps) {
  const t = useText(timeline)
  const words = useText(common)
  const format = useFormat()
  const say = useWords()
  const mayCorrect = useRole('operator')
  const { decision } = event
  const who = say.who(event)

  const press = ({ key, target, ctrlKey, metaKey, altKey }: KeyboardEvent) => {
    if (target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement || ctrlKey || metaKey || altKey) return
    if (key === 'Escape') onClose()
    if (key.toLowerCase() === 'n' && mayCorrect && canSayNot(event)) void corrections.correct(event, { kind: 'not' })
  }

  return (
    <article className="panel" aria-label={who} onKeyDown={press}>
      <div className="panel-bar">
        <IconButton label={t('newer')} isDisabled={!onNewer} onPress={() => onNewer?.()}>
          <ChevronUp size={20} aria-hidden />
        </IconButton>
        <IconButton label={t('earlier')} isDisabled={!onEarlier} onPress={() => onEarlier?.()}>
          <ChevronDown size={20} aria-hidden />
        </IconButton>
        {mayCorrect && (
          <IconButton
            className="panel-delete"
            label={words('delete')}
            onPress={() => {
              onClose()
              corrections.remove(event.id)
            }}
          >
            <Trash2 size={18} aria-hidden />
          </IconButton>
        )}
        <IconButton className="panel-close" label={words('close')} onPress={onClose}>
          <X size={20} aria-hidden />
        </IconButton>
      </div>
      <header className="panel-head">
        <Photo
          src={event.shot ? shotUrl(event.id) : null}
          alt={t('shotOf', { name: who })}
          size={112}
          name={event.person?.name ?? '?'}
        />
        <div className="panel-who">
          <h2>{event.person ? <Link href={`/people/${event.person.id}`}>{who}</Link> : who}</h2>
          <OutcomeBadge outcome={event.outcome} />
          <LivenessNote liveness={decision.liveness} />
          <p>{say.camera(event.camera)}</p>
          <p className="soft small numbers">
            <time dateTime={event.startedAt}>{format.dateTime(event.startedAt)}</time> · {say.howLong(event)}
          </p>
        </div>
      </header>
      {event.correction && (
        <CorrectionNote
          event={event}
          correction={event.correction}
          isBusy={corrections.busyId === event.id}
          onUndo={mayCorrect ? () => void corrections.undo(event.id) : undefined}
        />
      )}
      <EventActions
        event={event}
        mayCorrect={mayCorrect}
        isBusy={corrections.busyId === event.id}
        onSay={body => corrections.correct(event, body)}
      />
      <Section title={t('why')}>
        <ul className="reasons">
          {say.reasons(decision).map(sentence => (
            <li key={sentence}>{sentence}</li>
          ))}
        </ul>
      </Section>
      <Section title={t('candidates')}>
        <CandidateBars decision={decision} />
      </Section>
      <dl className="facts numbers">
        <Fact term={t('quality')}>{t('qualityOf', { quality: Math.round(event.quality) })}</Fact>
        <Fact term={t('frames')}>{format.number(event.frames)}</Fact>
        <Fact term={t('margin')}>{decision.margin === null ? '–' : format.similarity(decision.margin)}</Fact>
        <Fact term={t('since')}>{say.clock(event.startedAt)}</Fact>
        <Fact term={t('until')}>{event.endedAt === null ? t('stillThere') : say.clock(event.endedAt)}</Fact>
      </dl>
    </article>
  )
}

const Section = ({ title, children }: { readonly title: string; readonly children: ReactNode }) => (
  <section className="panel-section">
    <h3>{title}</h3>
    {children}
  </section>
)

const Fact = ({ term, children }: { readonly term: string; readonly children: ReactNode }) => (
  <div>
    <dt className="soft small">{term}</dt>
    <dd>{children}</dd>
  </div>
)
