// How strict a door is: two people, going in twice, distance, time, and what follows refusals.

import { Field } from '../components/field.tsx'
import { NumberField } from '../components/number-field.tsx'
import { Select } from '../components/select.tsx'
import { Switch } from '../components/switch.tsx'
import { useText } from '../i18n/language.tsx'
import { doors } from '../i18n/parts/doors.ts'
import { PASSBACKS } from './door-draft.ts'
import type { DoorFieldsProps } from './door-fields.tsx'

const SECOND = 1000

export function StrictFields({ draft, problems, onChange }: DoorFieldsProps) {
  const t = useText(doors)
  const { twoPeople, antiPassback, direction, area, minFacePx, withinMs, lockout } = draft
  return (
    <fieldset className="door-part">
      <legend>{t('strict')}</legend>
      <Switch
        label={t('twoPeople')}
        hint={t('twoPeopleHint')}
        isSelected={twoPeople}
        onChange={twoPeople => {
          onChange({ twoPeople })
        }}
      />
      <Select
        label={t('passback')}
        options={PASSBACKS.map(value => ({ value, text: t(`passback_${value}`) }))}
        hint={t('passbackHint')}
        value={antiPassback}
        onChange={antiPassback => {
          onChange({ antiPassback })
        }}
      />
      {antiPassback !== 'off' && (
        <div className="door-two">
          <Select
            label={t('direction')}
            options={(['in', 'out'] as const).map(value => ({ value, text: t(`direction_${value}`) }))}
            value={direction}
            onChange={direction => {
              onChange({ direction })
            }}
          />
          <Field
            label={t('area')}
            hint={t('areaHint')}
            value={area}
            maxLength={100}
            autoComplete="off"
            error={problems.has('noArea') ? t('noArea') : undefined}
            onChange={area => {
              onChange({ area })
            }}
          />
        </div>
      )}
      <div className="door-two">
        <NumberField
          label={t('minFace')}
          hint={t('minFaceHint')}
          value={minFacePx}
          min={60}
          max={2000}
          step={10}
          onChange={minFacePx => {
            onChange({ minFacePx })
          }}
        />
        <NumberField
          label={t('within')}
          hint={t('withinHint')}
          value={withinMs / SECOND}
          min={3}
          max={60}
          onChange={seconds => {
            onChange({ withinMs: Math.round(seconds * SECOND) })
          }}
        />
        <NumberField
          label={t('attempts')}
          value={lockout.attempts}
          min={1}
          max={100}
          onChange={attempts => {
            onChange({ lockout: { ...lockout, attempts } })
          }}
        />
        <NumberField
          label={t('pause')}
          value={lockout.pauseMs / SECOND}
          min={30}
          max={3600}
          onChange={seconds => {
            onChange({ lockout: { ...lockout, pauseMs: Math.round(seconds * SECOND) } })
          }}
        />
        <NumberField
          label={t('lockAfter')}
          hint={t('lockAfterHint')}
          value={lockout.lockAfter}
          min={1}
          max={1000}
          onChange={lockAfter => {
            onChange({ lockout: { ...lockout, lockAfter } })
          }}
        />
      </div>
    </fieldset>
  )
}
