// One choice out of a few that need explaining, or several ticks in a group.

import { Check } from 'lucide-react'
import {
  CheckboxButton,
  CheckboxField,
  CheckboxGroup,
  FieldError,
  Label,
  RadioButton,
  RadioField,
  RadioGroup,
} from 'react-aria-components'

export interface Explained<Value extends string> {
  readonly value: Value
  readonly text: string
  readonly hint?: string
}

export interface RadiosProps<Value extends string> {
  readonly label: string
  readonly options: readonly Explained<Value>[]
  readonly value: Value
  readonly onChange: (value: Value) => void
  readonly isDisabled?: boolean
}

export function Radios<Value extends string>({ label, options, value, onChange, isDisabled = false }: RadiosProps<Value>) {
  return (
    <RadioGroup
      className="field radios"
      value={value}
      isDisabled={isDisabled}
      onChange={key => {
        const chosen = options.find(option => option.value === key)
        if (chosen) onChange(chosen.value)
      }}
    >
      <Label className="field-label">{label}</Label>
      {options.map(option => (
        <RadioField key={option.value} value={option.value}>
          <RadioButton className="radio">
            <span className="radio-mark" aria-hidden />
            <span className="switch-text">
              {option.text}
              {option.hint !== undefined && <span className="soft small">{option.hint}</span>}
            </span>
          </RadioButton>
        </RadioField>
      ))}
    </RadioGroup>
  )
}

export interface ChecksProps<Value extends string> {
  readonly label: string
  readonly options: readonly Explained<Value>[]
  readonly value: readonly Value[]
  readonly onChange: (value: Value[]) => void
  readonly error?: string | undefined
}

export function Checks<Value extends string>({ label, options, value, onChange, error }: ChecksProps<Value>) {
  return (
    <CheckboxGroup
      className="field"
      value={[...value]}
      isInvalid={error !== undefined}
      validationBehavior="aria"
      onChange={keys => {
        onChange(options.filter(option => keys.includes(option.value)).map(option => option.value))
      }}
    >
      <Label className="field-label">{label}</Label>
      {options.map(option => (
        <CheckboxField key={option.value} value={option.value}>
          <CheckboxButton className="checkbox">
            <span className="checkbox-mark" aria-hidden>
              <Check size={14} strokeWidth={3} />
            </span>
            <span className="switch-text">
              {option.text}
              {option.hint !== undefined && <span className="soft small">{option.hint}</span>}
            </span>
          </CheckboxButton>
        </CheckboxField>
      ))}
      <FieldError className="field-error">{error}</FieldError>
    </CheckboxGroup>
  )
}
