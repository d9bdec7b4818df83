// A visit in the reader's words: which day, from when to when, how long.

import { useMemo } from 'react'
import type { VisitJson } from '../../../src/client.ts'
import { useLanguage, useText } from '../i18n/language.tsx'
import { visitors } from '../i18n/parts/visitors.ts'
import { createSpan } from '../place/span.ts'

type Timed = Pick<VisitJson, 'arrivedAt' | 'departedAt' | 'dwellSeconds' | 'hasEnded'>

export function useVisitWords() {
  const t = useText(visitors)
  const { locale } = useLanguage()
  return useMemo(() => {
    const span = createSpan(locale)
    const day = new Intl.DateTimeFormat(locale, { weekday: 'short', day: 'numeric', month: 'long' })
    const clock = new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit' })
    const moment = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' })
    return {
      day: ({ arrivedAt }: Timed): string => {
        const text = day.format(new Date(arrivedAt))
        return text.charAt(0).toLocaleUpperCase(locale) + text.slice(1)
      },
      when: ({ arrivedAt }: Timed): string => moment.format(new Date(arrivedAt)),
      stay: ({ arrivedAt, departedAt, hasEnded }: Timed): string => {
        const from = clock.format(new Date(arrivedAt))
        return t('stay', { from, to: hasEnded ? clock.format(new Date(departedAt)) : '…' })
      },
      dwell: ({ dwellSeconds }: Timed): string => span(Math.max(1, dwellSeconds)),
    }
  }, [t, locale])
}
