// Visits in the reader's words and in the place's own time: who, when, how long. Asks nothing.

import { useMemo } from 'react'
import type { VisitJson } from '../../../src/client.ts'
import { useLanguage, useText } from '../i18n/language.tsx'
import { place } from '../i18n/parts/place.ts'
import { useVisitorName } from '../visitors/visitor-face.tsx'
import { createSpan, createUnits } from './span.ts'

const HOUR_MS = 3_600_000
/** 1 January 2024 was a Monday. */
const weekdayDate = (weekday: number): number => Date.UTC(2024, 0, weekday)

export type PlaceWords = ReturnType<typeof createPlaceWords>

/** Days are written as `2026-05-18`, moments in ISO. Moments are shown as clocks in `zone` show them. */
export function createPlaceWords(locale: string, zone: string) {
  const format = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(locale, options)
  const day = format({ weekday: 'long', day: 'numeric', month: 'long', timeZone: 'UTC' })
  const shortDay = format({ day: 'numeric', month: 'short', timeZone: 'UTC' })
  const weekday = format({ weekday: 'short', timeZone: 'UTC' })
  const longWeekday = format({ weekday: 'long', timeZone: 'UTC' })
  const clock = format({ hour: 'numeric', minute: '2-digit', timeZone: zone })
  const hour = format({ hour: 'numeric', minute: '2-digit', timeZone: 'UTC' })
  const hourOnly = format({ hour: 'numeric', timeZone: 'UTC' })
  const moment = format({ day: 'numeric', month: 'short', hour: 'numeric', minute: '2-digit', timeZone: zone })
  const momentDay = format({ weekday: 'long', day: 'numeric', month: 'long', timeZone: zone })
  const number = new Intl.NumberFormat(locale)
  const decimal = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 })
  const oneDigit = new Intl.NumberFormat(locale, { maximumSignificantDigits: 1 })
  const whole = new Intl.NumberFormat(locale, { maximumFractionDigits: 0 })
  const percent = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 0 })
  const units = createUnits(locale, 'short')
  const at = (h: number) => hour.format(Date.UTC(2024, 0, 1, h % 24))
  return {
    number: (value: number) => number.format(value),
    /** As many digits as say something. */
    mean: (value: number) => (value < 1 ? oneDigit : value < 10 ? decimal : whole).format(value),
    percent: (share: number) => percent.format(share),
    day: (day_: string) => day.format(new Date(day_)),
    shortDay: (day_: string) => shortDay.format(new Date(day_)),
    dayOfMonth: (day_: string) => number.format(new Date(day_).getUTCDate()),
    weekdayOf: (day_: string) => weekday.format(new Date(day_)),
    weekday: (n: number) => weekday.format(weekdayDate(n)),
    longWeekday: (n: number) => longWeekday.format(weekdayDate(n)),
    clock: (iso: string) => clock.format(new Date(iso)),
    moment: (iso: string) => moment.format(new Date(iso)),
    /** As short as the locale writes an hour: “9” or “9 AM”. */
    hourOnly: (h: number) => hourOnly.format(Date.UTC(2024, 0, 1, h % 24)),
    hours: (h: number) => ({ from: at(h), to: at(h + 1) }),
    hourOf: (iso: string) => ({
      day: momentDay.format(new Date(iso)),
      from: clock.format(new Date(iso)),
      to: clock.format(Date.parse(iso) + HOUR_MS),
    }),
    /** “1–5 min”. */
    spans: (from: number, to: number): string => {
      const [unit, per] = to >= 3600 && from >= 3600 ? [0, 3600] : to > 60 ? [1, 60] : [2, 1]
      return units[unit]!.formatRange(from / per, to / per)
    },
    span: createSpan(locale),
  }
}

export function usePlaceWords(zone: string): PlaceWords {
  const { locale } = useLanguage()
  return useMemo(() => createPlaceWords(locale, zone), [locale, zone])
}

/** Who a visit is of, and where there is more about them. */
export function useWhose() {
  const t = useText(place)
  const nameOf = useVisitorName()
  return ({ kind, person, visitor }: VisitJson): { readonly name: string; readonly to?: string } => {
    if (person) return { name: person.name, to: `/people/${encodeURIComponent(person.id)}` }
    if (visitor) return { name: nameOf(visitor), to: `/visitors/${encodeURIComponent(visitor.id)}` }
    return { name: t(kind === 'waiting' ? 'waiting' : 'stranger') }
  }
}

/** A browser is a camera whose name the server does not know. */
export function useCameraName() {
  const t = useText(place)
  return ({ id, name }: VisitJson['camera']): string => (id === 'browser' ? t('browser') : name)
}
