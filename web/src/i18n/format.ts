// Dates, times, numbers and lists as the reader's locale writes them.

import { useMemo } from 'react'
import { useLanguage } from './language.tsx'

const MINUTE = 60_000
const STEPS = [
  ['day', 24 * 60 * MINUTE],
  ['hour', 60 * MINUTE],
  ['minute', MINUTE],
] as const

function createFormat(locale: string) {
  const date = new Intl.DateTimeFormat(locale, { dateStyle: 'medium' })
  const shortDate = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short' })
  const dateTime = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' })
  const time = new Intl.DateTimeFormat(locale, { timeStyle: 'medium' })
  const number = new Intl.NumberFormat(locale)
  const similarity = new Intl.NumberFormat(locale, { minimumFractionDigits: 2, maximumFractionDigits: 2 })
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' })
  const list = new Intl.ListFormat(locale)
  return {
    date: (iso: string) => date.format(new Date(iso)),
    /** Without the year: for what is less than a year away. */
    shortDate: (iso: string) => shortDate.format(new Date(iso)),
    dateTime: (iso: string) => dateTime.format(new Date(iso)),
    time: (iso: string) => time.format(new Date(iso)),
    number: (value: number) => number.format(value),
    /** A cosine with two decimals, never a percentage. */
    similarity: (value: number) => similarity.format(value),
    list: (items: readonly string[]) => list.format(items),
    /** “5 minutes ago”, and the date from a week on. */
    ago: (iso: string, now = Date.now()) => {
      const age = now - Date.parse(iso)
      if (age > 7 * STEPS[0][1]) return date.format(new Date(iso))
      const [unit, ms] = STEPS.find(([, ms]) => Math.abs(age) >= ms) ?? ['minute', MINUTE]
      return relative.format(-Math.trunc(age / ms), unit)
    },
  }
}

export function useFormat() {
  const { locale } = useLanguage()
  return useMemo(() => createFormat(locale), [locale])
}
