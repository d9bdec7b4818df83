// All of a list, also what is added to it later, or only those ticked.

import { Radios, Checks } from './choices.tsx'
import type { Option } from './select.tsx'

export interface AllOrSomeProps {
  readonly label: string
  readonly all: string
  readonly some: string
  readonly options: readonly Option<string>[]
  /** Null: all. */
  readonly value: readonly string[] | null
  readonly onChange: (value: readonly string[] | null) => void
  readonly error?: string | undefined
}

export function AllOrSome({ label, all, some, options, value, onChange, error }: AllOrSomeProps) {
  return (
    <div className="stack-close">
      <Radios
        label={label}
        options={[
          { value: 'all', text: all },
          { value: 'some', text: some },
        ]}
        value={value === null ? 'all' : 'some'}
        onChange={kind => {
          onChange(kind === 'all' ? null : [])
        }}
      />
      {value !== null && (
        <div className="indented">
          <Checks label={some} options={options} value={value} onChange={onChange} error={error} />
        </div>
      )}
    </div>
  )
}
