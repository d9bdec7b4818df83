// The smallest face that is looked at, as a square on the picture: drag it onto a face to compare, drag its corner to change it.

import { useRef, useState, type KeyboardEvent, type PointerEvent } from 'react'
import { useText } from '../i18n/language.tsx'
import { cameras } from '../i18n/parts/cameras.ts'
import { clampPx, resized, toShare } from './face-size.ts'

const KEY_STEPS: Readonly<Record<string, number>> = {
  ArrowUp: 1,
  ArrowRight: 1,
  ArrowDown: -1,
  ArrowLeft: -1,
  PageUp: 10,
  PageDown: -10,
}

export interface FaceSquareProps {
  readonly px: number
  readonly frame: { readonly width: number; readonly height: number }
  /** Undefined: this reader may only look. */
  readonly onChange: ((px: number) => void) | undefined
}

export function FaceSquare({ px, frame, onChange }: FaceSquareProps) {
  const t = useText(cameras)
  const [corner, setCorner] = useState(() => ({ x: 0.03, y: Math.max(0.03, 0.88 - toShare(px, frame.height)) }))
  const drag = useRef<{
    readonly kind: 'move' | 'resize'
    readonly x: number
    readonly y: number
    readonly px: number
    readonly from: typeof corner
  }>(undefined)
  const square = useRef<HTMLDivElement>(null)

  const start = (kind: 'move' | 'resize', event: PointerEvent<HTMLElement>) => {
    if (event.button !== 0) return
    event.stopPropagation()
    drag.current = { kind, x: event.clientX, y: event.clientY, px, from: corner }
    event.currentTarget.setPointerCapture(event.pointerId)
  }
  const move = (event: PointerEvent) => {
    const began = drag.current
    const picture = square.current?.parentElement?.getBoundingClientRect()
    if (!began || !picture) return
    const [dx, dy] = [event.clientX - began.x, event.clientY - began.y]
    if (began.kind === 'resize') onChange?.(resized(began.px, Math.max(dx, dy), picture.height, frame.height))
    else
      setCorner({
        x: Math.min(0.95, Math.max(0, began.from.x + dx / picture.width)),
        y: Math.min(0.95, Math.max(0, began.from.y + dy / picture.height)),
      })
  }
  const end = () => {
    drag.current = undefined
  }
  const key = (event: KeyboardEvent) => {
    const step = KEY_STEPS[event.key]
    if (step === undefined) return
    event.preventDefault()
    onChange?.(clampPx(px + step, frame.height))
  }

  const handlers = { onPointerMove: move, onPointerUp: end, onPointerCancel: end }
  return (
    <div
      className="face-square"
      ref={square}
      style={{ left: `${corner.x * 100}%`, top: `${corner.y * 100}%`, height: `${toShare(px, frame.height) * 100}%` }}
      onPointerDown={event => {
        start('move', event)
      }}
      {...handlers}
    >
      <span className="face-square-px numbers" aria-hidden>
        {px} px
      </span>
      {onChange && (
        <span
          className="face-square-corner"
          role="slider"
          tabIndex={0}
          aria-label={t('minFaceSquare')}
          aria-valuemin={0}
          aria-valuemax={clampPx(Infinity, frame.height)}
          aria-valuenow={px}
          aria-valuetext={`${px} px`}
          onPointerDown={event => {
            start('resize', event)
          }}
          onKeyDown={key}
          {...handlers}
        />
      )}
    </div>
  )
}
