// One choice out of a few short ones, side by side.

import { Label, RadioButton, RadioField, RadioGroup } from 'react-aria-components'
import type { Option } from './select.tsx'

export interface StepsProps<Value extends string> {
  readonly label: string
  readonly options: readonly Option<Value>[]
  readonly value: Value
  readonly onChange: (value: Value) => void
  readonly isDisabled?: boolean
}

export function Steps<Value extends string>({ label, options, value, onChange, isDisabled = false }: StepsProps<Value>) {
  return (
    <RadioGroup
      className="field"
      orientation="horizontal"
      value={value}
      isDisabled={isDisabled}
      onChange={key => {
        const chosen = options.find(option => option.value === key)
        if (chosen) onChange(chosen.value)
      }}
    >
      <Label className="field-label">{label}</Label>
      <div className="steps">
        {options.map(option => (
          <RadioField key={option.value} value={option.value}>
            <RadioButton className="step">{option.text}</RadioButton>
          </RadioField>
        ))}
      </div>
    </RadioGroup>
  )
}
