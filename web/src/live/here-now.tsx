// The list beside the picture: who is here now, how surely, and what can be done about somebody unknown.

import { useQuery } from '@tanstack/react-query'
import { CircleDashed, CircleHelp, UserPlus } from 'lucide-react'
import { Link } from 'wouter'
import type { LiveFace } from '../../../src/client.ts'
import { ask, photoUrl } from '../api.ts'
import { OutcomeBadge } from '../components/badge.tsx'
import { Button } from '../components/button.tsx'
import { LivenessNote } from '../components/liveness.tsx'
import { Photo } from '../components/photo.tsx'
import { useFormat } from '../i18n/format.ts'
import { useText } from '../i18n/language.tsx'
import { live } from '../i18n/parts/live.ts'
import type { Present } from './presence.ts'
import type { Announcement } from './use-presence.ts'

export interface HereNowProps {
  readonly present: readonly Present[]
  readonly announcement: Announcement
  readonly isRunning: boolean
  /** Undefined for whoever may not register people. */
  readonly onRegister: ((face: LiveFace) => void) | undefined
}

export function HereNow({ present, announcement, isRunning, onRegister }: HereNowProps) {
  const t = useText(live)
  return (
    <section className="here-now" aria-labelledby="here-now">
      <h2 id="here-now">{t('hereNow')}</h2>
      {present.length === 0 && <p className="soft">{t(isRunning ? 'nobodyHere' : 'notRunning')}</p>}
      <ul>
        {present.map(({ key, face }) => (
          <li key={key} className="here">
            {face.decision.outcome === 'known' && face.decision.person ? (
              <Known face={face} person={face.decision.person} />
            ) : (
              <Nameless face={face} onRegister={onRegister} />
            )}
          </li>
        ))}
      </ul>
      <p className="hidden" role="status">
        <span key={announcement.number}>{announcement.names.map(name => t('isHere', { name })).join(' ')}</span>
      </p>
    </section>
  )
}

function Known({ face, person }: { readonly face: LiveFace; readonly person: { readonly id: string; readonly name: string } }) {
  const { data } = useQuery(ask('GET /people/:personId', { params: { personId: person.id } }))
  return (
    <>
      <Photo src={data?.coverId && photoUrl(data.coverId)} alt="" size={44} isRound name={person.name} />
      <div className="here-words">
        <Link href={`/people/${person.id}`} className="here-name">
          {person.name}
        </Link>
        <Similarity face={face} />
        <LivenessNote liveness={face.decision.liveness} />
      </div>
      <OutcomeBadge outcome="known" />
    </>
  )
}

function Nameless({ face, onRegister }: { readonly face: LiveFace; readonly onRegister: HereNowProps['onRegister'] }) {
  const t = useText(live)
  const isUnknown = face.decision.outcome === 'unknown'
  const Icon = isUnknown ? CircleHelp : CircleDashed
  return (
    <>
      <span className="here-icon" data-outcome={face.decision.outcome}>
        <Icon size={24} aria-hidden />
      </span>
      <div className="here-words">
        <span className="here-name">{t(isUnknown ? 'unknown' : 'undecidedLong')}</span>
        <Similarity face={face} />
        {face.decision.liveness?.outcome === 'attack' && <LivenessNote liveness={face.decision.liveness} />}
      </div>
      {isUnknown && onRegister && (
        <Button
          aria-label={t('registerUnknown')}
          onPress={() => {
            onRegister(face)
          }}
        >
          <UserPlus size={16} aria-hidden />
          {t('register')}
        </Button>
      )}
    </>
  )
}

/** Of the most similar person; with the value from which a face is known, so that the number means something. */
function Similarity({ face: { decision } }: { readonly face: LiveFace }) {
  const t = useText(live)
  const format = useFormat()
  const first = decision.candidates[0]
  if (!first) return null
  return (
    <span className="small soft numbers">
      {t('similarity', { similarity: format.similarity(first.similarity) })}
      {decision.outcome !== 'known' && ` · ${t('threshold', { threshold: format.similarity(decision.threshold) })}`}
    </span>
  )
}
