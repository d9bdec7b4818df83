// What to expect of an operating point: threshold, wrong and missing names with their intervals, where that comes from, and warnings.

import { TriangleAlert } from 'lucide-react'
import { Link } from 'wouter'
import type { AnswerOf } from '../../../src/client.ts'
import { useRole } from '../api.ts'
import { useText } from '../i18n/language.tsx'
import { decisions } from '../i18n/parts/decisions.ts'
import { place } from './share.ts'
import { useRates } from './use-rates.ts'
import './decisions.css'

export type OperatingPointJson = AnswerOf<'GET /operating-point'>
type Estimate = NonNullable<OperatingPointJson['fpir']>

export interface OperatingPointViewProps {
  readonly point: OperatingPointJson
  /** It is of a choice that was changed since. */
  readonly isOld: boolean
}

export function OperatingPointView({ point, isOld }: OperatingPointViewProps) {
  const t = useText(decisions)
  const rates = useRates()
  const { fpir, fnir, wrongNames, warnings } = point
  return (
    <section className="expect" aria-label={t('expect')} aria-busy={isOld} data-old={isOld || undefined}>
      <h3>{t('expect')}</h3>
      <p className="numbers">{t('from', { threshold: rates.similarity(point.threshold) })}</p>
      {fpir || fnir ? (
        <div className="rates">
          {fpir && <Rate name={t('fpir')} estimate={fpir} tone="wrong" />}
          {fnir && <Rate name={t('fnir')} estimate={fnir} tone="missed" />}
          <div className="rate-axis soft small numbers" aria-hidden>
            <span>{rates.rate(1e-6)}</span>
            <span>{rates.rate(1e-3)}</span>
            <span>{t('all')}</span>
          </div>
        </div>
      ) : (
        <p>{t('notMeasured')}</p>
      )}
      {fpir && wrongNames?.per === 'camera_month' && (
        <p className="numbers">
          {t('perMonth', {
            count: rates.perMonth(fpir.value, wrongNames.strangersPerDay),
            strangers: wrongNames.strangersPerDay,
          })}
        </p>
      )}
      {warnings.length > 0 && (
        <ul className="expect-warnings">
          {warnings.map(warning => (
            <li key={warning}>
              <TriangleAlert size={18} aria-hidden />
              <span>
                {t(`w_${warning}`)} {warning === 'site_differs' && <ToHealth />}
              </span>
            </li>
          ))}
        </ul>
      )}
      <Origin point={point} />
    </section>
  )
}

function Rate({
  name,
  estimate: { value, low, high },
  tone,
}: {
  readonly name: string
  readonly estimate: Estimate
  readonly tone: 'wrong' | 'missed'
}) {
  const t = useText(decisions)
  const { rate } = useRates()
  const [from, to] = [place(low), place(high)]
  return (
    <div className="rate" data-tone={tone}>
      <div className="rate-words">
        <span>{name}</span>
        <span className="numbers">
          <strong>{t('about', { share: rate(value) })}</strong>
          <span className="soft small">{t('between', { low: rate(low), high: rate(high) })}</span>
        </span>
      </div>
      <div className="rate-line" aria-hidden>
        <span className="rate-interval" style={{ insetInlineStart: `${from * 100}%`, width: `${(to - from) * 100}%` }} />
        <span className="rate-dot" style={{ insetInlineStart: `${place(value) * 100}%` }} />
      </div>
    </div>
  )
}

function ToHealth() {
  const t = useText(decisions)
  return useRole('operator') ? <Link href="/health">{t('toHealth')}</Link> : null
}

function Origin({ point: { people, calibration, site, chosenBy } }: { readonly point: OperatingPointJson }) {
  const t = useText(decisions)
  const { shift, percent } = useRates()
  return (
    <div className="expect-origin soft small numbers">
      <h4>{t('origin')}</h4>
      <ul>
        <li>{t(chosenBy === 'similarity' ? 'peopleFixed' : 'people', { count: people })}</li>
        {calibration && <li>{t('calibration', calibration)}</li>}
        {calibration &&
          (site.weight > 0 ? (
            <li>
              {t('siteSome', {
                people: site.people,
                weight: percent(site.weight),
                shift: shift(site.shift.value),
                low: shift(site.shift.low),
                high: shift(site.shift.high),
              })}
            </li>
          ) : (
            <li>{t('siteNone', { shift: shift(site.shift.value) })}</li>
          ))}
      </ul>
    </div>
  )
}
