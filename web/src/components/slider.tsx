// A number on a line, with what its ends mean. Tells the value while it moves, and once more when it rests.

import { Label, Slider as AriaSlider, SliderOutput, SliderThumb, SliderTrack } from 'react-aria-components'

export interface SliderProps {
  readonly label: string
  readonly value: number
  readonly min: number
  readonly max: number
  readonly step: number
  readonly onChange: (value: number) => void
  readonly onChangeEnd: (value: number) => void
  readonly isDisabled?: boolean
  readonly ends?: readonly [string, string]
}

const TWO_DECIMALS: Intl.NumberFormatOptions = { minimumFractionDigits: 2, maximumFractionDigits: 2 }

export function Slider({ label, min, max, ends, ...rest }: SliderProps) {
  return (
    <AriaSlider {...rest} minValue={min} maxValue={max} formatOptions={TWO_DECIMALS} className="slider">
      <div className="slider-head">
        <Label className="field-label">{label}</Label>
        <SliderOutput className="numbers" />
      </div>
      <SliderTrack className="slider-track">
        {({ state }) => (
          <>
            <span className="slider-fill" style={{ width: `${state.getThumbPercent(0) * 100}%` }} />
            <SliderThumb className="slider-thumb" />
          </>
        )}
      </SliderTrack>
      {ends && (
        <div className="slider-head soft small">
          <span>{ends[0]}</span>
          <span>{ends[1]}</span>
        </div>
      )}
    </AriaSlider>
  )
}
