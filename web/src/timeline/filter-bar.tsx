// What the timeline is narrowed to: person, camera, outcome, days. Each change is a new address.

import { useState } from 'react'
import { useQuery } from '@tanstack/react-query'
import { SlidersHorizontal } from 'lucide-react'
import { ask } from '../api.ts'
import { Button } from '../components/button.tsx'
import { Select } from '../components/select.tsx'
import { useText } from '../i18n/language.tsx'
import { common } from '../i18n/parts/common.ts'
import { timeline } from '../i18n/parts/timeline.ts'
import { OUTCOMES, type Filters, type OutcomeName } from './filters.ts'
import { PersonFilter } from './person-search.tsx'

export interface FilterBarProps {
  readonly filters: Filters
  readonly onChange: (filters: Filters) => void
}

const ANY = ''

export function FilterBar({ filters, onChange }: FilterBarProps) {
  const t = useText(timeline)
  const words = useText(common)
  const { data: cameras } = useQuery(ask('GET /cameras'))
  /** On a phone they are folded away; where there is room the style shows them always. */
  const [isOpen, setOpen] = useState(false)
  const set = <Field extends keyof Filters>(field: Field, value: Filters[Field] | undefined) => {
    const rest = Object.fromEntries(Object.entries(filters).filter(([name]) => name !== field)) as Filters
    onChange(value ? { ...rest, [field]: value } : rest)
  }
  const { cameraId = ANY } = filters
  const count = Object.keys(filters).length
  const known = [...(cameras ?? []).map(({ id, name }) => ({ value: id, text: name })), { value: 'browser', text: t('browser') }]
  const gone = cameraId !== ANY && cameras && !known.some(({ value }) => value === cameraId)

  return (
    <div className="filters" role="search" aria-label={t('filters')} data-open={isOpen || undefined}>
      <Button
        className="filters-toggle"
        aria-expanded={isOpen}
        onPress={() => {
          setOpen(!isOpen)
        }}
      >
        <SlidersHorizontal size={18} aria-hidden />
        {t('filters')}
        {count > 0 && ` (${count})`}
      </Button>
      <div className="filters-fields">
        <PersonFilter
          personId={filters.personId}
          onChange={personId => {
            set('personId', personId)
          }}
        />
        <Select
          label={t('camera')}
          value={cameraId}
          options={[
            { value: ANY, text: t('anyCamera') },
            ...known,
            ...(gone ? [{ value: cameraId, text: t('goneCamera') }] : []),
          ]}
          onChange={value => {
            set('cameraId', value)
          }}
        />
        <Select<OutcomeName | typeof ANY>
          label={t('outcome')}
          value={filters.outcome ?? ANY}
          options={[{ value: ANY, text: t('anyOutcome') }, ...OUTCOMES.map(value => ({ value, text: words(value) }))]}
          onChange={value => {
            set('outcome', value === ANY ? undefined : value)
          }}
        />
        <DayField
          label={t('from')}
          value={filters.from}
          max={filters.to}
          onChange={from => {
            set('from', from)
          }}
        />
        <DayField
          label={t('to')}
          value={filters.to}
          min={filters.from}
          onChange={to => {
            set('to', to)
          }}
        />
      </div>
    </div>
  )
}

interface DayFieldProps {
  readonly label: string
  readonly value: string | undefined
  readonly min?: string | undefined
  readonly max?: string | undefined
  readonly onChange: (day: string | undefined) => void
}

/** The browser's own: it knows the reader's calendar, keyboard and, on a phone, the best picker there is. */
const DayField = ({ label, value = '', min, max, onChange }: DayFieldProps) => (
  <label className="field day">
    <span className="field-label">{label}</span>
    <input
      type="date"
      value={value}
      min={min}
      max={max}
      onChange={event => {
        onChange(event.target.value || undefined)
      }}
    />
  </label>
)
