// Where a PIN or code is typed, by touch or keyboard, and a badge is read. Shows dots, never what was typed, and keeps none of it.

import { CornerDownLeft, Delete } from 'lucide-react'
import { useEffect, useEffectEvent, useState } from 'react'
import { Button } from 'react-aria-components'
import type { DoorView } from '../../../src/client.ts'
import { useText } from '../i18n/language.tsx'
import { kiosk } from '../i18n/parts/kiosk.ts'
import { MOST_TYPED, NOTHING_TYPED, press, sends, type, type Typed } from './typed.ts'

const DIGITS = '123456789'.split('')
const MOST_DOTS = 12

export interface PinPadProps {
  readonly factors: DoorView['factors']
  readonly onSend: (value: string) => void
}

export function PinPad({ factors, onSend }: PinPadProps) {
  const t = useText(kiosk)
  const [typed, setTyped] = useState<Typed>(NOTHING_TYPED)
  const send = () => {
    if (typed.value === '') return
    onSend(typed.value)
    setTyped(NOTHING_TYPED)
  }
  const hear = useEffectEvent((event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    if (sends(typed, event.key)) send()
    else {
      const next = type(typed, event.key)
      if (!next) return
      setTyped(next)
    }
    // A button with the focus must not be pressed by what a reader types.
    event.preventDefault()
    event.stopPropagation()
  })
  useEffect(() => {
    document.addEventListener('keydown', hear, true)
    return () => {
      document.removeEventListener('keydown', hear, true)
    }
  }, [])

  const isTyped = factors.includes('pin') || factors.includes('code')
  const digit = (value: string) => (
    <Button
      key={value}
      className="pad-key"
      onPress={() => {
        setTyped(before => press(before, value))
      }}
    >
      {value}
    </Button>
  )
  const { length } = typed.value
  return (
    <div className="pad" role="group" aria-label={t('pad')}>
      <p className="pad-dots">
        <span className="hidden" role="status">
          {t('typed', { count: length })}
        </span>
        {Array.from({ length: Math.min(length, MOST_DOTS) }, (_, i) => (
          <span key={i} className="pad-dot" aria-hidden />
        ))}
      </p>
      {isTyped && (
        <div className="pad-keys">
          {DIGITS.map(digit)}
          <Button
            className="pad-key"
            aria-label={t('delete')}
            isDisabled={length === 0}
            onPress={() => {
              setTyped(({ value }) => ({ value: value.slice(0, -1), byKey: false }))
            }}
          >
            <Delete size={32} aria-hidden />
          </Button>
          {digit('0')}
          <Button
            className="pad-key"
            data-main
            aria-label={t('enter')}
            isDisabled={length === 0 || length > MOST_TYPED}
            onPress={send}
          >
            <CornerDownLeft size={32} aria-hidden />
          </Button>
        </div>
      )}
    </div>
  )
}
