// The few large numbers of a time, and how they compare with the time before.

import type { ReactNode } from 'react'
import type { StatisticsJson } from '../../../src/client.ts'
import { useText } from '../i18n/language.tsx'
import { place } from '../i18n/parts/place.ts'
import type { Period } from './range.ts'
import type { PlaceWords } from './use-place-words.ts'

const NONE = '–'

export interface FiguresProps {
  readonly statistics: StatisticsJson
  readonly before: StatisticsJson | undefined
  readonly period: Period
  readonly words: PlaceWords
}

export function Figures({ statistics: { totals }, before, period, words }: FiguresProps) {
  const t = useText(place)
  const { visits, people, visitors, anonymous, firstVisits, returning, repeatRate, medianDwellSeconds } = totals
  return (
    <dl className="place-figures">
      <Figure term={t('visits')} value={words.number(visits)}>
        <Growth now={visits} before={before?.totals.visits} period={period} />
        {anonymous > 0 && <span>{t('visitsStrangers', { count: anonymous })}</span>}
      </Figure>
      <Figure term={t('people')} value={words.number(people + visitors)}>
        {t('peopleOf', { people, visitors })}
      </Figure>
      <Figure
        term={t('returning')}
        value={firstVisits + returning === 0 ? NONE : words.percent(returning / (firstVisits + returning))}
      >
        {t('returningOf', { returning, first: firstVisits })}
      </Figure>
      <Figure term={t('repeat')} value={repeatRate === null ? NONE : words.percent(repeatRate)}>
        {t('repeatOf', { count: people + visitors })}
      </Figure>
      <Figure term={t('stay')} value={medianDwellSeconds === null ? NONE : words.span(medianDwellSeconds)}>
        {t('stayOf')}
      </Figure>
    </dl>
  )
}

const Figure = ({ term, value, children }: { readonly term: string; readonly value: string; readonly children: ReactNode }) => (
  <div className="place-figure">
    <dt className="soft small">{term}</dt>
    <dd>
      <span className="place-figure-value numbers">{value}</span>
      <span className="place-figure-more soft small">{children}</span>
    </dd>
  </div>
)

interface GrowthProps extends Pick<FiguresProps, 'period'> {
  readonly now: number
  readonly before: number | undefined
}

function Growth({ now, before, period: { days, isOpen } }: GrowthProps) {
  const t = useText(place)
  // Before the first camera there is nothing to compare with.
  if (before === undefined || before === 0) return null
  const then = days > 1 ? t('then_days', { days }) : t(isOpen ? 'then_today' : 'then_day')
  if (now === before) return <span>{t('same', { then })}</span>
  return <span>{t(now > before ? 'more' : 'fewer', { difference: Math.abs(now - before), then })}</span>
}
