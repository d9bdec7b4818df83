// How one camera is looked through: name, threshold, rule, smallest face, place, far mode. Shows and says; saving is the page's.

import { NumberField, Group, Input, Label, Text } from 'react-aria-components'
import type { CameraSettingsJson } from '../../../src/client.ts'
import { Field } from '../components/field.tsx'
import { Select } from '../components/select.tsx'
import { Switch } from '../components/switch.tsx'
import { useFormat } from '../i18n/format.ts'
import { useText } from '../i18n/language.tsx'
import { cameras } from '../i18n/parts/cameras.ts'
import { MOST_PX } from './face-size.ts'

export const RULES = ['fusion', 'vote', 'best'] as const
const INHERIT = 'inherit'

export interface SettingsFormProps {
  readonly name: string
  readonly nameError: string | undefined
  readonly settings: CameraSettingsJson
  /** In use where the camera has none of its own. */
  readonly commonThreshold: number | undefined
  readonly mayChange: boolean
  readonly onName: (name: string) => void
  readonly onSettings: (change: Partial<CameraSettingsJson>) => void
}

export function SettingsForm({ name, nameError, settings, commonThreshold, mayChange, onName, onSettings }: SettingsFormProps) {
  const t = useText(cameras)
  const format = useFormat()
  const off = !mayChange
  return (
    <section className="card stack" aria-labelledby="settings-title">
      <h2 id="settings-title">{t('settings')}</h2>
      <Field label={t('name')} value={name} maxLength={200} onChange={onName} isDisabled={off} error={nameError} />
      <Switch
        label={t('thresholdOwn')}
        hint={
          settings.threshold === null && commonThreshold !== undefined
            ? t('thresholdCommon', { threshold: format.similarity(commonThreshold) })
            : t('thresholdHint')
        }
        isSelected={settings.threshold !== null}
        isDisabled={off}
        onChange={own => {
          onSettings({ threshold: own ? (commonThreshold ?? 0.4) : null })
        }}
      />
      {settings.threshold !== null && (
        <Numeric
          label={t('threshold')}
          value={settings.threshold}
          min={-1}
          max={1}
          step={0.01}
          isDisabled={off}
          onChange={threshold => {
            onSettings({ threshold })
          }}
        />
      )}
      <Select<(typeof RULES)[number] | typeof INHERIT>
        label={t('rule')}
        value={settings.rule ?? INHERIT}
        isDisabled={off}
        options={[{ value: INHERIT, text: t('ruleCommon') }, ...RULES.map(rule => ({ value: rule, text: t(`rule_${rule}`) }))]}
        onChange={rule => {
          onSettings({ rule: rule === INHERIT ? null : rule })
        }}
      />
      <Numeric
        label={t('minFace')}
        hint={settings.minFacePx === 0 ? t('minFaceNone') : t('minFaceHint')}
        value={settings.minFacePx}
        min={0}
        max={MOST_PX}
        step={1}
        isDisabled={off}
        onChange={minFacePx => {
          onSettings({ minFacePx })
        }}
      />
      <Field
        label={t('place')}
        hint={t('placeHint')}
        value={settings.place ?? ''}
        maxLength={100}
        isDisabled={off}
        autoComplete="off"
        onChange={place => {
          onSettings({ place: place === '' ? null : place })
        }}
      />
      <Switch
        label={t('far')}
        hint={t('farHint')}
        isSelected={settings.far}
        isDisabled={off}
        onChange={far => {
          onSettings({ far })
        }}
      />
    </section>
  )
}

interface NumericProps {
  readonly label: string
  readonly hint?: string
  readonly value: number
  readonly min: number
  readonly max: number
  readonly step: number
  readonly isDisabled: boolean
  readonly onChange: (value: number) => void
}

const Numeric = ({ label, hint, value, min, max, step, isDisabled, onChange }: NumericProps) => (
  <NumberField
    className="field"
    value={value}
    minValue={min}
    maxValue={max}
    step={step}
    isDisabled={isDisabled}
    formatOptions={step < 1 ? { minimumFractionDigits: 2, maximumFractionDigits: 2 } : { useGrouping: false }}
    onChange={to => {
      if (!Number.isNaN(to)) onChange(to)
    }}
  >
    <Label>{label}</Label>
    <Group>
      <Input className="numbers" />
    </Group>
    {hint !== undefined && (
      <Text slot="description" className="hint">
        {hint}
      </Text>
    )}
  </NumberField>
)
