// The frame of a chart: its title, what it says in a sentence, what is pointed at, and the same as a table.

import { useId, useState, type PointerEvent, type ReactNode } from 'react'
import { useText } from '../i18n/language.tsx'
import { place } from '../i18n/parts/place.ts'

export interface ChartFrameProps {
  readonly title: string
  /** What a reader should take from it; read out in place of the drawing. */
  readonly summary: string
  readonly legend?: ReactNode
  readonly table: TableProps
  /** Elements with `data-tip` say it when pointed at. */
  readonly children: ReactNode
}

export function ChartFrame({ title, summary, legend, table, children }: ChartFrameProps) {
  const t = useText(place)
  const id = useId()
  const [tip, setTip] = useState<string>()
  const point = ({ target }: PointerEvent) => {
    setTip(target instanceof Element ? (target.closest<HTMLElement>('[data-tip]')?.dataset['tip'] ?? undefined) : undefined)
  }
  return (
    <section className="card chart" aria-labelledby={id}>
      <div>
        <h2 id={id}>{title}</h2>
        <p className="soft small">
          {tip === undefined ? summary : <span aria-hidden>{tip}</span>}
          {tip !== undefined && <span className="hidden">{summary}</span>}
        </p>
      </div>
      {legend}
      <div
        role="img"
        aria-label={summary}
        className="chart-drawing"
        onPointerOver={point}
        onPointerLeave={() => {
          setTip(undefined)
        }}
      >
        {children}
      </div>
      <details className="chart-table">
        <summary>{t('asTable')}</summary>
        <Table {...table} label={title} />
      </details>
    </section>
  )
}

export interface TableProps {
  readonly head: readonly string[]
  /** The first of each row names it. */
  readonly rows: readonly (readonly string[])[]
}

function Table({ head, rows, label }: TableProps & { readonly label: string }) {
  return (
    <div className="chart-scroll" role="group" aria-label={label} tabIndex={0}>
      <table className="figures-table numbers">
        <thead>
          <tr>
            {head.map((text, i) => (
              <th key={i} scope="col">
                {text}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(([name, ...values], i) => (
            <tr key={i}>
              <th scope="row">{name}</th>
              {values.map((value, column) => (
                <td key={column}>{value}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
