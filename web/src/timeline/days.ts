// Events, newest first, as the groups a timeline shows: days, and how long each face was there. Knows no words.

export interface Timed {
  readonly startedAt: string
}

export interface Day<Event> {
  /** Local midnight. */
  readonly date: Date
  /** `2026-03-29`. */
  readonly key: string
  readonly events: readonly Event[]
}

/** Keeps the order of the events; a day that comes twice in it would be two groups. */
export function groupByDay<Event extends Timed>(events: readonly Event[]): Day<Event>[] {
  const days: (Day<Event> & { events: Event[] })[] = []
  for (const event of events) {
    const key = dayKey(new Date(event.startedAt))
    const last = days.at(-1)
    if (last?.key === key) last.events.push(event)
    else days.push({ key, date: startOfDay(new Date(event.startedAt)), events: [event] })
  }
  return days
}

export const startOfDay = (date: Date): Date => new Date(date.getFullYear(), date.getMonth(), date.getDate())

export function dayKey(date: Date): string {
  const two = (n: number) => String(n).padStart(2, '0')
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`
}

/** 0 today, 1 yesterday; whole days between midnights, so that a night of 23 or 25 hours counts as one. */
export function daysAgo(date: Date, now: Date): number {
  return Math.round((startOfDay(now).getTime() - startOfDay(date).getTime()) / 86_400_000)
}

export interface Span {
  readonly hours: number
  readonly minutes: number
  readonly seconds: number
}

/** Seconds up to an hour, then minutes; never negative, whichever clock was wrong. */
export function toSpan(fromMs: number, toMs: number): Span {
  const seconds = Math.max(0, Math.round((toMs - fromMs) / 1000))
  if (seconds < 3600) return { hours: 0, minutes: Math.floor(seconds / 60), seconds: seconds % 60 }
  const minutes = Math.round(seconds / 60)
  return { hours: Math.floor(minutes / 60), minutes: minutes % 60, seconds: 0 }
}
