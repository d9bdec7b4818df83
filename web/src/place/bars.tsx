// Upright bars over a scale, each of one or several parts. Drawn by the style; a reader without sight has the table beside it.

import { labelEvery, ticksFor } from './charts.ts'

export interface Bar {
  readonly key: string
  /** Below it; what does not fit is left out. */
  readonly label: string
  readonly small?: string
  readonly tip: string
  readonly parts: readonly { readonly tone: Tone; readonly value: number }[]
}

export const TONES = ['again', 'first', 'others'] as const
export type Tone = (typeof TONES)[number]

const sum = ({ parts }: Bar): number => parts.reduce((total, { value }) => total + value, 0)

export interface BarsProps {
  readonly bars: readonly Bar[]
  readonly number: (value: number) => string
  /** Default: as many as fit. */
  readonly every?: number
}

export function Bars({ bars, number, every = labelEvery(bars.length) }: BarsProps) {
  const ticks = ticksFor(Math.max(0, ...bars.map(sum)))
  const top = ticks.at(-1)!
  return (
    <div className="bars">
      <div className="bars-plot">
        {ticks.map(tick => (
          <span key={tick} className="bars-line" style={{ bottom: `${(tick / top) * 100}%` }}>
            <span className="bars-tick numbers">{number(tick)}</span>
          </span>
        ))}
        <div className="bars-columns">
          {bars.map(bar => (
            <div key={bar.key} className="bars-column" data-tip={bar.tip}>
              {bar.parts
                .filter(({ value }) => value > 0)
                .map(({ tone, value }) => (
                  <span key={tone} className="bars-part" data-tone={tone} style={{ height: `${(value / top) * 100}%` }} />
                ))}
            </div>
          ))}
        </div>
      </div>
      <div className="bars-labels">
        {bars.map(({ key, label, small }, i) => (
          <span key={key} className="bars-label">
            {i % every === 0 && (
              <span>
                {label}
                {small !== undefined && <span className="bars-small">{small}</span>}
              </span>
            )}
          </span>
        ))}
      </div>
    </div>
  )
}
