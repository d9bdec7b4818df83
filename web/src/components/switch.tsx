// Something that is on or off at once, without a save button.

import { SwitchButton, SwitchField } from 'react-aria-components'

export interface SwitchProps {
  readonly label: string
  /** The label is read out but not shown. */
  readonly hideLabel?: boolean
  readonly hint?: string
  readonly isSelected: boolean
  readonly onChange: (isSelected: boolean) => void
  readonly isDisabled?: boolean
}

export function Switch({ label, hideLabel = false, hint, ...rest }: SwitchProps) {
  return (
    <SwitchField {...rest}>
      <SwitchButton className="switch">
        <span className="switch-track" aria-hidden />
        <span className={hideLabel ? 'hidden' : 'switch-text'}>
          {label}
          {hint !== undefined && <span className="soft small">{hint}</span>}
        </span>
      </SwitchButton>
    </SwitchField>
  )
}
