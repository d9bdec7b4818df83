// Which decisions of past events would change: the counts in words, then the events, each with before and after.

import { ArrowRight, CircleCheck, History } from 'lucide-react'
import { useState } from 'react'
import { Link } from 'wouter'
import type { ReplayedJson } from '../../../src/client.ts'
import { shotUrl } from '../api.ts'
import { OutcomeBadge } from '../components/badge.tsx'
import { Button } from '../components/button.tsx'
import { EmptyState } from '../components/notices.tsx'
import { Photo } from '../components/photo.tsx'
import { useFormat } from '../i18n/format.ts'
import { useText } from '../i18n/language.tsx'
import { decisions } from '../i18n/parts/decisions.ts'
import { toSearch } from '../timeline/filters.ts'
import { useWords } from '../timeline/words.ts'
import { summarise, type Outcome } from './replayed.ts'
import './decisions.css'

const AT_FIRST = 12

export function ReplayResult({ replayed }: { readonly replayed: ReplayedJson }) {
  const t = useText(decisions)
  const format = useFormat()
  const { tried, same, changes } = summarise(replayed)
  const [isAll, setAll] = useState(false)
  if (replayed.events === 0) return <EmptyState icon={History} title={t('noEventsTitle')} text={t('noEventsText')} />
  if (tried === 0) return <EmptyState icon={History} title={t('noneKeptTitle')} text={t('noneKeptText')} />
  const changed = changes.reduce((sum, { events }) => sum + events, 0)
  const shown = isAll ? replayed.changes : replayed.changes.slice(0, AT_FIRST)
  const thresholds = [replayed.before.threshold, replayed.after.threshold].map(format.similarity)
  return (
    <div className="replay">
      <div>
        <p className="replay-same numbers">
          {changed === 0 && <CircleCheck size={18} aria-hidden />}
          {changed === 0 ? t('allSame', { count: tried }) : t('same', { tried, count: same })}
        </p>
        {changes.length > 0 && (
          <ul className="replay-counts numbers">
            {changes.map(({ kind, events }) => (
              <li key={kind}>{t(`c_${kind}`, { count: events })}</li>
            ))}
          </ul>
        )}
        <p className="soft small numbers">
          {thresholds[0] !== thresholds[1] && t('thresholds', { before: thresholds[0]!, after: thresholds[1]! })}{' '}
          {replayed.skipped > 0 && t('skipped', { count: replayed.skipped })}
        </p>
      </div>
      {shown.length > 0 && (
        <ul className="replay-changes" aria-label={t('changes')}>
          {shown.map(change => (
            <Change key={change.event.id} {...change} />
          ))}
        </ul>
      )}
      <div className="row">
        {shown.length < replayed.changes.length && (
          <Button
            onPress={() => {
              setAll(true)
            }}
          >
            {t('showAll', { count: replayed.changes.length })}
          </Button>
        )}
        {replayed.changes.length < changed && (
          <span className="soft small">{t('newestOnly', { count: replayed.changes.length })}</span>
        )}
      </div>
    </div>
  )
}

function Change({ event, after }: ReplayedJson['changes'][number]) {
  const t = useText(decisions)
  const format = useFormat()
  const words = useWords()
  const { decision, correction } = event
  return (
    <li className="replay-change">
      <Photo src={event.shot ? shotUrl(event.id) : null} alt="" size={44} name={decision.person?.name ?? '?'} />
      <div className="replay-what">
        <span className="replay-sides">
          <Side label={t('before')} outcome={decision.outcome} name={decision.person?.name} />
          <ArrowRight size={16} aria-hidden />
          <Side label={t('after')} outcome={after.outcome} name={after.person?.name} />
        </span>
        <span className="soft small numbers">
          <Link href={`/timeline${toSearch({}, event.id)}`} className="soft">
            {format.dateTime(event.startedAt)}
          </Link>
          {` · ${words.camera(event.camera)}`}
          {after.similarity !== null && ` · ${t('similarity', { similarity: format.similarity(after.similarity) })}`}
        </span>
        {correction && <span className="small">{words.corrected(correction)}</span>}
      </div>
    </li>
  )
}

function Side({
  label,
  outcome,
  name,
}: {
  readonly label: string
  readonly outcome: Outcome
  readonly name: string | undefined
}) {
  return (
    <span className="replay-side">
      <span className="hidden">{label}</span>
      {name === undefined ? <OutcomeBadge outcome={outcome} /> : <strong>{name}</strong>}
    </span>
  )
}
