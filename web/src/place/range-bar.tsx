// Chooses the time and the camera the page is about. Each choice is a new address.

import { useQuery } from '@tanstack/react-query'
import { ToggleButton, ToggleButtonGroup } from 'react-aria-components'
import { ask } from '../api.ts'
import { Select } from '../components/select.tsx'
import { useText } from '../i18n/language.tsx'
import { place } from '../i18n/parts/place.ts'
import { CHOICES, type Period, type Range } from './range.ts'

const ANY = ''

export interface RangeBarProps {
  readonly range: Range
  /** Where days of one's own begin. */
  readonly period: Period
  readonly today: string
  readonly onChange: (range: Range) => void
}

export function RangeBar({ range, period, today, onChange }: RangeBarProps) {
  const t = useText(place)
  const { data: cameras } = useQuery(ask('GET /cameras'))
  const { choice, cameraId } = range
  const where = cameraId === undefined ? {} : { cameraId }
  const own = (first: string, last: string) => {
    onChange({ choice: 'own', ...(first <= last ? { first, last } : { first: last, last: first }), ...where })
  }
  const offered = (cameras ?? []).map(({ id, name }) => ({ value: id, text: name }))
  const isGone = cameraId !== undefined && cameras && !offered.some(({ value }) => value === cameraId)
  return (
    <div className="place-bar" role="search" aria-label={t('time')}>
      <ToggleButtonGroup
        className="segments"
        aria-label={t('time')}
        selectionMode="single"
        disallowEmptySelection
        selectedKeys={[choice]}
        onSelectionChange={keys => {
          const chosen = CHOICES.find(each => keys.has(each))
          if (chosen === 'own') own(period.first, period.last)
          else if (chosen) onChange({ choice: chosen, ...where })
        }}
      >
        {CHOICES.map(each => (
          <ToggleButton key={each} id={each} className="segment">
            {t(`range_${each}`)}
          </ToggleButton>
        ))}
      </ToggleButtonGroup>
      {(offered.length > 1 || cameraId !== undefined) && (
        <div className="place-camera">
          <Select
            label={t('camera')}
            hideLabel
            value={cameraId ?? ANY}
            options={[
              { value: ANY, text: t('everyCamera') },
              ...offered,
              ...(isGone ? [{ value: cameraId, text: t('goneCamera') }] : []),
            ]}
            onChange={value => {
              const { choice, first, last } = range
              const time = { choice, ...(first !== undefined && last !== undefined && { first, last }) }
              onChange(value === ANY ? time : { ...time, cameraId: value })
            }}
          />
        </div>
      )}
      {choice === 'own' && (
        <div className="place-days">
          <Day
            label={t('from')}
            value={period.first}
            max={today}
            onChange={day => {
              own(day, period.last)
            }}
          />
          <Day
            label={t('to')}
            value={period.last}
            max={today}
            onChange={day => {
              own(period.first, day)
            }}
          />
        </div>
      )}
    </div>
  )
}

interface DayProps {
  readonly label: string
  readonly value: string
  readonly max: string
  readonly onChange: (day: string) => void
}

/** The browser's own, as in the timeline. */
const Day = ({ label, value, max, onChange }: DayProps) => (
  <label className="field place-day">
    <span className="field-label">{label}</span>
    <input
      type="date"
      value={value}
      max={max}
      onChange={event => {
        if (event.target.value !== '') onChange(event.target.value)
      }}
    />
  </label>
)
