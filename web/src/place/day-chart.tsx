// How many came on which day: returning, for the first time, and those of whom nobody knows. Of one day, its hours.

import type { StatisticsJson } from '../../../src/client.ts'
import { useText } from '../i18n/language.tsx'
import { place } from '../i18n/parts/place.ts'
import { Bars, TONES } from './bars.tsx'
import { ChartFrame } from './chart-frame.tsx'
import { arrivalsByHour, isWeekly, toColumns, type Column } from './charts.ts'
import type { PlaceWords } from './use-place-words.ts'

export interface DayChartProps {
  readonly statistics: StatisticsJson
  readonly words: PlaceWords
}

export function DayChart({ statistics: { days }, words }: DayChartProps) {
  const t = useText(place)
  const columns = toColumns(days)
  const weekly = isWeekly(days)
  const name = ({ first, last }: Column): string =>
    weekly ? `${words.shortDay(first)} – ${words.shortDay(last)}` : words.day(first)
  const most = columns.reduce((a, b) => (b.visits > a.visits ? b : a))
  const mean = words.mean(columns.reduce((total, { visits }) => total + visits, 0) / columns.length)
  return (
    <ChartFrame
      title={t(weekly ? 'perWeek' : 'perDay')}
      summary={t(weekly ? 'perWeekMost' : 'perDayMost', { day: name(most), count: most.visits, mean })}
      legend={<Legend />}
      table={{
        head: [t(weekly ? 'week' : 'day'), t('visits'), ...(weekly ? [] : [t('present')]), t('again'), t('first'), t('others')],
        rows: columns.map(column => [
          name(column),
          words.number(column.visits),
          ...(column.present === undefined ? [] : [words.number(column.present)]),
          ...[column.returning, column.firstVisits, column.others].map(words.number),
        ]),
      }}
    >
      <Bars
        number={words.number}
        bars={columns.map(column => {
          const { first, visits, returning, firstVisits, others } = column
          return {
            key: first,
            ...(columns.length <= 10
              ? { label: words.weekdayOf(first), small: words.dayOfMonth(first) }
              : { label: words.shortDay(first) }),
            tip: t('perDayTip', { day: name(column), visits, first: firstVisits, again: returning, others }),
            parts: [
              { tone: 'again', value: returning },
              { tone: 'first', value: firstVisits },
              { tone: 'others', value: others },
            ],
          }
        })}
      />
    </ChartFrame>
  )
}

function Legend() {
  const t = useText(place)
  return (
    <p className="legend small" aria-hidden>
      {TONES.map(tone => (
        <span key={tone}>
          <span className="legend-mark" data-tone={tone} />
          {t(tone)}
        </span>
      ))}
    </p>
  )
}

export function HourChart({ statistics: { hours }, words }: DayChartProps) {
  const t = useText(place)
  const arrivals = arrivalsByHour(hours)
  const most = arrivals.indexOf(Math.max(...arrivals))
  return (
    <ChartFrame
      title={t('perHour')}
      summary={t('perHourMost', { ...words.hours(most), count: arrivals[most]! })}
      table={{
        head: [t('hour'), t('arrivals')],
        rows: arrivals.map((count, hour) => {
          const { from, to } = words.hours(hour)
          return [`${from}–${to}`, words.number(count)]
        }),
      }}
    >
      <Bars
        number={words.number}
        every={3}
        bars={arrivals.map((count, hour) => ({
          key: String(hour),
          label: words.hourOnly(hour),
          tip: t('hourTip', { ...words.hours(hour), count }),
          parts: [{ tone: 'again', value: count }],
        }))}
      />
    </ChartFrame>
  )
}
