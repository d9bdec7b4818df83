// Times as they are typed and shown in a terminal: of the clock on its wall.

import { InvalidArgumentError } from 'commander'

const DAY = /^\d{4}-\d{2}-\d{2}$/

/** The beginning of a day, or a moment. */
export function parseFrom(value: string): Date {
  // Without a time, JavaScript takes a day for one of UTC.
  const date = new Date(DAY.test(value) ? `${value}T00:00` : value)
  if (Number.isNaN(date.getTime()))
    throw new InvalidArgumentError('It must be a day or a time such as 2026-11-01 or 2026-11-01T09:00.')
  return date
}

/** The end of a day, or a moment. */
export function parseTo(value: string): Date {
  const day = parseFrom(value)
  if (!DAY.test(value)) return day
  return new Date(day.getFullYear(), day.getMonth(), day.getDate() + 1)
}

/** So many days ago at midnight. */
export const daysAgo = (days: number, now: Date): Date => new Date(now.getFullYear(), now.getMonth(), now.getDate() - days)

const two = (number: number): string => String(number).padStart(2, '0')

/** `2026-11-01 09:05` */
export const localTime = (date: Date): string =>
  `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())} ${two(date.getHours())}:${two(date.getMinutes())}`

/** `40 s`, `12 min`, `2 h`, `2 h 05 min` */
export function duration(seconds: number): string {
  if (Math.round(seconds) < 60) return `${Math.round(seconds)} s`
  const minutes = Math.round(seconds / 60)
  if (minutes < 60) return `${minutes} min`
  const hours = `${Math.floor(minutes / 60)} h`
  return minutes % 60 === 0 ? hours : `${hours} ${two(minutes % 60)} min`
}
