// Spans of the week as rows: days, from, to. Used by rules and by groups.

import { Plus, Trash2 } from 'lucide-react'
import { Group, ToggleButton, ToggleButtonGroup } from 'react-aria-components'
import { Button, IconButton } from '../components/button.tsx'
import { Field } from '../components/field.tsx'
import { useText } from '../i18n/language.tsx'
import { alerts } from '../i18n/parts/alerts.ts'
import { useTimes, WEEK, type TimeWindow } from './times.ts'
import './alerts.css'

const MOST_WINDOWS = 20

export interface WindowRowsProps {
  readonly windows: readonly TimeWindow[]
  /** What a new row begins with. */
  readonly first: TimeWindow
  readonly onChange: (windows: readonly TimeWindow[]) => void
  readonly error: string | undefined
}

export function WindowRows({ windows, first, onChange, error }: WindowRowsProps) {
  const t = useText(alerts)
  return (
    <div className="windows">
      {windows.map((window, index) => (
        <WindowRow
          key={index}
          number={index + 1}
          window={window}
          onChange={changed => {
            onChange(windows.with(index, changed))
          }}
          onRemove={() => {
            onChange(windows.toSpliced(index, 1))
          }}
        />
      ))}
      {error !== undefined && (
        <p className="window-error small" role="alert">
          {error}
        </p>
      )}
      {windows.length < MOST_WINDOWS && (
        <div>
          <Button
            onPress={() => {
              onChange([...windows, windows.at(-1) ?? first])
            }}
          >
            <Plus size={16} aria-hidden />
            {t('addWindow')}
          </Button>
        </div>
      )}
    </div>
  )
}

interface WindowRowProps {
  readonly number: number
  readonly window: TimeWindow
  readonly onChange: (window: TimeWindow) => void
  readonly onRemove: () => void
}

function WindowRow({ number, window, onChange, onRemove }: WindowRowProps) {
  const t = useText(alerts)
  const { days, from, to } = window
  const isOvernight = from !== '' && to !== '' && to < from
  return (
    <Group className="window" aria-label={t('window', { number })}>
      <Days
        label={t('days')}
        days={days}
        onChange={days => {
          onChange({ ...window, days })
        }}
      />
      <div className="window-times">
        <Field
          type="time"
          label={t('from')}
          value={from}
          onChange={from => {
            onChange({ ...window, from })
          }}
        />
        <Field
          type="time"
          label={t('until')}
          value={to}
          onChange={to => {
            onChange({ ...window, to })
          }}
        />
        <IconButton label={t('removeWindow', { number })} onPress={onRemove}>
          <Trash2 size={16} aria-hidden />
        </IconButton>
      </div>
      {isOvernight && <p className="soft small">{t('nextDay')}</p>}
    </Group>
  )
}

export interface DaysProps {
  readonly label: string
  readonly days: readonly number[]
  readonly onChange: (days: readonly number[]) => void
}

/** The days of the week, each on or off; arrows go along them. */
export function Days({ label, days, onChange }: DaysProps) {
  const times = useTimes()
  return (
    <ToggleButtonGroup
      className="days"
      aria-label={label}
      selectionMode="multiple"
      selectedKeys={days.map(String)}
      onSelectionChange={keys => {
        onChange(WEEK.filter(day => keys.has(String(day))))
      }}
    >
      {WEEK.map(day => (
        <ToggleButton key={day} id={String(day)} className="day">
          <span aria-hidden>{times.day(day)}</span>
          <span className="hidden">{times.longDay(day)}</span>
        </ToggleButton>
      ))}
    </ToggleButtonGroup>
  )
}
