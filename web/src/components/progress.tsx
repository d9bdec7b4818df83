// How far something has got, as a bar with words; without a value it only moves.

import { Label, ProgressBar } from 'react-aria-components'

export interface ProgressProps {
  readonly label: string
  /** 0–1; undefined while nobody knows. */
  readonly share: number | undefined
  /** The share in words, such as “12 of 40 photos”. */
  readonly text?: string | undefined
}

export function Progress({ label, share, text }: ProgressProps) {
  return (
    <ProgressBar
      className="progress"
      maxValue={1}
      {...(share === undefined ? { isIndeterminate: true } : { value: share })}
      {...(text !== undefined && { valueLabel: text })}
    >
      <div className="slider-head">
        <Label className="field-label">{label}</Label>
        {text !== undefined && <span className="soft small numbers">{text}</span>}
      </div>
      <div className="progress-track">
        <span
          className="progress-fill"
          data-moving={share === undefined || undefined}
          style={share === undefined ? undefined : { width: `${share * 100}%` }}
        />
      </div>
    </ProgressBar>
  )
}
