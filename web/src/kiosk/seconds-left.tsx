// Whole seconds until something can go on, counted down.

import { useEffect, useState } from 'react'
import { useText } from '../i18n/language.tsx'
import { kiosk } from '../i18n/parts/kiosk.ts'

const secondsTo = (until: number): number => Math.max(0, Math.ceil((until - performance.now()) / 1000))

export function SecondsLeft({ until }: { readonly until: number }) {
  const t = useText(kiosk)
  const [now, setNow] = useState(() => secondsTo(until))
  useEffect(() => {
    const tick = () => {
      setNow(secondsTo(until))
    }
    tick()
    const timer = setInterval(tick, 200)
    return () => {
      clearInterval(timer)
    }
  }, [until])
  return (
    <p className="seconds numbers" aria-hidden>
      {t('seconds', { count: now })}
    </p>
  )
}
