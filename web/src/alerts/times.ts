// Days of the week, times of day and spans as the reader's locale writes them. Knows no rules.

import { useMemo } from 'react'
import { useLanguage } from '../i18n/language.tsx'

/** 1 is Monday. */
export const WEEK = [1, 2, 3, 4, 5, 6, 7] as const

export interface TimeWindow {
  readonly days: readonly number[]
  /** `HH:MM`. */
  readonly from: string
  readonly to: string
}

/** A run of at least so many days is written with a dash. */
const RUN = 3
/** 1 January 2024 was a Monday. */
const dateOf = (day: number): Date => new Date(Date.UTC(2024, 0, day))

/** Consecutive days together: 1 2 3 5 → [1 2 3] [5]. */
export function runsOf(days: readonly number[]): number[][] {
  const runs: number[][] = []
  for (const day of [...new Set(days)].sort((a, b) => a - b)) {
    const last = runs.at(-1)
    if (last?.at(-1) === day - 1) last.push(day)
    else runs.push([day])
  }
  return runs
}

export function createTimes(locale: string) {
  const short = new Intl.DateTimeFormat(locale, { weekday: 'short', timeZone: 'UTC' })
  const long = new Intl.DateTimeFormat(locale, { weekday: 'long', timeZone: 'UTC' })
  const hour = new Intl.DateTimeFormat(locale, { timeStyle: 'short', timeZone: 'UTC' })
  const list = new Intl.ListFormat(locale)
  const span = (value: number, unit: string) =>
    new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'long' }).format(value)

  const day = (n: number): string => short.format(dateOf(n))
  const clock = (time: string): string => {
    const [hours = 0, minutes = 0] = time.split(':').map(Number)
    return hour.format(Date.UTC(2024, 0, 1, hours, minutes))
  }
  /** “Mon–Fri, Sun”; undefined for all days. */
  const days = (chosen: readonly number[]): string | undefined => {
    if (new Set(chosen).size === WEEK.length) return undefined
    return runsOf(chosen)
      .flatMap(run => (run.length < RUN ? run.map(day) : [`${day(run[0]!)}–${day(run.at(-1)!)}`]))
      .join(', ')
  }
  const window = ({ days: on, from, to }: TimeWindow): string =>
    [days(on), `${clock(from)}–${clock(to)}`].filter(text => text !== undefined).join(' ')
  return {
    day,
    longDay: (n: number): string => long.format(dateOf(n)),
    clock,
    days,
    window,
    windows: (windows: readonly TimeWindow[]): string => list.format(windows.map(window)),
    /** “30 minutes”, “2 hours”, “1 day”. */
    span: (minutes: number): string => {
      if (minutes % 1440 === 0) return span(minutes / 1440, 'day')
      return minutes % 60 === 0 ? span(minutes / 60, 'hour') : span(minutes, 'minute')
    },
  }
}

export function useTimes() {
  const { locale } = useLanguage()
  return useMemo(() => createTimes(locale), [locale])
}
