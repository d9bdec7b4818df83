// An event in the reader's words: who, when, how long, and the sentences of its reasons.

import { useMemo } from 'react'
import type { FaceEventJson } from '../../../src/client.ts'
import { useFormat } from '../i18n/format.ts'
import { useLanguage, useText } from '../i18n/language.tsx'
import { timeline } from '../i18n/parts/timeline.ts'
import { daysAgo, toSpan } from './days.ts'
import { explain, type DecisionJson } from './explain.ts'

export function useWords() {
  const t = useText(timeline)
  const format = useFormat()
  const { locale } = useLanguage()

  return useMemo(() => {
    const day = new Intl.DateTimeFormat(locale, { weekday: 'long', day: 'numeric', month: 'long' })
    const dayOfYear = new Intl.DateTimeFormat(locale, { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' })
    const clock = new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit', second: '2-digit' })

    const span = (fromMs: number, toMs: number): string => {
      const { hours, minutes, seconds } = toSpan(fromMs, toMs)
      if (hours > 0) return t('hours', { hours, minutes })
      return minutes > 0 ? t('minutes', { minutes, seconds }) : t('seconds', { seconds: Math.max(1, seconds) })
    }
    const nameless = (outcome: FaceEventJson['outcome']): string =>
      outcome === 'undecided' ? t('undecidedFace') : t('unknownFace')

    const reason = (decision: DecisionJson): string[] =>
      explain(decision).map(({ reason, name, second = '', similarity, threshold: needed, margin }) => {
        const threshold = format.similarity(needed)
        const named =
          name !== undefined && similarity !== undefined ? { name, similarity: format.similarity(similarity) } : undefined
        switch (reason) {
          case 'above_threshold':
            return t('r_above_threshold', { name: '', similarity: '', ...named, threshold })
          case 'near_threshold':
            return t('r_near_threshold', { name: '', similarity: '', ...named, threshold })
          case 'below_threshold':
            return named ? t('r_below_threshold', { ...named, threshold }) : t('r_below_threshold_nobody', { threshold })
          case 'margin_too_small':
            return t('r_margin_too_small', { name: name ?? '', second, margin: format.similarity(margin ?? 0) })
          case 'taken_by_another_face':
            return t('r_taken_by_another_face', { name: name ?? '' })
          case 'keeps_its_name':
            return t('r_keeps_its_name', { name: name ?? '' })
          default:
            return t(`r_${reason}`)
        }
      })

    return {
      who: ({ person, outcome }: Pick<FaceEventJson, 'person' | 'outcome'>): string => person?.name ?? nameless(outcome),
      clock: (iso: string): string => clock.format(new Date(iso)),
      howLong: ({ startedAt, endedAt }: FaceEventJson): string =>
        endedAt === null ? t('stillThere') : span(Date.parse(startedAt), Date.parse(endedAt)),
      day: (date: Date, now = new Date()): string => {
        const long = (date.getFullYear() === now.getFullYear() ? day : dayOfYear).format(date)
        const ago = daysAgo(date, now)
        if (ago === 0 || ago === 1) return `${t(ago === 0 ? 'today' : 'yesterday')}, ${long}`
        return long.charAt(0).toLocaleUpperCase(locale) + long.slice(1)
      },
      camera: ({ id, name }: FaceEventJson['camera']): string => (id === 'browser' ? t('browser') : name),
      corrected: ({ by, kind, person }: NonNullable<FaceEventJson['correction']>): string =>
        person === null ? t('byNotNobody', { by }) : t(kind === 'is' ? 'byIs' : 'byNot', { by, name: person.name }),
      reasons: reason,
    }
  }, [t, format, locale])
}
