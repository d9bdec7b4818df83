// One choice out of a few.

import { Check, ChevronDown } from 'lucide-react'
import { Button, Label, ListBox, ListBoxItem, Popover, Select as AriaSelect, SelectValue, Text } from 'react-aria-components'

export interface Option<Value extends string> {
  readonly value: Value
  readonly text: string
}

export interface SelectProps<Value extends string> {
  readonly label: string
  /** The label is read out but not shown. */
  readonly hideLabel?: boolean
  readonly options: readonly Option<Value>[]
  readonly value: Value
  readonly onChange: (value: Value) => void
  readonly hint?: string | undefined
  readonly isDisabled?: boolean
}

export function Select<Value extends string>(props: SelectProps<Value>) {
  const { label, hideLabel = false, options, value, onChange, hint, isDisabled = false } = props
  return (
    <AriaSelect
      className="field"
      isDisabled={isDisabled}
      value={value}
      onChange={key => {
        const chosen = options.find(option => option.value === key)
        if (chosen) onChange(chosen.value)
      }}
    >
      <Label className={hideLabel ? 'hidden' : 'field-label'}>{label}</Label>
      <Button className="select-button">
        <SelectValue />
        <ChevronDown size={16} aria-hidden />
      </Button>
      {hint !== undefined && (
        <Text slot="description" className="hint">
          {hint}
        </Text>
      )}
      <Popover className="popover">
        <ListBox className="menu">
          {options.map(option => (
            <ListBoxItem key={option.value} id={option.value} textValue={option.text} className="menu-item">
              {({ isSelected }) => (
                <>
                  {option.text}
                  {isSelected && <Check className="check" size={16} aria-hidden />}
                </>
              )}
            </ListBoxItem>
          ))}
        </ListBox>
      </Popover>
    </AriaSelect>
  )
}
