// Whether a moment lies in a window of the week. Compares what a clock on the wall shows, so days of 23 and 25 hours need no care.

import type { TimeWindow } from '../core/groups.ts'

/** Inside `from`, outside `to`. Where both are equal the window lasts 24 hours. */
export function isInWindow({ days, from, to }: TimeWindow, at: Date): boolean {
  const [minute, start, end] = [minuteOfDay(at), minutesOf(from), minutesOf(to)]
  const today = days.includes(weekday(at))
  if (start < end) return today && minute >= start && minute < end
  const yesterday = days.includes(weekday(at) === 1 ? 7 : weekday(at) - 1)
  return (today && minute >= start) || (yesterday && minute < end)
}

export const isInAny = (windows: readonly TimeWindow[], at: Date): boolean => windows.some(window => isInWindow(window, at))

/** 1 Monday … 7 Sunday, local time. */
export const weekday = (at: Date): number => at.getDay() || 7

export const minuteOfDay = (at: Date): number => at.getHours() * 60 + at.getMinutes()

/** `HH:MM` as minutes since midnight. */
export function minutesOf(clock: string): number {
  const [hours, minutes] = clock.split(':')
  return Number(hours) * 60 + Number(minutes)
}

/** When the day of a moment began, local time. */
export const midnightBefore = (at: Date): Date => new Date(at.getFullYear(), at.getMonth(), at.getDate())

/** Names the local day of a moment: 2026-11-24. */
export const dayOf = (at: Date): string =>
  [at.getFullYear(), at.getMonth() + 1, at.getDate()].map(part => String(part).padStart(2, '0')).join('-')
