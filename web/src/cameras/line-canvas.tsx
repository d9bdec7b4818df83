// Counting lines over a picture, each with an arrow to where "in" is; drawn by pointer and by keys. Says each step, keeps none.

import { Fragment, useRef, type CSSProperties, type Dispatch, type KeyboardEvent, type PointerEvent } from 'react'
import { ArrowRight } from 'lucide-react'
import { useText } from '../i18n/language.tsx'
import { cameras } from '../i18n/parts/cameras.ts'
import { ENDS, inAngle, type End, type LineDrawing, type LineStep } from './lines.ts'
import { keyStep } from './key-step.ts'
import type { Point } from './zones.ts'
import './lines.css'

export interface LineCanvasProps {
  readonly drawing: LineDrawing
  /** Width over height of the picture. */
  readonly ratio: number
  /** Undefined: this reader may only look. */
  readonly onStep: Dispatch<LineStep> | undefined
  /** While a zone is drawn, a click is not for a line. */
  readonly isBehind: boolean
}

const place = ({ x, y }: Point): CSSProperties => ({ left: `${x * 100}%`, top: `${y * 100}%` })

export function LineCanvas({ drawing, ratio, onStep, isBehind }: LineCanvasProps) {
  const t = useText(cameras)
  const surface = useRef<HTMLDivElement>(null)
  const isDragging = useRef(false)
  const { lines, line: chosen } = drawing
  const open = chosen === undefined ? undefined : lines[chosen]

  const at = ({ clientX, clientY }: PointerEvent): Point => {
    const { left, top, width, height } = surface.current!.getBoundingClientRect()
    return { x: (clientX - left) / width, y: (clientY - top) / height }
  }
  const press = (event: PointerEvent) => {
    if (!onStep || event.button !== 0 || chosen === undefined) return
    const end =
      event.target instanceof HTMLElement ? ENDS.find(each => each === (event.target as HTMLElement).dataset['end']) : undefined
    if (end) onStep({ type: 'select', line: chosen, end })
    else {
      event.preventDefault()
      onStep({ type: 'put', at: at(event) })
    }
    isDragging.current = true
    surface.current?.setPointerCapture(event.pointerId)
  }
  const release = () => {
    isDragging.current = false
  }
  const key = (event: KeyboardEvent, end: End) => {
    const by = keyStep(event)
    if (!onStep || !by) return
    event.preventDefault()
    onStep({ type: 'select', line: chosen, end })
    onStep({ type: 'nudge', by })
  }

  return (
    <div
      className="zone-surface"
      ref={surface}
      data-drawing={open && onStep ? true : undefined}
      data-behind={isBehind || undefined}
      onPointerDown={press}
      onPointerMove={event => {
        if (isDragging.current) onStep?.({ type: 'move', to: at(event) })
      }}
      onPointerUp={release}
      onPointerCancel={release}
    >
      <svg viewBox="0 0 1 1" preserveAspectRatio="none" aria-hidden>
        {lines.map(({ from, to }, index) => (
          <g
            key={index}
            data-open={index === chosen || undefined}
            onPointerDown={event => {
              if (!onStep || chosen !== undefined) return
              event.stopPropagation()
              onStep({ type: 'select', line: index })
            }}
          >
            <line className="line-edge" x1={from.x} y1={from.y} x2={to.x} y2={to.y} />
            <line className="line-stroke" x1={from.x} y1={from.y} x2={to.x} y2={to.y} />
            <line className="line-hit" x1={from.x} y1={from.y} x2={to.x} y2={to.y} />
          </g>
        ))}
      </svg>
      {lines.map((line, index) => {
        const { name, from, to } = line
        const middle = { x: (from.x + to.x) / 2, y: (from.y + to.y) / 2 }
        return (
          <Fragment key={index}>
            <span
              className="line-arrow"
              style={{ ...place(middle), transform: `rotate(${inAngle(line, ratio)}deg)` }}
              data-open={index === chosen || undefined}
              aria-hidden
            >
              <ArrowRight strokeWidth={3} />
            </span>
            <span className="zone-tag" style={place(from)} aria-hidden>
              {name}
            </span>
          </Fragment>
        )
      })}
      {onStep &&
        open &&
        ENDS.map(end => (
          <button
            key={end}
            type="button"
            className="zone-point"
            style={place(open[end])}
            data-end={end}
            data-chosen={end === drawing.end || undefined}
            aria-label={t(`lineEnd_${end}`, { name: open.name })}
            aria-describedby="line-keys"
            onFocus={() => {
              if (end !== drawing.end) onStep({ type: 'select', line: chosen, end })
            }}
            onKeyDown={event => {
              key(event, end)
            }}
          />
        ))}
    </div>
  )
}
