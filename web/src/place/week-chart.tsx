// When people come: each hour of the week, the darker the more. Days go across on a phone, hours where there is room.

import { Fragment, type CSSProperties } from 'react'
import type { StatisticsJson } from '../../../src/client.ts'
import { WEEK } from '../alerts/times.ts'
import { useText } from '../i18n/language.tsx'
import { place } from '../i18n/parts/place.ts'
import { ChartFrame } from './chart-frame.tsx'
import { HEAT_LEVELS, toHeat, type HeatCell } from './charts.ts'
import type { PlaceWords } from './use-place-words.ts'

const NONE = '–'

const at = (hour: number, weekday: number): CSSProperties => ({ '--hour': hour, '--day': weekday }) as CSSProperties

export function WeekChart({ statistics, words }: { readonly statistics: StatisticsJson; readonly words: PlaceWords }) {
  const t = useText(place)
  const { hours, cells, most } = toHeat(statistics.hours)
  if (!most) return null
  const first = hours[0]!
  const value = ({ mean }: HeatCell): string => (mean === undefined ? NONE : words.mean(mean))
  const tip = (cell: HeatCell): string =>
    t('weekTip', { day: words.longWeekday(cell.weekday), ...words.hours(cell.hour), mean: value(cell) })
  const cellAt = (hour: number, weekday: number) => cells.find(cell => cell.hour === hour && cell.weekday === weekday)
  return (
    <ChartFrame
      title={t('week_')}
      summary={t('weekMost', { day: words.longWeekday(most.weekday), ...words.hours(most.hour), mean: value(most) })}
      table={{
        head: [t('hour'), ...WEEK.map(words.weekday)],
        rows: hours.map(hour => [
          words.hours(hour).from,
          ...WEEK.map(weekday => {
            const cell = cellAt(hour, weekday)
            return cell ? value(cell) : NONE
          }),
        ]),
      }}
    >
      <div className="heat" style={{ '--hours': hours.length } as CSSProperties}>
        {WEEK.map(weekday => (
          <span key={weekday} className="heat-day" style={at(0, weekday)}>
            {words.weekday(weekday)}
          </span>
        ))}
        {hours.map(hour => (
          <Fragment key={hour}>
            <span className="heat-hour numbers" style={at(hour - first + 1, 0)}>
              {words.hourOnly(hour)}
            </span>
            {WEEK.map(weekday => {
              const cell = cellAt(hour, weekday)
              return (
                cell && (
                  <span
                    key={weekday}
                    className="heat-cell numbers"
                    style={at(hour - first + 1, weekday)}
                    data-level={cell.mean === undefined ? 'none' : cell.level}
                    data-tip={tip(cell)}
                  >
                    {cell.level > 0 && value(cell)}
                  </span>
                )
              )
            })}
          </Fragment>
        ))}
      </div>
      <p className="heat-legend soft small">
        {t('less')}
        {Array.from({ length: HEAT_LEVELS + 1 }, (_, level) => (
          <span key={level} className="heat-cell" data-level={level} />
        ))}
        {t('moreLegend')}
      </p>
    </ChartFrame>
  )
}
