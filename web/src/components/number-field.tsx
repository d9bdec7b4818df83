// A number typed in, within bounds; the arrows go by its step. Told once it is a number.

import { Group, Input, Label, NumberField as AriaNumberField, Text } from 'react-aria-components'

export interface NumberFieldProps {
  readonly label: string
  readonly hint?: string
  readonly value: number
  readonly min: number
  readonly max: number
  readonly step?: number
  readonly format?: Intl.NumberFormatOptions
  readonly isDisabled?: boolean
  readonly onChange: (value: number) => void
}

export function NumberField({ label, hint, min, max, format, onChange, ...rest }: NumberFieldProps) {
  return (
    <AriaNumberField
      {...rest}
      className="field"
      minValue={min}
      maxValue={max}
      {...(format && { formatOptions: format })}
      onChange={value => {
        if (!Number.isNaN(value)) onChange(value)
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
    </AriaNumberField>
  )
}
