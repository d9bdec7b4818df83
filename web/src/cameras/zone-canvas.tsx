// Zones drawn over a picture, by pointer and by keys, and the square of the smallest face. Draws what it is told and says each step.

import { useRef, type Dispatch, type KeyboardEvent, type PointerEvent } from 'react'
import { useText } from '../i18n/language.tsx'
import { cameras } from '../i18n/parts/cameras.ts'
import { keyStep } from './key-step.ts'
import type { Drawing, Point, Step } from './zones.ts'

export interface ZoneCanvasProps {
  readonly drawing: Drawing
  /** Undefined: this reader may only look. */
  readonly onStep: Dispatch<Step> | undefined
}

export function ZoneCanvas({ drawing, onStep }: ZoneCanvasProps) {
  const t = useText(cameras)
  const surface = useRef<HTMLDivElement>(null)
  const isDragging = useRef(false)
  const { zones, zone: chosen } = drawing
  const open = chosen === undefined ? undefined : zones[chosen]

  const at = ({ clientX, clientY }: PointerEvent): Point => {
    const { left, top, width, height } = surface.current!.getBoundingClientRect()
    return { x: (clientX - left) / width, y: (clientY - top) / height }
  }
  const press = (event: PointerEvent) => {
    if (!onStep || event.button !== 0 || chosen === undefined) return
    const point = event.target instanceof HTMLElement ? event.target.dataset['point'] : undefined
    if (point === undefined) {
      event.preventDefault()
      onStep({ type: 'add_point', at: at(event) })
    } else onStep({ type: 'select', zone: chosen, point: Number(point) })
    isDragging.current = true
    surface.current?.setPointerCapture(event.pointerId)
  }
  const move = (event: PointerEvent) => {
    if (isDragging.current) onStep?.({ type: 'move', to: at(event) })
  }
  const release = () => {
    isDragging.current = false
  }
  const key = (event: KeyboardEvent, index: number) => {
    const by = keyStep(event)
    const isRemoval = event.key === 'Delete' || event.key === 'Backspace'
    if (!onStep || (!by && !isRemoval)) return
    event.preventDefault()
    onStep({ type: 'select', zone: chosen, point: index })
    if (by) onStep({ type: 'nudge', by })
    else {
      onStep({ type: 'remove_point' })
      // The last button goes; the keyboard stays on the point that takes its place.
      const left = (open?.points.length ?? 0) - 1
      surface.current?.querySelector<HTMLElement>(`[data-point="${Math.min(index, left - 1)}"]`)?.focus()
    }
  }

  return (
    <div
      className="zone-surface"
      ref={surface}
      data-drawing={open && onStep ? true : undefined}
      onPointerDown={press}
      onPointerMove={move}
      onPointerUp={release}
      onPointerCancel={release}
    >
      <svg viewBox="0 0 1 1" preserveAspectRatio="none" aria-hidden>
        {zones.map(({ points }, index) => (
          <polygon
            key={index}
            points={points.map(({ x, y }) => `${x},${y}`).join(' ')}
            data-open={index === chosen || undefined}
            onPointerDown={event => {
              if (!onStep || chosen !== undefined) return
              event.stopPropagation()
              onStep({ type: 'select', zone: index })
            }}
          />
        ))}
      </svg>
      {zones.map(({ name, points }, index) => {
        const first = points[0]
        return (
          first && (
            <span key={index} className="zone-tag" style={{ left: `${first.x * 100}%`, top: `${first.y * 100}%` }} aria-hidden>
              {name}
            </span>
          )
        )
      })}
      {onStep &&
        open?.points.map(({ x, y }, index) => (
          <button
            key={index}
            type="button"
            className="zone-point"
            style={{ left: `${x * 100}%`, top: `${y * 100}%` }}
            data-point={index}
            data-chosen={index === drawing.point || undefined}
            aria-label={t('zonePoint', { number: index + 1, name: open.name })}
            aria-describedby="zone-keys"
            onFocus={() => {
              if (index !== drawing.point) onStep({ type: 'select', zone: chosen, point: index })
            }}
            onKeyDown={event => {
              key(event, index)
            }}
          />
        ))}
    </div>
  )
}
