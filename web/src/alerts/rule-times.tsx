// When a rule speaks and how often: by which time somebody is expected, or only then, never then, at most every so often.

import { Field } from '../components/field.tsx'
import { Select } from '../components/select.tsx'
import { Switch } from '../components/switch.tsx'
import { useText } from '../i18n/language.tsx'
import { alerts } from '../i18n/parts/alerts.ts'
import type { RuleDraft } from './rule-draft.ts'
import { useTimes, WEEK, type TimeWindow } from './times.ts'
import { Days, WindowRows } from './window-rows.tsx'

const NIGHT: TimeWindow = { days: WEEK, from: '20:00', to: '07:00' }
const EVERY_MINUTES = [0, 5, 15, 30, 60, 240, 720, 1440, 10_080] as const

export interface RuleTimesProps {
  readonly draft: RuleDraft
  readonly onChange: (change: Partial<RuleDraft>) => void
  readonly errors: Readonly<Record<'time' | 'days' | 'during' | 'quiet', string | undefined>>
}

export function RuleTimes(props: RuleTimesProps) {
  return props.draft.situation === 'missing' ? <Expected {...props} /> : <Limits {...props} />
}

function Expected({ draft, onChange, errors }: RuleTimesProps) {
  const t = useText(alerts)
  return (
    <>
      <div className="time-field">
        <Field
          type="time"
          label={t('by')}
          value={draft.by}
          error={errors.time}
          onChange={by => {
            onChange({ by })
          }}
        />
      </div>
      <div className="field">
        <span className="field-label">{t('days')}</span>
        <Days
          label={t('days')}
          days={draft.days}
          onChange={days => {
            onChange({ days })
          }}
        />
        {errors.days !== undefined && (
          <p className="window-error small" role="alert">
            {errors.days}
          </p>
        )}
      </div>
    </>
  )
}

function Limits({ draft, onChange, errors }: RuleTimesProps) {
  const t = useText(alerts)
  const times = useTimes()
  const { during, quiet, atMostEveryMinutes } = draft
  const offered = [...new Set([...EVERY_MINUTES, atMostEveryMinutes])].sort((a, b) => a - b)
  return (
    <>
      <div className="stack-close">
        <Switch
          label={t('during')}
          hint={t('duringHint')}
          isSelected={during !== undefined}
          onChange={isOn => {
            onChange({ during: isOn ? [NIGHT] : undefined })
          }}
        />
        {during && (
          <WindowRows
            windows={during}
            first={NIGHT}
            error={errors.during}
            onChange={windows => {
              onChange({ during: windows.length === 0 ? undefined : windows })
            }}
          />
        )}
      </div>
      <div className="stack-close">
        <Switch
          label={t('quiet')}
          hint={t('quietHint')}
          isSelected={quiet !== undefined}
          onChange={isOn => {
            onChange({ quiet: isOn ? [NIGHT] : undefined })
          }}
        />
        {quiet && (
          <WindowRows
            windows={quiet}
            first={NIGHT}
            error={errors.quiet}
            onChange={windows => {
              onChange({ quiet: windows.length === 0 ? undefined : windows })
            }}
          />
        )}
      </div>
      <Select
        label={t('every')}
        options={offered.map(minutes => ({
          value: String(minutes),
          text: minutes === 0 ? t('every_0') : t('everyMost', { time: times.span(minutes) }),
        }))}
        value={String(atMostEveryMinutes)}
        onChange={minutes => {
          onChange({ atMostEveryMinutes: Number(minutes) })
        }}
      />
    </>
  )
}
